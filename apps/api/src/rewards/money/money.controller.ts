import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { toGrantResponse } from '../grant-response.js';
import { GrantResponse } from '../grants.dto.js';
import { Grants } from '../grants.service.js';
import { Approvals } from './approvals.service.js';
import type { BudgetRow } from './budget-reads.js';
import { Budgets } from './budgets.service.js';
import {
  ApprovedResponse, ApproveRequest, BudgetChangeRequest, BudgetCloseRequest, BudgetHistoryResponse, BudgetMoveRequest, BudgetResponse, BudgetsResponse, ExtendRequest, NewBudgetRequest, RejectedResponse,
  RejectRequest, RewardRulesBody,
} from './money.dto.js';

/** What rewards may cost, and who says yes to each. */
@ApiTags('Staff: rewards')
@Controller('api/v1/programs/:programId')
export class MoneyController {
  constructor(
    private readonly approvals: Approvals,
    private readonly budgets: Budgets,
    private readonly grants: Grants,
  ) {}

  /** Those that this person may approve are; each of the others says why not. */
  @Post('grants/approve')
  @HttpCode(200)
  @RequirePermission('grants:approve')
  @ApiOkResponse({ standardSchema: ApprovedResponse })
  approve(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: ApproveRequest }) body: ApproveRequest): Promise<ApprovedResponse> {
    return this.approvals.approve(programId, me.accountId, [...new Set(body.grantIds)]);
  }

  @Post('grants/reject')
  @HttpCode(200)
  @RequirePermission('grants:approve')
  @ApiOkResponse({ standardSchema: RejectedResponse })
  async reject(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: RejectRequest }) body: RejectRequest): Promise<RejectedResponse> {
    return { rejected: await this.approvals.reject(programId, me.accountId, body.grantIds, body.reason) };
  }

  /** More time to claim it; one that has expired goes back to its old place in the queue. Errors: 404 `grant.not_found`, 409 `grant.wrong_state`. */
  @Post('grants/:grantId/extend')
  @HttpCode(200)
  @RequirePermission('rewards:grant')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async extend(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal, @Body({ schema: ExtendRequest }) body: ExtendRequest,
  ): Promise<GrantResponse> {
    return toGrantResponse(await this.grants.extend(programId, me.accountId, grantId, body.days, body.reason), me);
  }

  @Get('budgets')
  @RequirePermission('rewards:read')
  @ApiOkResponse({ standardSchema: BudgetsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<BudgetsResponse> {
    const { budgets, rules } = await this.budgets.list(programId);
    return { items: budgets.map(toBudgetResponse), rules, nextCursor: null };
  }

  /** Errors: 404 `reward.not_found`; 409 `budget.exists`, `budget.no_cost`, `budget.no_season`. */
  @Post('budgets')
  @RequirePermission('rewards:write')
  @ApiCreatedResponse({ standardSchema: BudgetResponse })
  async open(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: NewBudgetRequest }) body: NewBudgetRequest): Promise<BudgetResponse> {
    return toBudgetResponse(await this.budgets.open(programId, me.accountId, body));
  }

  /** From when on two people approve, and how much a member gets in a day. */
  @Put('budgets/rules')
  @RequirePermission('rewards:write')
  @ApiOkResponse({ standardSchema: RewardRulesBody })
  rule(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: RewardRulesBody }) body: RewardRulesBody): Promise<RewardRulesBody> {
    return this.budgets.rule(programId, me.accountId, body);
  }

  /** Adds money, or takes away what is left; whoever waits is served, in order. Errors: 404 `budget.not_found`, 409 `budget.spent_already`. */
  @Post('budgets/:budgetId/move')
  @HttpCode(200)
  @RequirePermission('rewards:write')
  @ApiOkResponse({ standardSchema: BudgetResponse })
  async move(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('budgetId', ParseUUIDPipe) budgetId: string, @CurrentPrincipal() me: Principal, @Body({ schema: BudgetMoveRequest }) body: BudgetMoveRequest,
  ): Promise<BudgetResponse> {
    return toBudgetResponse(await this.budgets.move(programId, me.accountId, budgetId, body));
  }

  /** Errors: 404 `budget.not_found`. */
  @Put('budgets/:budgetId')
  @RequirePermission('rewards:write')
  @ApiOkResponse({ standardSchema: BudgetResponse })
  async plan(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('budgetId', ParseUUIDPipe) budgetId: string, @CurrentPrincipal() me: Principal, @Body({ schema: BudgetChangeRequest }) body: BudgetChangeRequest,
  ): Promise<BudgetResponse> {
    return toBudgetResponse(await this.budgets.plan(programId, me.accountId, budgetId, body));
  }

  /** Nobody waits for it any longer. Errors: 404 `budget.not_found`. */
  @Post('budgets/:budgetId/close')
  @HttpCode(204)
  @RequirePermission('rewards:write')
  @ApiNoContentResponse()
  close(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('budgetId', ParseUUIDPipe) budgetId: string, @CurrentPrincipal() me: Principal, @Body({ schema: BudgetCloseRequest }) body: BudgetCloseRequest,
  ): Promise<void> {
    return this.budgets.close(programId, me.accountId, budgetId, body.reason);
  }

  /** Newest first. Errors: 404 `budget.not_found`. */
  @Get('budgets/:budgetId/history')
  @RequirePermission('rewards:read')
  @ApiOkResponse({ standardSchema: BudgetHistoryResponse })
  async history(@Param('programId', ParseUUIDPipe) programId: string, @Param('budgetId', ParseUUIDPipe) budgetId: string): Promise<BudgetHistoryResponse> {
    const moments = await this.budgets.history(programId, budgetId);
    return { items: moments.map((moment) => ({ ...moment, at: moment.at.toISOString() })), nextCursor: null };
  }
}

function toBudgetResponse(budget: BudgetRow): BudgetResponse {
  const { leftMinor, reservedMinor, spentMinor } = budget;
  return { ...budget, amountMinor: leftMinor + reservedMinor + spentMinor, beganAt: budget.beganAt.toISOString(), endsAt: budget.endsAt?.toISOString() ?? null };
}
