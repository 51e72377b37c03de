import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Accounts, Sessions } from '../../identity/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { type DataSubject, PersonalDataKeepers } from '../../platform/personal-data.js';
import type { ExportedAccount, MemberExport } from './leaving.dto.js';
import type { Leaver } from './leaving.service.js';
import { accountsOf, subjectsOf } from './subject.js';

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

  /** @throws DomainError `member.not_found` for somebody who has been erased */
  async of(me: Leaver): Promise<MemberExport> {
    const account = me.accountId === null ? null : await this.accountOf(me.accountId);
    if (!account) throw new DomainError('member.not_found');
    const { program, data, sameAs, accountIds } = await this.transactions.readProgram(me.programId, async (tx) => {
      const subjects = await subjectsOf(tx, me);
      const known: Record<string, unknown>[] = [];
      for (const subject of subjects) known.push(await this.collect(tx, subject));
      const [own = {}, ...others] = known;
      const [row] = (await tx.query('SELECT id, slug, name FROM programs WHERE id = $1', [me.programId])) as [MemberExport['program']];
      return { program: row, data: own, sameAs: others, accountIds: await accountsOf(tx, subjects) };
    });
    const { sessions, ...asked } = account;
    return {
      format: 'fanfare.member-data.v1', exportedAt: this.clock.now().toISOString(), program,
      account: asked, sessions, otherAccounts: await this.accountsBut(me.accountId, accountIds), data, sameAs,
    };
  }

  /** Whoever was two members has an account for each, whichever of them asks. */
  private async accountsBut(asking: string | null, ids: readonly string[]): Promise<ExportedAccount[]> {
    const others = await Promise.all(ids.filter((id) => id !== asking).map((id) => this.accountOf(id)));
    return others.filter((account) => account !== null);
  }

  private async accountOf(id: string): Promise<ExportedAccount | null> {
    const account = await this.accounts.get(id);
    if (!account) return null;
    const sessions = await this.sessions.list(id);
    return {
      email: account.email, name: account.name, locale: account.locale,
      sessions: sessions.map(({ level, createdAt, seenAt }) => ({ level, createdAt: createdAt.toISOString(), seenAt: seenAt.toISOString() })),
    };
  }

  private async collect(tx: Tx, subject: DataSubject): Promise<Record<string, unknown>> {
    const parts: Readonly<Record<string, unknown>>[] = [];
    for (const keeper of this.keepers.all()) parts.push(await keeper.collect(tx, subject));
    return Object.assign({}, ...parts) as Record<string, unknown>;
  }
}
