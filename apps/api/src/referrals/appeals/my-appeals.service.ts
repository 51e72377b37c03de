import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { contestable, type Id, type ReasonCode } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { appealColumns, appealedSql, type AppealRow, toMyAppeal } from './appeal-rows.js';
import type { AppealRequest, MyAppeal } from './appeal.dto.js';

interface Turned { readonly status: string; readonly reason: ReasonCode; readonly claim: 'won' | 'lost' }

/** A member asks for a second look at a friend who did not count, or who is held: once for each decision. */
@Injectable()
export class MyAppeals {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Two that come at once meet in the database: one open appeal for each friend, and one of each round.
   * @throws DomainError `referral.not_found`, `referral.not_appealable`, `appeal.exists`, `request.conflict`
   */
  async appeal(programId: Id, memberId: Id, referralId: Id, { id, note }: AppealRequest): Promise<MyAppeal> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const sent = await appealOf(tx, programId, memberId, referralId, id);
      if (sent?.note === note) return toMyAppeal(sent);
      await this.assertContestable(tx, programId, memberId, referralId);
      await tx.query(
        `INSERT INTO appeals (program_id, id, referral_id, member_id, round, note, status, created_at, due_at)
         SELECT $1, $4, r.id, $2, 1 + (SELECT count(*) FROM appeals p WHERE p.program_id = $1 AND p.referral_id = r.id), $5, 'open', $6::timestamptz, $6::timestamptz + make_interval(hours => 24 * g.appeal_target_days)
         FROM referrals r JOIN programs g ON g.id = $1 WHERE r.program_id = $1 AND r.id = $3 AND NOT ${appealedSql('r')}
         ON CONFLICT DO NOTHING`,
        [programId, memberId, referralId, id, note, at]);
      const appeal = await appealOf(tx, programId, memberId, referralId, id);
      if (appeal?.note !== note) throw new DomainError((await isUsed(tx, programId, id)) ? 'request.conflict' : 'appeal.exists');
      return toMyAppeal(appeal);
    });
  }

  /** The share lock keeps a verdict from passing by: whoever gives one finds the appeal, or the appeal finds the verdict. */
  private async assertContestable(tx: Tx, programId: Id, memberId: Id, referralId: Id): Promise<void> {
    const [turned] = (await tx.query(
      `SELECT status, reason, state->>'claim' AS claim FROM referrals WHERE program_id = $1 AND id = $2 AND member_id = $3 FOR SHARE`, [programId, referralId, memberId])) as Turned[];
    if (!turned) throw new DomainError('referral.not_found');
    if (!contestable(turned.reason, turned.status, turned.claim)) throw new DomainError('referral.not_appealable');
  }
}

async function isUsed(tx: Tx, programId: Id, id: Id): Promise<boolean> {
  return ((await tx.query('SELECT 1 FROM appeals WHERE program_id = $1 AND id = $2', [programId, id])) as unknown[]).length > 0;
}

async function appealOf(tx: Tx, programId: Id, memberId: Id, referralId: Id, id: Id): Promise<AppealRow | undefined> {
  const [row] = (await tx.query(
    `SELECT ${appealColumns('a')} FROM appeals a WHERE a.program_id = $1 AND a.id = $2 AND a.referral_id = $3 AND a.member_id = $4`, [programId, id, referralId, memberId])) as AppealRow[];
  return row;
}
