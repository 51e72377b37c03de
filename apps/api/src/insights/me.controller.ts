import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import { Accounts } from '../identity/index.js';
import { CurrentPrincipal, type Principal, SignedIn } from '../platform/auth/access.js';
import { Transactions } from '../platform/database/transactions.js';
import { Programs, Rulebooks } from '../programs/index.js';
import { MeResponse } from './me.dto.js';

@ApiTags('Session')
@Controller('api/v1/me')
export class MeController {
  constructor(
    private readonly accounts: Accounts,
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly rulebooks: Rulebooks,
  ) {}

  /** Who is signed in, and where they belong. */
  @Get()
  @SignedIn()
  @ApiOkResponse({ standardSchema: MeResponse })
  async me(@CurrentPrincipal() principal: Principal): Promise<MeResponse> {
    const account = await this.accounts.get(principal.accountId);
    if (!account) throw new DomainError('auth.required');
    const programs = await this.accounts.accountPrograms(principal.accountId);
    const memberships = await Promise.all(programs.flatMap(({ programId, slug, memberId }) =>
      memberId ? [this.tierOf(programId, memberId).then((tier) => ({ programId, slug, memberId, tier }))] : []));
    const staffRoles = await Promise.all(programs.flatMap(({ programId, slug, role }) =>
      role && principal.level === 'staff' ? [this.programs.byId(programId).then(({ name }) => ({ programId, slug, name, role }))] : []));
    return { account, memberships, staffRoles };
  }

  private async tierOf(programId: string, memberId: string): Promise<{ id: string; name: string } | null> {
    return this.transactions.readProgram(programId, async (tx) => {
      const [row] = (await tx.query('SELECT tier_id, version FROM standings WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { tier_id: string | null; version: number }[];
      if (!row?.tier_id) return null;
      const rulebook = await this.rulebooks.byVersion(tx, programId, row.version);
      return { id: row.tier_id, name: rulebook.tiers.find((tier) => tier.id === row.tier_id)?.name ?? '' };
    });
  }
}
