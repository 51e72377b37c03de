import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../../platform/auth/access.js';
import { Onboarding } from './onboarding.service.js';
import { PayoutLinkRequest, PayoutLinkResponse, PayoutStateResponse } from './payouts.dto.js';

/** A member's account at Stripe, for rewards in money. Errors: 409 `payout.not_available`, 503 `payout.not_now`. */
@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/payout-account')
export class MyPayoutsController {
  constructor(private readonly onboarding: Onboarding) {}

  /** A way to Stripe’s own form, for one visit within minutes. Another one any time. */
  @Post('link')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: PayoutLinkResponse })
  async link(@CurrentMember() me: { programId: string; memberId: string }, @Param('slug') slug: string, @Body({ schema: PayoutLinkRequest }) body: PayoutLinkRequest): Promise<PayoutLinkResponse> {
    return { url: await this.onboarding.link(me, slug, body.country) };
  }

  /** Where it stands. A POST, because Stripe is asked, and what waited goes on. */
  @Post('check')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: PayoutStateResponse })
  async check(@CurrentMember() me: { programId: string; memberId: string }): Promise<PayoutStateResponse> {
    const { state, payout } = await this.onboarding.check(me);
    return { state, payout: payout && { status: payout.status, amountMinor: payout.amountMinor, currency: payout.currency, problem: payout.problem, arrivesAt: payout.arrivesAt.toISOString() } };
  }
}
