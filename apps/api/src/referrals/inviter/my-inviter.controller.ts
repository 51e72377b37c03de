import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { readVisitor, VISITOR_COOKIE, visitorHash } from '../../platform/auth/visitor.js';
import { Keys } from '../../platform/keys.js';
import { InviterNamedResponse, InviterRequest, InviterResponse } from './inviter.dto.js';
import { NamedInviters } from './named-inviters.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/inviter')
export class MyInviterController {
  constructor(
    private readonly inviters: NamedInviters,
    private readonly limits: RateLimits,
    @Inject(Keys) private readonly keys: Keys,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether the member, who came without a link, is still asked who invited them' })
  @ApiOkResponse({ standardSchema: InviterResponse })
  async show(@CurrentMember() me: { programId: string; memberId: string }): Promise<InviterResponse> {
    return { askedUntil: (await this.inviters.askedUntil(me.programId, me.memberId))?.toISOString() ?? null };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Says who invited the member: once, and it waits for a person of the team',
    description: 'An e-mail is answered alike whether it is a member’s or not. Errors: 409 inviter.answered, inviter.here_before, inviter.too_late; 422 inviter.unknown_code, inviter.own_code, inviter.circle; 429 request.rate_limited.',
  })
  @ApiOkResponse({ standardSchema: InviterNamedResponse })
  async name(@CurrentMember() me: { programId: string; memberId: string }, @Body({ schema: InviterRequest }) body: InviterRequest, @Req() request: FastifyRequest): Promise<InviterNamedResponse> {
    this.limits.take('inviter', me.memberId, request.ip);
    const visitor = readVisitor(request.cookies[VISITOR_COOKIE]);
    await this.inviters.name(me.programId, me.memberId, { text: body.inviter, visitor: visitor === null ? null : visitorHash(this.keys, visitor), ip: request.ip });
    return { status: 'noted' };
  }
}
