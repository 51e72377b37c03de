import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { AcceptFindingRequest, FindingResponse, FindingsQuery, ReconciliationResponse } from './reconciliation.dto.js';
import { type FindingRow, Reconciliations } from './reconciliations.service.js';

/** Whether what was earned, given and taken agrees. Errors: 404 `reconciliation.finding_not_found`, 409 `reconciliation.running`, `reconciliation.finding_settled`. */
@ApiTags('Staff: reconciliation')
@RequirePermission('rewards:grant')
@Controller('api/v1/programs/:programId/reconciliation')
export class ReconciliationController {
  constructor(private readonly reconciliations: Reconciliations) {}

  @Get()
  @ApiOkResponse({ standardSchema: ReconciliationResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: FindingsQuery }) query: FindingsQuery): Promise<ReconciliationResponse> {
    const { run, findings, nextCursor, counts } = await this.reconciliations.list(programId, query);
    return {
      run: run && { id: run.id, status: run.status, problem: run.problem, counts: run.counts, beganAt: run.beganAt.toISOString(), endedAt: run.endedAt?.toISOString() ?? null },
      items: findings.map(toResponse), nextCursor, counts,
    };
  }

  /** Compares now, and not only tonight. */
  @Post('run')
  @HttpCode(204)
  @ApiNoContentResponse()
  start(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal): Promise<void> {
    return this.reconciliations.start(programId, me.accountId);
  }

  /** It may stay as it is; said with a reason. */
  @Post('findings/:id/accept')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: FindingResponse })
  async accept(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('id', ParseUUIDPipe) id: string, @CurrentPrincipal() me: Principal, @Body({ schema: AcceptFindingRequest }) body: AcceptFindingRequest,
  ): Promise<FindingResponse> {
    return toResponse(await this.reconciliations.accept(programId, me.accountId, id, body.note));
  }
}

function toResponse({ grant, firstSeenAt, lastSeenAt, resolvedAt, ...row }: FindingRow): FindingResponse {
  return {
    id: row.id, code: row.code, detail: row.detail, member: row.member, step: row.step, reward: row.reward, accepted: row.accepted,
    grant: grant && { id: grant.id, status: grant.status, reward: grant.reward },
    firstSeenAt: firstSeenAt.toISOString(), lastSeenAt: lastSeenAt.toISOString(), resolvedAt: resolvedAt?.toISOString() ?? null,
  };
}
