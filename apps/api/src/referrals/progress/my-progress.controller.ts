import { Controller, Get, Headers, HttpCode, Ip, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Reminders } from '../signup/reminders.js';
import { MyReferrals } from './my-referrals.service.js';
import { MyAdjustmentsResponse, MyReferralsQuery, MyReferralsResponse, ProgressResponse, RemindedResponse } from './progress.dto.js';
import { Progress } from './progress.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug')
export class MyProgressController {
  constructor(
    private readonly progress: Progress,
    private readonly referrals: MyReferrals,
    private readonly reminders: Reminders,
    private readonly limits: RateLimits,
  ) {}

  /** The member's own count, tier, and what comes next. */
  @Get('progress')
  @ApiOkResponse({ standardSchema: ProgressResponse })
  async own(@CurrentMember() me: { programId: string; memberId: string }, @Headers('accept-language') language: string | undefined): Promise<ProgressResponse> {
    return this.progress.of(me.programId, me.memberId, language);
  }

  /** The member's friends with status and reason, newest first. */
  @Get('referrals')
  @ApiOkResponse({ standardSchema: MyReferralsResponse })
  async friends(
    @CurrentMember() me: { programId: string; memberId: string }, @Query({ schema: MyReferralsQuery }) query: MyReferralsQuery, @Headers('accept-language') language: string | undefined,
  ): Promise<MyReferralsResponse> {
    return this.referrals.list(me.programId, me.memberId, query, language);
  }

  /** What moved the member's count beside their friends. */
  @Get('adjustments')
  @ApiOkResponse({ standardSchema: MyAdjustmentsResponse })
  async adjustments(@CurrentMember() me: { programId: string; memberId: string }): Promise<MyAdjustmentsResponse> {
    return this.referrals.adjustments(me.programId, me.memberId);
  }

  @Post('referrals/:referralId/remind')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reminds a friend to confirm, once', description: 'The answer is the same whatever is known of the address. Errors: 404 referral.not_found; 409 referral.reminded, referral.not_waiting; 429 request.rate_limited.' })
  @ApiOkResponse({ standardSchema: RemindedResponse })
  async remind(@CurrentMember() me: { programId: string; memberId: string }, @Param('referralId', ParseUUIDPipe) referralId: string, @Ip() ip: string): Promise<RemindedResponse> {
    this.limits.take('friendReminder', me.memberId, ip);
    return { remindedAt: (await this.reminders.remind(me.programId, me.memberId, referralId)).toISOString() };
  }
}
