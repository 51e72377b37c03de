import { Body, Controller, Headers, HttpCode, Ip, Post, Res, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentMachine, type Machine, MachineOnly } from '../../platform/auth/access.js';
import { CountsEach, LimitedByKey } from '../../platform/auth/machine-limit.guard.js';
import { toProblem } from '../../platform/errors/problem-filter.js';
import { inParallel } from '../../platform/jobs/in-parallel.js';
import { Programs } from '../../programs/index.js';
import { ReportedClicks } from '../../referrals/index.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { ConversionIntake } from './conversion-intake.js';
import { ClickRequest, ClickResponse, ConversionBatchRequest, ConversionBatchResponse, ConversionRequest, ConversionResponse } from './conversions.dto.js';

/** A batch leaves most of the database's connections to others. */
const WIDTH = 5;
const IDEMPOTENCY = { name: 'Idempotency-Key', required: false, description: 'Asked again under the same key within a day, the same is answered and nothing is done. Errors: request.key_reused, request.in_flight.' };

@ApiTags('machines')
@ApiBearerAuth()
@LimitedByKey()
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1')
export class ConversionsController {
  constructor(
    private readonly programs: Programs,
    private readonly intake: ConversionIntake,
    private readonly clicks: ReportedClicks,
  ) {}

  @Post('conversions')
  @MachineOnly('conversions:write', 'signups:write', 'signups:confirm')
  @ApiHeader(IDEMPOTENCY)
  @ApiOperation({
    summary: 'Reports a sign-up, a purchase, a refund or an event of your own',
    description: 'Unique by source and externalId: a repeat answers 200 with the same body. Errors: auth.key_invalid, auth.scope_missing, conversion.payload_differs, program.paused, request.invalid, request.rate_limited.',
  })
  @ApiCreatedResponse({ standardSchema: ConversionResponse })
  @ApiOkResponse({ standardSchema: ConversionResponse, description: 'Reported before' })
  async report(
    @CurrentMachine() machine: Machine, @Body({ schema: ConversionRequest }) body: ConversionRequest, @Ip() ip: string, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversionResponse> {
    const taken = await this.intake.take(await this.programs.byId(machine.programId), machine, body, ip);
    void reply.status(taken.status);
    return taken.body;
  }

  @Post('conversions/batch')
  @HttpCode(200)
  @CountsEach('conversions')
  @MachineOnly('conversions:write', 'signups:write', 'signups:confirm')
  @ApiHeader(IDEMPOTENCY)
  @ApiOperation({ summary: 'Reports up to a hundred at once', description: 'Each is taken or refused by itself; their order does not matter. Each counts against the limit of the key. Errors: auth.key_invalid, auth.scope_missing, request.invalid, request.rate_limited.' })
  @ApiOkResponse({ standardSchema: ConversionBatchResponse })
  async reportMany(@CurrentMachine() machine: Machine, @Body({ schema: ConversionBatchRequest }) body: ConversionBatchRequest, @Ip() ip: string): Promise<ConversionBatchResponse> {
    const program = await this.programs.byId(machine.programId);
    const items = await inParallel(body.conversions, WIDTH, async (conversion): Promise<ConversionBatchResponse['items'][number]> => {
      try {
        const taken = await this.intake.take(program, machine, conversion, ip);
        return { status: taken.status, conversion: taken.body, problem: null };
      } catch (error) {
        const { status, code, title } = toProblem(error);
        if (status >= 500) throw error; // all of it may come again: what was taken is answered as a repeat
        return { status, conversion: null, problem: { code, title } };
      }
    });
    return { items };
  }

  @Post('clicks')
  @MachineOnly('clicks:write')
  @ApiHeader(IDEMPOTENCY)
  @ApiOperation({ summary: 'Reports a visit of your own page that a referral code led to', description: 'Errors: auth.key_invalid, auth.scope_missing, request.not_found for an unknown code, request.rate_limited.' })
  @ApiCreatedResponse({ standardSchema: ClickResponse })
  async click(@CurrentMachine() machine: Machine, @Body({ schema: ClickRequest }) body: ClickRequest, @Headers('user-agent') agent: string | undefined, @Ip() ip: string): Promise<ClickResponse> {
    return { clickId: await this.clicks.record(machine.programId, { code: body.referralCode, userAgent: body.userAgent ?? agent, ip }) };
  }
}
