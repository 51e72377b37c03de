import { Body, Controller, HttpCode, Ip, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { AppealRequest, MyAppeal } from './appeal.dto.js';
import { MyAppeals } from './my-appeals.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug')
export class MyAppealsController {
  constructor(
    private readonly appeals: MyAppeals,
    private readonly limits: RateLimits,
  ) {}

  @Post('referrals/:referralId/appeal')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Asks for a second look at a friend who did not count, once for each decision',
    description: 'Errors: 404 referral.not_found; 409 referral.not_appealable, appeal.exists, request.conflict (the id was used before); 429 request.rate_limited.',
  })
  @ApiOkResponse({ standardSchema: MyAppeal })
  appeal(
    @CurrentMember() me: { programId: string; memberId: string }, @Param('referralId', ParseUUIDPipe) referralId: string, @Body({ schema: AppealRequest }) body: AppealRequest, @Ip() ip: string,
  ): Promise<MyAppeal> {
    this.limits.take('appeal', me.memberId, ip);
    return this.appeals.appeal(me.programId, me.memberId, referralId, body);
  }
}
