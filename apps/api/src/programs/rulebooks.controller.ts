import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { PublishRequest, RulebookResponse, RulebooksResponse, ValidateRequest, ValidateResponse } from './rulebooks.dto.js';
import { Rulebooks, type RulebookVersionView } from './rulebooks.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/rulebooks')
export class RulebooksController {
  constructor(
    private readonly rulebooks: Rulebooks,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequirePermission('rulebooks:read')
  @ApiOperation({ summary: 'Every version of the rules, newest first' })
  @ApiOkResponse({ standardSchema: RulebooksResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<RulebooksResponse> {
    return { items: await this.transactions.readProgram(programId, (tx) => this.views(tx, programId)), nextCursor: null };
  }

  @Post()
  @RequirePermission('rulebooks:publish')
  @ApiOperation({ summary: 'Publishes the next version; it can never be changed afterwards', description: 'Errors: rulebook.invalid, rulebook.version_conflict.' })
  @ApiCreatedResponse({ standardSchema: RulebookResponse })
  async publish(
    @Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: PublishRequest }) body: PublishRequest,
  ): Promise<RulebookResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const effectiveAt = body.effectiveAt === undefined ? at : new Date(body.effectiveAt);
      const version = await this.rulebooks.publish(tx, programId, { ...body, effectiveAt }, who.accountId, at);
      return (await this.views(tx, programId)).find((view) => view.version === version)!;
    });
  }

  @Post('validate')
  @HttpCode(200)
  @RequirePermission('rulebooks:read')
  @ApiOperation({ summary: 'What would stand in the way of publishing these rules; publishes nothing' })
  @ApiOkResponse({ standardSchema: ValidateResponse })
  async validate(@Param('programId', ParseUUIDPipe) programId: string, @Body({ schema: ValidateRequest }) body: ValidateRequest): Promise<ValidateResponse> {
    const at = this.clock.now();
    const effectiveAt = body.effectiveAt === undefined ? at : new Date(body.effectiveAt);
    const { rules, problems } = await this.transactions.readProgram(programId, (tx) => this.rulebooks.examine(tx, programId, { rules: body.rules, effectiveAt }, at));
    return { problems: [...problems], rules: rules as ValidateResponse['rules'] };
  }

  private async views(tx: Tx, programId: string): Promise<RulebookResponse[]> {
    const now = this.clock.now();
    const versions = await this.rulebooks.list(tx, programId);
    const inForce = versions.find((v) => v.effectiveAt <= now)?.rulebook.version;
    return versions.map((v) => toResponse(v, v.rulebook.version === inForce ? 'in_force' : v.effectiveAt > now ? 'scheduled' : 'past'));
  }
}

function toResponse(v: RulebookVersionView, status: RulebookResponse['status']): RulebookResponse {
  const { version, ...rules } = v.rulebook;
  return {
    version, status, rules: rules as RulebookResponse['rules'], mode: v.mode, keepTiers: v.keepTiers,
    effectiveAt: v.effectiveAt.toISOString(), publishedAt: v.publishedAt.toISOString(), publishedBy: v.publishedBy,
  };
}
