import { Injectable } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { Transactions } from '../platform/database/transactions.js';
import { Rulebooks } from '../programs/index.js';
import { compareBook, type StoredBook } from './book-comparison.js';
import { readStandings } from './book-lock.js';
import { replayBooks } from './book-replay.js';
import type { AwardRow, EntryRow, FactRow, ReferralRow, StandingRow, TimerRow, WindowRow } from './book-rows.js';
import { type BookEffects, type Discrepancy, EffectWriters } from './effects.js';
import { ownedAwards } from './owned-awards.js';

/** One thing that is stored otherwise than the facts say: `sums.qualified`, `entry 4`, `referral <id>`, `award <key>`, `head hash` … */
export interface Mismatch extends Discrepancy {
  readonly programId: Id;
}

export interface VerifyReport {
  readonly books: number;
  readonly facts: number;
  readonly entries: number;
  /** How many there are. */
  readonly wrong: number;
  /** What they are: of very many, the first. */
  readonly mismatches: readonly Mismatch[];
}

const PAGE = 100;
/** Where a whole program differs, memory must not grow with it. */
const MOST_NAMED = 1000;

/** Replays every book from its facts, under the rules each fact was decided by, and compares with all that is stored. */
@Injectable()
export class Verifier {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly effects: EffectWriters,
  ) {}

  /**
   * One program, in pages of one snapshot each; memory is that of a page.
   * @param report told after each page how many facts of how many were replayed
   */
  async verify(programId: Id, report: (done: number, total: number) => Promise<void> = () => Promise.resolve()): Promise<VerifyReport> {
    const total = { books: 0, facts: 0, entries: 0, wrong: 0, mismatches: [] as Mismatch[] };
    const facts = await this.transactions.readProgram(programId, (tx) => countFacts(tx, programId));
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const page = await this.transactions.readProgram(programId, (tx) => this.verifyPage(tx, programId, after));
      if (page.last === null) return total;
      after = page.last;
      total.books += page.books;
      total.facts += page.facts;
      total.entries += page.entries;
      total.wrong += page.wrong;
      total.mismatches.push(...page.mismatches.slice(0, MOST_NAMED - total.mismatches.length));
      await report(total.facts, facts);
    }
  }

  /** Only these books, with their merge groups. */
  async verifyBooks(tx: Tx, programId: Id, memberIds: readonly Id[]): Promise<VerifyReport> {
    return this.verifyStandings(tx, programId, [...(await readStandings(tx, programId, memberIds)).values()]);
  }

  private async verifyPage(tx: Tx, programId: Id, after: Id): Promise<VerifyReport & { last: Id | null }> {
    const page = (await tx.query(`SELECT member_id, group_id FROM standings WHERE program_id = $1 AND member_id > $2 ORDER BY member_id LIMIT ${PAGE}`,
      [programId, after])) as Pick<StandingRow, 'member_id' | 'group_id'>[];
    const kin = await readStandings(tx, programId, page.map((row) => row.member_id));
    const first = new Map<Id, Id>(); // of each group: its book that the pages come to first
    for (const row of kin.values()) if (row.group_id && !first.has(row.group_id)) first.set(row.group_id, row.member_id);
    const due = [...kin.values()].filter((row) => (row.group_id ? first.get(row.group_id)! > after : true));
    return { ...(await this.verifyStandings(tx, programId, due)), last: page.at(-1)?.member_id ?? null };
  }

  private async verifyStandings(tx: Tx, programId: Id, standings: readonly StandingRow[]): Promise<VerifyReport> {
    const stored = await loadBooks(tx, programId, standings);
    const found: Discrepancy[] = [];
    const replayed: BookEffects[] = [];
    for (const group of Map.groupBy(stored, ({ standing }) => standing.group_id ?? standing.member_id).values()) {
      replayed.push(...(await this.verifyGroup(tx, programId, group, found)));
    }
    found.push(...(await missingClaims(tx, programId, standings.map((row) => row.member_id))));
    for (const writer of this.effects.all()) found.push(...((await writer.verify?.(tx, programId, replayed)) ?? []));
    return {
      books: stored.length,
      facts: stored.reduce((n, b) => n + b.facts.length, 0),
      entries: stored.reduce((n, b) => n + b.entries.length, 0),
      wrong: found.length,
      mismatches: found.map((one) => ({ programId, ...one })),
    };
  }

  /** @returns what the books decided; of those that cannot be replayed, nothing */
  private async verifyGroup(tx: Tx, programId: Id, group: readonly StoredBook[], found: Discrepancy[]): Promise<BookEffects[]> {
    const differIn = (memberId: Id) => (what: string, was: unknown, expected: unknown) => found.push({ memberId, what, stored: show(was), expected: show(expected) });
    try {
      const again = await replayBooks(tx, programId, this.rulebooks, group);
      const awards = ownedAwards([...again.values()].map((book) => book.state));
      for (const book of group) compareBook(book, again.get(book.standing.member_id)!, awards, differIn(book.standing.member_id));
      return [...again].map(([memberId, book]) => ({ memberId, decided: book.decided, awards: book.state.awards }));
    } catch (error) {
      for (const { standing } of group) differIn(standing.member_id)('facts', 'cannot be replayed', (error as Error).message);
      return [];
    }
  }
}

/** Books as all their tables have them. In one snapshot (REPEATABLE READ), because a book may move between two statements. */
async function loadBooks(tx: Tx, programId: Id, standings: readonly StandingRow[]): Promise<StoredBook[]> {
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

async function countFacts(tx: Tx, programId: Id): Promise<number> {
  const [{ facts }] = (await tx.query('SELECT coalesce(sum(last_fact_seq), 0)::int AS facts FROM standings WHERE program_id = $1', [programId])) as [{ facts: number }];
  return facts;
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
