import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
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
  ) {}

  @Get()
  @ApiOperation({ summary: 'Friends in every state, sign-ups that nobody has confirmed included', description: 'Errors: auth.forbidden for a search by a role that does not see members.' })
  @ApiOkResponse({ standardSchema: StaffReferralsResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: ReferralsQuery }) query: ReferralsQuery): Promise<StaffReferralsResponse> {
    return this.referrals.list(programId, who.role!, query);
  }

  @Get('counts')
  @ApiOperation({ summary: 'How many friends there are in each state' })
  @ApiOkResponse({ standardSchema: ReferralCountsResponse })
  counts(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: ReferralCountsQuery }) query: ReferralFilters): Promise<ReferralCountsResponse> {
    return this.referrals.counts(programId, who.role!, query);
  }

  @Get(':referralId')
  @ApiOperation({ summary: 'What a decision about one friend rests on', description: 'Errors: referral.not_found.' })
  @ApiOkResponse({ standardSchema: ReferralDetailResponse })
  show(@Param('programId', ParseUUIDPipe) programId: string, @Param('referralId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<ReferralDetailResponse> {
    return this.detail.of(programId, who.role!, id);
  }
}
