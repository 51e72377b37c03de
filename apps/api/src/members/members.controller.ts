import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Role } from '@fanfare/contracts';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { type MemberBook, MemberList, type MemberWithTier } from './member-list.service.js';
import { MemberBookResponse, type MemberResponse, MembersQuery, MembersResponse } from './members.dto.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/members')
export class MembersController {
  constructor(private readonly members: MemberList) {}

  @Get()
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'Members, newest first, with what their links brought' })
  @ApiOkResponse({ standardSchema: MembersResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: MembersQuery }) query: MembersQuery): Promise<MembersResponse> {
    const { items, nextCursor } = await this.members.list(programId, query);
    return { items: items.map((member) => toResponse(member, who.role)), nextCursor };
  }

  @Get(':memberId')
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'A member’s book: facts, entries, links, awards and grants', description: 'Errors: member.not_found.' })
  @ApiOkResponse({ standardSchema: MemberBookResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal): Promise<MemberBookResponse> {
    return toBookResponse(await this.members.book(programId, memberId), who.role);
  }
}

function toResponse(m: MemberWithTier, role: Role | null): MemberResponse {
  const { tierId: _, ...shown } = m;
  const email = role === 'moderator' ? masked(m.email) : m.email;
  return { ...shown, email, joinedAt: m.joinedAt.toISOString(), standing: m.standing as MemberResponse['standing'] };
}

/** `ewa@gmail.com` → `e••@gmail.com` */
function masked(email: string | null): string | null {
  return email && `${[...email][0]}••${email.slice(email.lastIndexOf('@'))}`;
}

function toBookResponse(book: MemberBook, role: Role | null): MemberBookResponse {
  return {
    member: toResponse(book.member, role),
    facts: book.facts.map((f) => ({ ...f, at: f.at.toISOString() })),
    entries: book.entries.map((e) => ({ ...e, effectiveAt: e.effectiveAt.toISOString() })),
    links: book.links.map((l) => ({ ...l, createdAt: l.createdAt.toISOString() })),
    awards: book.awards.map((a) => ({ ...a, since: a.since.toISOString() })),
    grants: book.grants.map((g) => ({ ...g, awardedAt: g.awardedAt.toISOString(), updatedAt: g.updatedAt.toISOString() })),
  };
}
