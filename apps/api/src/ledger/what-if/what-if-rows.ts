import type { Id, Rulebook } from '@fanfare/domain';
import type { Transactions } from '../../platform/database/transactions.js';
import type { Change } from './change.js';
import type { Move } from './moves.js';
import { gains, loses } from './tally.js';

export type View = 'publish' | 'history';

const FULL = 1000;
/** Of the referrals that would wait for a person, so many are named per member. */
const NAMED_REVIEWS = 20;

/** Writes what a what-if finds, many rows a statement, each in a transaction of its own: the reading one writes nothing. */
export class WhatIfRows {
  private people: { view: View; memberId: Id; change: Change }[] = [];
  private moves: Move[] = [];

  constructor(
    private readonly transactions: Transactions,
    private readonly programId: Id,
    private readonly runId: Id,
    private readonly draft: Rulebook,
  ) {}

  /** What a run that was killed has left. */
  async clear(): Promise<void> {
    await this.transactions.inProgram(this.programId, async (tx) => {
      await tx.query('DELETE FROM what_if_people WHERE program_id = $1 AND run_id = $2', [this.programId, this.runId]);
      await tx.query('DELETE FROM what_if_moves WHERE program_id = $1 AND run_id = $2', [this.programId, this.runId]);
    });
  }

  async person(view: View, memberId: Id, change: Change): Promise<void> {
    this.people.push({ view, memberId, change });
    if (this.people.length >= FULL) await this.flush();
  }

  async move(move: Move): Promise<void> {
    this.moves.push(move);
    if (this.moves.length >= FULL) await this.flush();
  }

  async flush(): Promise<void> {
    const { people, moves } = this;
    [this.people, this.moves] = [[], []];
    if (people.length + moves.length === 0) return;
    await this.transactions.inProgram(this.programId, async (tx) => {
      await tx.query(
        `INSERT INTO what_if_people (program_id, run_id, view, member_id, gains, loses, reviews, change)
         SELECT $1, $2, p.* FROM unnest($3::text[], $4::uuid[], $5::boolean[], $6::boolean[], $7::int[], $8::jsonb[]) AS p ON CONFLICT DO NOTHING`,
        [this.programId, this.runId, people.map((p) => p.view), people.map((p) => p.memberId), people.map((p) => gains(p.change, this.draft)),
          people.map((p) => loses(p.change, this.draft)), people.map((p) => p.change.reviews.length), people.map((p) => JSON.stringify(stored(p.change)))]);
      await tx.query(
        `INSERT INTO what_if_moves (program_id, run_id, referral_id, member_id) SELECT $1, $2, m.* FROM unnest($3::uuid[], $4::uuid[]) AS m ON CONFLICT DO NOTHING`,
        [this.programId, this.runId, moves.map((m) => m.referralId), moves.map((m) => m.memberId)]);
    });
  }
}

function stored({ reviews, ...change }: Change): object {
  return { ...change, reviews: reviews.slice(0, NAMED_REVIEWS) };
}
