import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { maskedIban } from '@fanfare/domain';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { PageQuery } from '../rewards.dto.js';
import { PayoutBatches, type PayoutBatchView, type PayoutLine } from './payout-batches.service.js';
import { NewPayoutBatchRequest, PaidResponse, PayoutBatchesResponse, PayoutBatchResponse, PayoutFileRequest, PayoutPaidRequest } from './payouts.dto.js';

/** Money that staff send by hand. Errors: 404 `payout_batch.not_found`. */
@ApiTags('Staff: payouts')
@RequirePermission('rewards:grant')
@Controller('api/v1/programs/:programId/payout-batches')
export class PayoutsController {
  constructor(private readonly batches: PayoutBatches) {}

  @Get()
  @ApiOkResponse({ standardSchema: PayoutBatchesResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: PageQuery }) query: PageQuery): Promise<PayoutBatchesResponse> {
    const { batches, nextCursor, waiting } = await this.batches.list(programId, query);
    return { items: batches.map(summaryOf), nextCursor, waiting };
  }

  /** Takes what waits and has a bank account. Errors: 409 `payout_batch.nothing`. */
  @Post()
  @ApiCreatedResponse({ standardSchema: PayoutBatchResponse })
  async open(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: NewPayoutBatchRequest }) body: NewPayoutBatchRequest): Promise<PayoutBatchResponse> {
    return toResponse(await this.batches.open(programId, me.accountId, body.currency));
  }

  @Get(':batchId')
  @ApiOkResponse({ standardSchema: PayoutBatchResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string): Promise<PayoutBatchResponse> {
    return toResponse(await this.batches.show(programId, batchId));
  }

  /** What is not paid yet, for the bank. A POST, because that it was taken is noted. Errors: 409 `payout_batch.not_sepa`, `payout_batch.nothing` where all of it is paid. */
  @Post(':batchId/file')
  @HttpCode(200)
  @ApiProduces('application/xml', 'text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async file(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @CurrentPrincipal() me: Principal, @Body({ schema: PayoutFileRequest }) body: PayoutFileRequest,
  ): Promise<StreamableFile> {
    const { name, text } = await this.batches.file(programId, me.accountId, batchId, body);
    return new StreamableFile(Buffer.from(text), { type: body.format === 'sepa' ? 'application/xml; charset=utf-8' : 'text/csv; charset=utf-8', disposition: `attachment; filename="${name}"` });
  }

  /** The bank has sent it. */
  @Post(':batchId/paid')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: PaidResponse })
  async paid(@Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @CurrentPrincipal() me: Principal, @Body({ schema: PayoutPaidRequest }) body: PayoutPaidRequest): Promise<PaidResponse> {
    return { paid: await this.batches.paid(programId, me.accountId, batchId, body.grantIds) };
  }

  /** The bank has sent it back: somebody decides. Errors: 409 `reward_step.wrong_state`. */
  @Post(':batchId/:grantId/returned')
  @HttpCode(204)
  @ApiNoContentResponse()
  async returned(@Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<void> {
    await this.batches.returned(programId, me.accountId, batchId, grantId);
  }
}

function summaryOf({ openedAt, ...batch }: PayoutBatchView): PayoutBatchesResponse['items'][number] {
  return { ...batch, openedAt: openedAt.toISOString() };
}

function toResponse({ batch, lines }: { batch: PayoutBatchView; lines: readonly PayoutLine[] }): PayoutBatchResponse {
  return {
    ...summaryOf(batch),
    payments: lines.map(({ memberId, memberName, status, bank, ...line }) => ({ ...line, member: { id: memberId, name: memberName }, paid: status === 'done', iban: bank && maskedIban(bank.iban) })),
  };
}
