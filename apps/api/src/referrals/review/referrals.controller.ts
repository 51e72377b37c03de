import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NoteRequest, StaffNotes } from '../../members/index.js';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { ReferralDetail } from './referral-detail.service.js';
import { ReferralList } from './referral-list.service.js';
import { ReferralCountsQuery, ReferralCountsResponse, ReferralDetailResponse, type ReferralFilters, ReferralsQuery, StaffReferralsResponse } from './referrals.dto.js';

@ApiTags('Staff')
@RequirePermission('referrals:read')
@Controller('api/v1/programs/:programId/referrals')
export class ReferralsController {
  constructor(
    private readonly referrals: ReferralList,
    private readonly detail: ReferralDetail,
    private readonly notes: StaffNotes,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Friends in every state, sign-ups that nobody has confirmed included', description: 'Errors: auth.forbidden for a search by a role that does not see members.' })
  @ApiOkResponse({ standardSchema: StaffReferralsResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: ReferralsQuery }) query: ReferralsQuery): Promise<StaffReferralsResponse> {
    return this.referrals.list(programId, { role: who.role!, accountId: who.accountId }, query);
  }

  @Get('counts')
  @ApiOperation({ summary: 'How many friends there are in each state' })
  @ApiOkResponse({ standardSchema: ReferralCountsResponse })
  counts(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: ReferralCountsQuery }) query: ReferralFilters): Promise<ReferralCountsResponse> {
    return this.referrals.counts(programId, { role: who.role!, accountId: who.accountId }, query);
  }

  @Get(':referralId')
  @ApiOperation({ summary: 'What a decision about one friend rests on', description: 'Errors: referral.not_found.' })
  @ApiOkResponse({ standardSchema: ReferralDetailResponse })
  show(@Param('programId', ParseUUIDPipe) programId: string, @Param('referralId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<ReferralDetailResponse> {
    return this.detail.of(programId, who.role!, id);
  }

  @Post(':referralId/notes')
  @HttpCode(204)
  @RequirePermission('reviews:decide')
  @ApiOperation({ summary: 'Notes something about a friend, beside the evidence', description: 'Errors: 404 referral.not_found (also: not confirmed yet), member.not_found (the friend has left).' })
  @ApiNoContentResponse()
  addNote(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('referralId', ParseUUIDPipe) referralId: string, @CurrentPrincipal() who: Principal, @Body({ schema: NoteRequest }) body: NoteRequest,
  ): Promise<void> {
    return this.notes.add(programId, who.accountId, { referralId }, body);
  }

  @Delete(':referralId/notes/:noteId')
  @HttpCode(204)
  @RequirePermission('reviews:decide')
  @ApiOperation({ summary: 'Removes a note: one’s own, or anybody’s for owners and managers', description: 'Errors: 404 note.not_found, 403 auth.forbidden.' })
  @ApiNoContentResponse()
  removeNote(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('referralId', ParseUUIDPipe) referralId: string, @Param('noteId', ParseUUIDPipe) noteId: string, @CurrentPrincipal() who: Principal,
  ): Promise<void> {
    return this.notes.remove(programId, who, { referralId }, noteId);
  }
}
