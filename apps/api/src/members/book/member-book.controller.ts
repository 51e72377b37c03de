import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { StaffNotes } from '../notes/staff-notes.service.js';
import { MemberTags } from '../tags/member-tags.service.js';
import { toBookResponse } from './book-response.js';
import { MemberBookResponse, NoteRequest, TagListResponse, TagsRequest, TagsResponse } from './member-book.dto.js';
import { MemberBooks } from './member-book.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/members')
export class MemberBookController {
  constructor(
    private readonly books: MemberBooks,
    private readonly tags: MemberTags,
    private readonly notes: StaffNotes,
  ) {}

  @Get('tags')
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'Every tag in use, and how many have it' })
  @ApiOkResponse({ standardSchema: TagListResponse })
  async listTags(@Param('programId', ParseUUIDPipe) programId: string): Promise<TagListResponse> {
    return { items: await this.tags.list(programId), nextCursor: null };
  }

  @Get(':memberId')
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'A member’s book: facts, entries, links, awards, grants, events, messages and notes', description: 'Errors: member.not_found.' })
  @ApiOkResponse({ standardSchema: MemberBookResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal): Promise<MemberBookResponse> {
    return toBookResponse(await this.books.of(programId, memberId), who.role);
  }

  @Put(':memberId/tags')
  @RequirePermission('members:write')
  @ApiOperation({ summary: 'The tags of a member: these and no others', description: 'Errors: member.not_found.' })
  @ApiOkResponse({ standardSchema: TagsResponse })
  async setTags(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal, @Body({ schema: TagsRequest }) { tags }: TagsRequest,
  ): Promise<TagsResponse> {
    return { tags: await this.tags.set(programId, who.accountId, memberId, tags) };
  }

  @Post(':memberId/notes')
  @HttpCode(204)
  @RequirePermission('members:write')
  @ApiOperation({ summary: 'Notes something about a member', description: 'Errors: member.not_found.' })
  @ApiNoContentResponse()
  addNote(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal, @Body({ schema: NoteRequest }) body: NoteRequest,
  ): Promise<void> {
    return this.notes.add(programId, who.accountId, { memberId }, body);
  }

  @Delete(':memberId/notes/:noteId')
  @HttpCode(204)
  @RequirePermission('members:write')
  @ApiOperation({ summary: 'Removes a note: one’s own, or anybody’s for owners and managers', description: 'Errors: note.not_found, auth.forbidden.' })
  @ApiNoContentResponse()
  removeNote(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @Param('noteId', ParseUUIDPipe) noteId: string, @CurrentPrincipal() who: Principal,
  ): Promise<void> {
    return this.notes.remove(programId, who, { memberId }, noteId);
  }
}
