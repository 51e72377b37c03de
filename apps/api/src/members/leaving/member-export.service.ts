import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Accounts, Sessions } from '../../identity/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { PersonalDataKeepers } from '../../platform/personal-data.js';
import type { MemberExport } from './leaving.dto.js';
import type { Leaver } from './leaving.service.js';
import { subjectOf } from './subject.js';

/** Everything about a member in one document, as of one moment. */
@Injectable()
export class MemberExports {
  constructor(
    private readonly transactions: Transactions,
    private readonly keepers: PersonalDataKeepers,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  async of(me: Leaver): Promise<MemberExport> {
    const account = await this.accounts.get(me.accountId);
    if (!account) throw new DomainError('auth.required');
    const sessions = await this.sessions.list(me.accountId);
    const { program, data } = await this.transactions.readProgram(me.programId, async (tx) => {
      const subject = await subjectOf(tx, me);
      const parts: Readonly<Record<string, unknown>>[] = [];
      for (const keeper of this.keepers.all()) parts.push(await keeper.collect(tx, subject));
      const [row] = (await tx.query('SELECT id, slug, name FROM programs WHERE id = $1', [me.programId])) as [MemberExport['program']];
      return { program: row, data: Object.assign({}, ...parts) as Record<string, unknown> };
    });
    return {
      format: 'fanfare.member-data.v1', exportedAt: this.clock.now().toISOString(), program,
      account: { email: account.email, name: account.name, locale: account.locale },
      sessions: sessions.map(({ level, createdAt, seenAt }) => ({ level, createdAt: createdAt.toISOString(), seenAt: seenAt.toISOString() })),
      data,
    };
  }
}
