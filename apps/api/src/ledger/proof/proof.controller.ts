import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { DomainError } from '@fanfare/contracts';
import { BookRuns, type RunView } from '../runs/book-runs.service.js';
import { Checkpoints } from './checkpoints.service.js';
import { CheckpointsResponse, VerificationResponse, VerificationsResponse } from './proof.dto.js';
import type { VerificationResult } from './verification-runner.js';

@ApiTags('Staff')
@RequirePermission('ledger:verify')
@Controller('api/v1/programs/:programId/proof')
export class ProofController {
  constructor(
    private readonly runs: BookRuns,
    private readonly checkpoints: Checkpoints,
  ) {}

  @Post('verifications')
  @HttpCode(202)
  @ApiOperation({ summary: 'Replays every book from its facts and compares all that is stored', description: 'Runs in the background, one at a time. Errors: run.already_running.' })
  @ApiAcceptedResponse({ standardSchema: VerificationResponse })
  async verify(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal): Promise<VerificationResponse> {
    return toResponse(await this.runs.start(programId, 'verification', {}, who.accountId));
  }

  @Get('verifications')
  @ApiOperation({ summary: 'The latest verifications' })
  @ApiOkResponse({ standardSchema: VerificationsResponse })
  async verifications(@Param('programId', ParseUUIDPipe) programId: string): Promise<VerificationsResponse> {
    return { items: (await this.runs.newest(programId, 'verification', 10)).map(toResponse), nextCursor: null };
  }

  @Post('verifications/:id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stops it', description: 'Errors: run.not_found.' })
  @ApiOkResponse({ standardSchema: VerificationResponse })
  async cancel(@Param('programId', ParseUUIDPipe) programId: string, @Param('id', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<VerificationResponse> {
    return toResponse(await this.runs.cancel(programId, 'verification', id, who.accountId));
  }

  @Get('checkpoints')
  @ApiOperation({ summary: 'Where all chains ended, day by day, each containing the day before' })
  @ApiOkResponse({ standardSchema: CheckpointsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<CheckpointsResponse> {
    const hex = (bytes: Buffer) => bytes.toString('hex');
    const items = (await this.checkpoints.list(programId)).map(({ day, at, books, root, prevHash, hash, whole }) =>
      ({ day, at: at.toISOString(), books, root: hex(root), prevHash: hex(prevHash), hash: hex(hash), downloadable: whole }));
    return { items, nextCursor: null };
  }

  @Get('checkpoints/:day/file')
  @ApiOperation({ summary: 'A checkpoint to keep elsewhere; `npm run verify -- --checkpoint FILE` holds the books against it', description: 'Errors: checkpoint.not_found.' })
  @ApiProduces('application/json')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async file(@Param('programId', ParseUUIDPipe) programId: string, @Param('day') day: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new DomainError('checkpoint.not_found');
    const file = await this.checkpoints.file(programId, day);
    void reply.header('cache-control', 'no-store');
    return new StreamableFile(file, { type: 'application/json', disposition: `attachment; filename="checkpoint-${day}.json"` });
  }
}

function toResponse(run: RunView): VerificationResponse {
  return {
    id: run.id, status: run.status, done: run.done, total: run.total, byClock: run.startedBy === null, createdAt: run.createdAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null, result: run.result as VerificationResult | null as VerificationResponse['result'],
  };
}
