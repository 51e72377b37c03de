import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Accounts } from '../identity/index.js';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { PublishRequest, RulebookResponse, RulebooksResponse, ValidateRequest, ValidateResponse } from './rulebooks.dto.js';
import { Rulebooks, type RulebookVersionView } from './rulebooks.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/rulebooks')
export class RulebooksController {
  constructor(
    private readonly rulebooks: Rulebooks,
    private readonly accounts: Accounts,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequirePermission('rulebooks:read')
  @ApiOperation({ summary: 'Every version of the rules, newest first' })
  @ApiOkResponse({ standardSchema: RulebooksResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<RulebooksResponse> {
    return { items: await this.views(programId), nextCursor: null };
  }

  @Post()
  @RequirePermission('rulebooks:publish')
  @ApiOperation({ summary: 'Publishes the next version; it can never be changed afterwards', description: 'Errors: rulebook.invalid, rulebook.version_conflict.' })
  @ApiCreatedResponse({ standardSchema: RulebookResponse })
  async publish(
    @Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: PublishRequest }) body: PublishRequest,
  ): Promise<RulebookResponse> {
    const at = this.clock.now();
    const effectiveAt = body.effectiveAt === undefined ? at : new Date(body.effectiveAt);
    const version = await this.transactions.inProgram(programId, (tx) => this.rulebooks.publish(tx, programId, { ...body, effectiveAt }, who.accountId, at));
    return (await this.views(programId)).find((view) => view.version === version)!;
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

  private async views(programId: string): Promise<RulebookResponse[]> {
    const now = this.clock.now();
    const versions = await this.transactions.readProgram(programId, (tx) => this.rulebooks.list(tx, programId));
    const names = await this.accounts.namesOf([...new Set(versions.flatMap((v) => v.publishedBy ?? []))]);
    return versions.map((v, index) => toResponse(v, statusOf(v, versions.slice(0, index), now), names));
  }
}

/** @param newer the versions above it: the highest whose time has come is in force. A plan that one of them came before never is */
function statusOf(v: RulebookVersionView, newer: readonly RulebookVersionView[], now: Date): RulebookResponse['status'] {
  if (newer.some((other) => other.effectiveAt <= v.effectiveAt)) return 'replaced';
  if (v.effectiveAt > now) return 'scheduled';
  return newer.some((other) => other.effectiveAt <= now) ? 'past' : 'in_force';
}

function toResponse(v: RulebookVersionView, status: RulebookResponse['status'], names: ReadonlyMap<string, string>): RulebookResponse {
  const { version, ...rules } = v.rulebook;
  return {
    version, status, rules: rules as RulebookResponse['rules'], mode: v.mode, keepTiers: v.keepTiers,
    effectiveAt: v.effectiveAt.toISOString(), publishedAt: v.publishedAt.toISOString(), publishedBy: v.publishedBy === null ? null : { id: v.publishedBy, name: names.get(v.publishedBy) ?? null },
  };
}
