import { Injectable } from '@nestjs/common';
import { emptyState, type Fact, type FactBody, type Id, type Rulebook } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { Transactions } from '../platform/database/transactions.js';
import { Rulebooks } from '../programs/index.js';
import { compareBook, type StoredBook } from './book-comparison.js';
import type { AwardRow, EntryRow, FactRow, ReferralRow, StandingRow, TimerRow, WindowRow } from './book-rows.js';
import { GENESIS } from './chain.js';
import { type BookEffects, type Discrepancy, EffectWriters } from './effects.js';
import { OpenBook } from './fold.js';

/** One thing that is stored otherwise than the facts say: `sums.qualified`, `entry 4`, `referral <id>`, `award <key>`, `head hash` … */
export interface Mismatch extends Discrepancy {
  readonly programId: Id;
}

export interface VerifyReport {
  readonly books: number;
  readonly facts: number;
  readonly entries: number;
  readonly mismatches: readonly Mismatch[];
}

const PAGE = 100;

/** Replays every book from its facts, under the rules each fact was decided by, and compares with all that is stored. */
@Injectable()
export class Verifier {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly effects: EffectWriters,
  ) {}

  /** One program, in pages of one snapshot each; memory is that of a page. */
  async verify(programId: Id): Promise<VerifyReport> {
    const total = { books: 0, facts: 0, entries: 0, mismatches: [] as Mismatch[] };
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const page = await this.transactions.readProgram(programId, (tx) => this.verifyPage(tx, programId, after));
      if (page.last === null) return total;
      after = page.last;
      total.books += page.books;
      total.facts += page.facts;
      total.entries += page.entries;
      total.mismatches.push(...page.mismatches);
    }
  }

  private async verifyPage(tx: Tx, programId: Id, after: Id): Promise<VerifyReport & { last: Id | null }> {
    const stored = await this.load(tx, programId, after);
    const found: Discrepancy[] = [];
    const replayed: BookEffects[] = [];
    for (const book of stored) {
      const memberId = book.standing.member_id;
      const differ = (what: string, was: unknown, expected: unknown) => found.push({ memberId, what, stored: show(was), expected: show(expected) });
      try {
        const again = await this.replay(tx, programId, book);
        compareBook(book, again, differ);
        replayed.push({ memberId, decided: again.decided, awards: again.state.awards });
      } catch (error) {
        differ('facts', 'cannot be replayed', (error as Error).message);
      }
    }
    found.push(...(await missingClaims(tx, programId, stored.map((book) => book.standing.member_id))));
    for (const writer of this.effects.all()) found.push(...((await writer.verify?.(tx, programId, replayed)) ?? []));
    return {
      last: stored.at(-1)?.standing.member_id ?? null,
      books: stored.length,
      facts: stored.reduce((n, b) => n + b.facts.length, 0),
      entries: stored.reduce((n, b) => n + b.entries.length, 0),
      mismatches: found.map((one) => ({ programId, ...one })),
    };
  }

  private async replay(tx: Tx, programId: Id, stored: StoredBook): Promise<OpenBook> {
    const { standing, facts } = stored;
    const rulebook = (version: number): Promise<Rulebook> => this.rulebooks.byVersion(tx, programId, version);
    const first = await rulebook(openedUnder(facts) ?? standing.version);
    const book = new OpenBook(emptyState(standing.member_id, first.version, 0), first, 0, GENESIS);
    for (const row of facts) {
      book.weigh({ ...(row.body as FactBody), memberId: row.member_id, seq: row.seq, key: row.key, at: row.at.getTime(), version: row.version } as Fact, await rulebook(row.version));
    }
    book.advance(standing.at.getTime());
    return book;
  }

  /** All of a page in one snapshot: REPEATABLE READ, because a book may move between two statements. */
  private async load(tx: Tx, programId: Id, after: Id): Promise<StoredBook[]> {
    const standings = (await tx.query(
      `SELECT member_id, version, at, standing, cohort_id, qualified, points, spent, attended, season, tier_id, reached_at,
         last_fact_seq, last_entry_seq, head_hash
       FROM standings WHERE program_id = $1 AND member_id > $2 ORDER BY member_id LIMIT ${PAGE}`, [programId, after])) as StandingRow[];
    const ids = standings.map((s) => s.member_id);
    const of = async <R extends { member_id: Id }>(sql: string) => Map.groupBy((await tx.query(sql, [programId, ids])) as R[], (row) => row.member_id);
    const facts = await of<FactRow>('SELECT member_id, seq, key, version, at, body FROM facts WHERE program_id = $1 AND member_id = ANY($2) ORDER BY member_id, seq');
    const entries = await of<EntryRow>(`SELECT member_id, seq, fact_seq, version, measure, delta, referral_id, from_status, to_status, reason, evidence,
      effective_at, prev_hash, hash FROM ledger_entries WHERE program_id = $1 AND member_id = ANY($2) ORDER BY member_id, seq`);
    const referrals = await of<ReferralRow & { status: string; reason: string }>('SELECT id, member_id, status, reason, state FROM referrals WHERE program_id = $1 AND member_id = ANY($2)');
    const awards = await of<AwardRow>(`SELECT member_id, subject_id, ordinal, side, earned_as, measure, beneficiary_id, threshold, status, since
      FROM awards WHERE program_id = $1 AND member_id = ANY($2)`);
    const timers = await of<TimerRow>('SELECT member_id, kind, subject_id, due_at FROM timers WHERE program_id = $1 AND member_id = ANY($2)');
    const windows = await of<WindowRow>('SELECT member_id, key, counted FROM windows WHERE program_id = $1 AND member_id = ANY($2)');
    return standings.map((standing) => {
      const id = standing.member_id;
      return {
        standing, facts: facts.get(id) ?? [], entries: entries.get(id) ?? [], referrals: referrals.get(id) ?? [],
        awards: awards.get(id) ?? [], timers: timers.get(id) ?? [], windows: windows.get(id) ?? [],
      };
    });
  }
}

/** An empty book adopts what is published; its first version is the one before the first adoption. */
function openedUnder(facts: readonly FactRow[]): number | null {
  const first = facts[0];
  if (!first) return null;
  return 'kind' in first.body && first.body.kind === 'adopted' ? first.version - 1 : first.version;
}

/** Whoever counts holds the claim of their identity: nobody counts twice, even under two referrers. */
async function missingClaims(tx: Tx, programId: Id, memberIds: readonly Id[]): Promise<Discrepancy[]> {
  const rows = (await tx.query(
    `SELECT f.member_id, f.body->>'referralId' AS id FROM facts f
     WHERE f.program_id = $1 AND f.member_id = ANY($2) AND f.kind = 'confirmed' AND f.body->>'claim' = 'won'
       AND NOT EXISTS (SELECT 1 FROM identity_claims c WHERE c.program_id = $1 AND c.referral_id = (f.body->>'referralId')::uuid)`,
    [programId, memberIds])) as { member_id: Id; id: Id }[];
  return rows.map((row) => ({ memberId: row.member_id, what: `identity claim of referral ${row.id}`, stored: 'missing', expected: 'won' }));
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
