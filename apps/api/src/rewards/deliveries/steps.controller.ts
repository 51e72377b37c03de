import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import type { StepRow } from './step-rows.js';
import { RewardStepResponse, RewardStepsResponse, StepArrivedRequest, StepCannotRequest, StepsQuery } from './steps.dto.js';
import { RewardSteps } from './steps.service.js';

/** What is done by hand, and what is stuck. Errors: 404 `reward_step.not_found`, 409 `reward_step.wrong_state`, `grant.wrong_state`. */
@ApiTags('Staff: reward steps')
@RequirePermission('rewards:grant')
@Controller('api/v1/programs/:programId/reward-steps')
export class StepsController {
  constructor(private readonly steps: RewardSteps) {}

  @Get()
  @ApiOkResponse({ standardSchema: RewardStepsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: StepsQuery }) query: StepsQuery): Promise<RewardStepsResponse> {
    const { steps, nextCursor, counts } = await this.steps.list(programId, query);
    return { items: steps.map(toResponse), nextCursor, counts };
  }

  /** It was brought, by hand or by the provider after all. */
  @Post(':grantId/:step/arrived')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RewardStepResponse })
  async arrived(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @Param('step') step: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: StepArrivedRequest }) body: StepArrivedRequest,
  ): Promise<RewardStepResponse> {
    return toResponse(await this.steps.arrived(programId, me.accountId, [grantId, step], body.reference));
  }

  /** It cannot be brought by hand. */
  @Post(':grantId/:step/cannot')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RewardStepResponse })
  async cannot(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @Param('step') step: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: StepCannotRequest }) body: StepCannotRequest,
  ): Promise<RewardStepResponse> {
    return toResponse(await this.steps.cannot(programId, me.accountId, [grantId, step], body.reason));
  }

  /** It did not arrive: it is sent once more, after looking whether it did after all. */
  @Post(':grantId/:step/again')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RewardStepResponse })
  async again(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @Param('step') step: string, @CurrentPrincipal() me: Principal): Promise<RewardStepResponse> {
    return toResponse(await this.steps.again(programId, me.accountId, [grantId, step]));
  }

  /** It did not arrive and is brought by hand instead. */
  @Post(':grantId/:step/by-hand')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RewardStepResponse })
  async byHand(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @Param('step') step: string, @CurrentPrincipal() me: Principal): Promise<RewardStepResponse> {
    return toResponse(await this.steps.byHand(programId, me.accountId, [grantId, step]));
  }

  /** What could not be taken back of a grant that was stays with its member. */
  @Post(':grantId/reversal/keep')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RewardStepResponse })
  async keep(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<RewardStepResponse> {
    return toResponse(await this.steps.keep(programId, me.accountId, grantId));
  }
}

function toResponse({ memberId, memberName, terms, nextTryAt, firstSentAt, updatedAt, ...row }: StepRow): RewardStepResponse {
  return {
    grantId: row.grantId, step: row.step, provider: row.provider, status: row.status, waitsFor: row.waitsFor, problem: row.problem, attempts: row.attempts, reference: row.reference,
    nextTryAt: nextTryAt?.toISOString() ?? null, firstSentAt: firstSentAt?.toISOString() ?? null,
    amount: terms.amountMinor !== undefined && terms.currency !== undefined ? { amountMinor: terms.amountMinor, currency: terms.currency } : null, percentOff: terms.percentOff ?? null,
    grantStatus: row.grantStatus, payout: row.payout, member: { id: memberId, name: memberName }, reward: row.reward, updatedAt: updatedAt.toISOString(),
  };
}
