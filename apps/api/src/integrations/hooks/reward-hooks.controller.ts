import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, FreshlySignedIn, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { inOverlap, overlapEnd } from '../webhooks/signing.js';
import { Clock } from '../../platform/clock.js';
import type { Hook } from './hook-caller.js';
import { RewardHookRequest, RewardHookResponse, RewardHookTestResponse } from './reward-hooks.dto.js';
import { RewardHooks } from './reward-hooks.service.js';

const SHOWN_CHARS = 500;

/** Where the brand's own system gives a reward. Errors: 404 `reward.not_found`, `reward_hook.not_found`, 409 `reward.not_custom`; 403 `auth.step_up_required` for changes ten minutes after signing in. */
@ApiTags('Staff: reward hooks')
@RequirePermission('integrations:manage')
@Controller('api/v1/programs/:programId/rewards/:rewardId/hook')
export class RewardHooksController {
  constructor(
    private readonly hooks: RewardHooks,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: RewardHookResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string): Promise<RewardHookResponse> {
    return this.toResponse(await this.hooks.view(programId, rewardId), null);
  }

  @Put()
  @FreshlySignedIn()
  @ApiOkResponse({ standardSchema: RewardHookResponse })
  async set(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string, @CurrentPrincipal() me: Principal, @Body({ schema: RewardHookRequest }) body: RewardHookRequest,
  ): Promise<RewardHookResponse> {
    const { hook, secret } = await this.hooks.set(programId, me.accountId, rewardId, body);
    return this.toResponse(hook, secret);
  }

  /** A new secret; the former one signs along for a day. */
  @Post('rotate')
  @HttpCode(200)
  @FreshlySignedIn()
  @ApiOkResponse({ standardSchema: RewardHookResponse })
  async rotate(@Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string, @CurrentPrincipal() me: Principal): Promise<RewardHookResponse> {
    const { hook, secret } = await this.hooks.rotate(programId, me.accountId, rewardId);
    return this.toResponse(hook, secret);
  }

  /** Asks for nothing, to see what comes back. */
  @Post('test')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RewardHookTestResponse })
  async tryOut(@Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string, @CurrentPrincipal() me: Principal): Promise<RewardHookTestResponse> {
    const { reply, verdict } = await this.hooks.tryOut(programId, me.accountId, rewardId);
    const problem = verdict.kind === 'done' ? null : (verdict.problem ?? null);
    return 'failure' in reply
      ? { status: null, failure: reply.failure, outcome: verdict.kind, problem, body: null }
      : { status: reply.status, failure: null, outcome: verdict.kind, problem, body: reply.body?.slice(0, SHOWN_CHARS) ?? null };
  }

  /** From now on it is given by hand. */
  @Delete()
  @HttpCode(204)
  @FreshlySignedIn()
  @ApiNoContentResponse()
  remove(@Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string, @CurrentPrincipal() me: Principal): Promise<void> {
    return this.hooks.remove(programId, me.accountId, rewardId);
  }

  private toResponse(hook: Hook | null, secret: string | null): RewardHookResponse {
    const until = hook?.rotatedAt && inOverlap(hook.rotatedAt, this.clock.now()) ? overlapEnd(hook.rotatedAt).toISOString() : null;
    return { hook: hook && { url: hook.url, tellsWho: hook.tellsWho, formerSecretUntil: until }, secret };
  }
}
