import { Injectable } from '@nestjs/common';
import { canonical, emptyState, type Fact, type FactBody, type Id, type Rulebook, type State } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { Transactions } from '../platform/database/transactions.js';
import { Rulebooks } from '../programs/index.js';
import { type AwardRow, type EntryRow, type FactRow, type ReferralRow, type StandingRow, toAward, toReferral, toState, toStored, toTimer, type TimerRow, type WindowRow } from './book-rows.js';
import { GENESIS } from './chain.js';
import { type ChainedEntry, OpenBook } from './fold.js';

/** One thing that is stored otherwise than the facts say. */
export interface Mismatch {
  readonly programId: Id;
  readonly memberId: Id;
  /** What differs: `sums.qualified`, `entry 4`, `referral <id>`, `award <key>`, `grant`, `head hash` … */
  readonly what: string;
  readonly stored: string;
  readonly expected: string;
}

export interface VerifyReport {
  readonly books: number;
  readonly facts: number;
  readonly entries: number;
  readonly mismatches: readonly Mismatch[];
}

interface StoredBook {
  readonly standing: StandingRow;
  readonly facts: readonly FactRow[];
  readonly entries: readonly EntryRow[];
  readonly referrals: readonly ReferralRow[];
  readonly awards: readonly AwardRow[];
  readonly timers: readonly TimerRow[];
  readonly windows: readonly WindowRow[];
}

const PAGE = 100;

/** Replays every book from its facts, under the rules each fact was decided by, and compares with all that is stored. */
@Injectable()
export class Verifier {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
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
    const mismatches: Mismatch[] = [];
    for (const book of stored) {
      const differ = (what: string, was: unknown, expected: unknown) =>
        mismatches.push({ programId, memberId: book.standing.member_id, what, stored: show(was), expected: show(expected) });
      try {
        compare(book, await this.replay(tx, programId, book), differ);
      } catch (error) {
        differ('facts', 'cannot be replayed', (error as Error).message);
      }
    }
    mismatches.push(...(await grantMismatches(tx, programId, stored.map((b) => b.standing.member_id))));
    return {
      last: stored.at(-1)?.standing.member_id ?? null,
      books: stored.length,
      facts: stored.reduce((n, b) => n + b.facts.length, 0),
      entries: stored.reduce((n, b) => n + b.entries.length, 0),
      mismatches,
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

type Differ = (what: string, stored: unknown, expected: unknown) => void;

function compare(stored: StoredBook, replayed: OpenBook, differ: Differ): void {
  compareEntries(stored, replayed, differ);
  compareStanding(stored, replayed, differ);
  const { state } = replayed;
  compareSets('referral', new Map(stored.referrals.map((r) => [r.id, toStored(toReferral(r.state))])), mapValues(state.referrals, toStored), differ);
  for (const row of stored.referrals as (ReferralRow & { status: string; reason: string })[]) {
    const r = state.referrals.get(row.id);
    if (r && (r.status !== row.status || r.reason !== row.reason)) differ(`referral ${row.id}`, `${row.status} (${row.reason})`, `${r.status} (${r.reason})`);
  }
  compareSets('award', new Map(stored.awards.map(toAward).map((a) => [a.key, a])), state.awards, differ);
  compareSets('timer', keyed(stored.timers.map(toTimer)), keyed(state.timers), differ);
  compareSets('window', counts(Object.fromEntries(stored.windows.map((w) => [w.key, w.counted]))), counts(state.windows), differ);
}

function compareEntries(stored: StoredBook, replayed: OpenBook, differ: Differ): void {
  const length = Math.max(stored.entries.length, replayed.entries.length);
  for (let i = 0; i < length; i++) {
    const row = stored.entries[i];
    const entry = replayed.entries[i];
    if (!row || !entry) return differ(`entry ${i + 1}`, row ? 'present' : 'missing', entry ? 'present' : 'none');
    const was = canonical(storedEntry(row));
    const expected = canonical(comparable(entry));
    if (was !== expected) differ(`entry ${row.seq}`, was, expected);
    else if (!row.hash.equals(entry.hash) || !row.prev_hash.equals(entry.previous)) differ(`hash of entry ${row.seq}`, row.hash.toString('hex'), entry.hash.toString('hex'));
  }
}

function compareStanding({ standing }: StoredBook, { state, headHash, entrySeq }: OpenBook, differ: Differ): void {
  const was: State = toState(standing);
  for (const measure of ['qualified', 'points', 'spent', 'attended'] as const) {
    if (was.sums[measure] !== state.sums[measure]) differ(`sums.${measure}`, was.sums[measure], state.sums[measure]);
  }
  for (const field of ['seq', 'version', 'standing', 'cohort', 'tier'] as const) {
    if (was[field] !== state[field]) differ(field, was[field], state[field]);
  }
  if (canonical(was.season) !== canonical(state.season)) differ('season', was.season, state.season);
  if (standing.last_entry_seq !== entrySeq) differ('number of entries', standing.last_entry_seq, entrySeq);
  if (!standing.head_hash.equals(headHash)) differ('head hash', standing.head_hash.toString('hex'), headHash.toString('hex'));
}

function compareSets(name: string, stored: ReadonlyMap<string, unknown>, expected: ReadonlyMap<string, unknown>, differ: Differ): void {
  for (const key of new Set([...stored.keys(), ...expected.keys()])) {
    const was = stored.has(key) ? canonical(stored.get(key)) : 'missing';
    const should = expected.has(key) ? canonical(expected.get(key)) : 'none';
    if (was !== should) differ(`${name} ${key}`, was, should);
  }
}

/** Each milestone award of the book that was granted has one grant, and no grant of the book is without its award. */
async function grantMismatches(tx: Tx, programId: Id, memberIds: readonly Id[]): Promise<Mismatch[]> {
  const rows = (await tx.query(
    `SELECT g.book_id AS member_id, g.id, g.status, a.status AS award FROM grants g
     JOIN awards a ON a.program_id = $1 AND a.member_id = g.book_id AND a.subject_id = g.subject_id AND a.ordinal = g.ordinal AND a.side = g.side
     WHERE g.program_id = $1 AND g.book_id = ANY($2)
       AND ((a.status = 'active' AND g.status = 'suspended') OR (a.status <> 'active' AND g.status IN ('claimable', 'queued', 'claimed')))`,
    [programId, memberIds])) as { member_id: Id; id: Id; status: string; award: string }[];
  return rows.map((row) => ({ programId, memberId: row.member_id, what: `grant ${row.id}`, stored: row.status, expected: `what fits an award that is ${row.award}` }));
}

function storedEntry(row: EntryRow): object {
  return {
    seq: row.seq, factSeq: row.fact_seq, version: row.version, measure: row.measure, delta: row.delta, referralId: row.referral_id,
    from: row.from_status, to: row.to_status, reason: row.reason, evidence: row.evidence, effectiveAt: row.effective_at.getTime(),
  };
}

function comparable(e: ChainedEntry): object {
  return {
    seq: e.seq, factSeq: e.factSeq, version: e.version, measure: e.measure, delta: e.delta, referralId: e.referralId ?? null,
    from: e.from ?? null, to: e.to ?? null, reason: e.reason, evidence: e.evidence, effectiveAt: e.effectiveAt,
  };
}

function mapValues<V, W>(map: ReadonlyMap<string, V>, change: (value: V) => W): Map<string, W> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

function keyed(timers: readonly { kind: string; subjectId: string; dueAt: number }[]): Map<string, number> {
  return new Map(timers.map((t) => [`${t.kind} ${t.subjectId}`, t.dueAt]));
}

/** A window back at nought is the same as none. */
function counts(windows: Readonly<Record<string, number>>): Map<string, number> {
  return new Map(Object.entries(windows).filter(([, counted]) => counted !== 0));
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
