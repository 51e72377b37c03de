import { parseAwardKey, type Id, type State, type Timer } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { date, toStored } from './book-rows.js';
import type { OpenBook } from './fold.js';
import { ownedAwards } from './owned-awards.js';

/** A book that a batch has worked on: as it was loaded, and as it stands. */
export interface WorkedBook {
  readonly before: State;
  /** When the count last changed before this batch: ties on the board go to the earlier. */
  readonly reachedAt: Date;
  readonly book: OpenBook;
}

/** Writes back what a batch has changed: one statement a table, however many books. */
export async function saveBooks(tx: Tx, programId: Id, books: readonly WorkedBook[], recordedAt: Date): Promise<void> {
  await insertFacts(tx, programId, books);
  await insertEntries(tx, programId, books, recordedAt);
  await saveReferrals(tx, programId, books);
  await saveAwards(tx, programId, books);
  await saveTimers(tx, programId, books);
  await saveWindows(tx, programId, books);
  await saveStandings(tx, programId, books);
}

async function insertFacts(tx: Tx, programId: Id, books: readonly WorkedBook[]): Promise<void> {
  const rows = books.flatMap(({ book }) => book.facts).map(({ memberId, seq, key, at, version, ...body }) =>
    [memberId, seq, key, body.kind, version, date(at), JSON.stringify(body)]);
  await bulk(rows, 7, (columns) => tx.query(
    `INSERT INTO facts (program_id, member_id, seq, key, kind, version, at, body)
     SELECT $1, f.* FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::int[], $7::timestamptz[], $8::jsonb[]) AS f`,
    [programId, ...columns]));
}

async function insertEntries(tx: Tx, programId: Id, books: readonly WorkedBook[], recordedAt: Date): Promise<void> {
  const rows = books.flatMap(({ book }) => book.entries).map((e) => [
    e.memberId, e.seq, e.factSeq, e.version, e.measure, e.delta, e.referralId ?? null, e.from ?? null, e.to ?? null,
    e.reason, JSON.stringify(e.evidence), date(e.effectiveAt), e.previous, e.hash,
  ]);
  await bulk(rows, 14, (columns) => tx.query(
    `INSERT INTO ledger_entries (program_id, member_id, seq, fact_seq, version, measure, delta, referral_id, from_status, to_status,
       reason, evidence, effective_at, prev_hash, hash, recorded_at)
     SELECT $1, e.*, $16 FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::text[], $7::int[], $8::uuid[], $9::text[],
       $10::text[], $11::text[], $12::jsonb[], $13::timestamptz[], $14::bytea[], $15::bytea[]) AS e`,
    [programId, ...columns, recordedAt]));
}

/** `decided_at`: since when a friend stands where they stand. What is only noted about them leaves it, and who is held has waited since they were. */
async function saveReferrals(tx: Tx, programId: Id, books: readonly WorkedBook[]): Promise<void> {
  const rows = books.flatMap(({ before, book }) => [...book.state.referrals]
    .filter(([id, r]) => before.referrals.get(id) !== r)
    .map(([id, r]) => [id, book.state.memberId, r.refereeId, r.status, r.reason, date(r.confirmedAt), date(book.state.at), JSON.stringify(toStored(r))]));
  await bulk(rows, 8, (columns) => tx.query(
    `INSERT INTO referrals AS known (program_id, id, member_id, referee_id, status, reason, confirmed_at, decided_at, state)
     SELECT $1, r.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::jsonb[]) AS r
     ON CONFLICT (program_id, id) DO UPDATE
       SET member_id = EXCLUDED.member_id, status = EXCLUDED.status, reason = EXCLUDED.reason, state = EXCLUDED.state,
         decided_at = CASE WHEN known.status = EXCLUDED.status AND (known.status = 'held' OR known.reason = EXCLUDED.reason) THEN known.decided_at ELSE EXCLUDED.decided_at END`,
    [programId, ...columns]));
}

async function saveAwards(tx: Tx, programId: Id, books: readonly WorkedBook[]): Promise<void> {
  const before = ownedAwards(books.map((worked) => worked.before));
  const after = ownedAwards(books.map((worked) => worked.book.state));
  // Only a tier can leave: the book that absorbed its holder has it now.
  const gone = [...before].flatMap(([name, { owner, award }]) => (after.has(name) ? [] : [[owner, parseAwardKey(award.key).subjectId]]));
  await bulk(gone, 2, (columns) => tx.query(
    `DELETE FROM awards a USING unnest($2::uuid[], $3::uuid[]) AS g (member_id, subject_id)
     WHERE a.program_id = $1 AND a.member_id = g.member_id AND a.subject_id = g.subject_id AND a.earned_as = 'tier'`,
    [programId, ...columns]));
  const rows = [...after].flatMap(([name, { owner, award }]) => {
    if (before.get(name)?.award === award) return [];
    const { subjectId, ordinal, side } = parseAwardKey(award.key);
    return [[owner, subjectId, ordinal, side, award.of, award.measure, award.beneficiary, award.threshold, award.status, date(award.since)]];
  });
  await bulk(rows, 10, (columns) => tx.query(
    `INSERT INTO awards (program_id, member_id, subject_id, ordinal, side, earned_as, measure, beneficiary_id, threshold, status, since)
     SELECT $1, a.* FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::int[], $10::text[],
       $11::timestamptz[]) AS a
     ON CONFLICT (program_id, member_id, subject_id, ordinal, side) DO UPDATE
       SET beneficiary_id = EXCLUDED.beneficiary_id, threshold = EXCLUDED.threshold, status = EXCLUDED.status, since = EXCLUDED.since`,
    [programId, ...columns]));
}

async function saveTimers(tx: Tx, programId: Id, books: readonly WorkedBook[]): Promise<void> {
  const gone = books.flatMap(({ before, book }) => missingFrom(book.state.timers, before.timers).map((t) => [book.state.memberId, t.kind, t.subjectId]));
  await bulk(gone, 3, (columns) => tx.query(
    `DELETE FROM timers t USING unnest($2::uuid[], $3::text[], $4::text[]) AS g (member_id, kind, subject_id)
     WHERE t.program_id = $1 AND t.member_id = g.member_id AND t.kind = g.kind AND t.subject_id = g.subject_id`,
    [programId, ...columns]));
  const set = books.flatMap(({ before, book }) => missingFrom(before.timers, book.state.timers).map((t) => [book.state.memberId, t.kind, t.subjectId, date(t.dueAt)]));
  await bulk(set, 4, (columns) => tx.query(
    `INSERT INTO timers (program_id, member_id, kind, subject_id, due_at)
     SELECT $1, t.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) AS t`,
    [programId, ...columns]));
}

async function saveWindows(tx: Tx, programId: Id, books: readonly WorkedBook[]): Promise<void> {
  const rows = books.flatMap(({ before, book }) => {
    const { windows } = book.state;
    const emptied = Object.keys(before.windows).filter((key) => !(key in windows)).map((key) => [key, 0] as const); // of a book that was closed
    return [...Object.entries(windows), ...emptied].filter(([key, counted]) => before.windows[key] !== counted).map(([key, counted]) => [book.state.memberId, key, counted]);
  });
  await bulk(rows, 3, (columns) => tx.query(
    `INSERT INTO windows (program_id, member_id, key, counted) SELECT $1, w.* FROM unnest($2::uuid[], $3::text[], $4::int[]) AS w
     ON CONFLICT (program_id, member_id, key) DO UPDATE SET counted = EXCLUDED.counted`,
    [programId, ...columns]));
}

async function saveStandings(tx: Tx, programId: Id, books: readonly WorkedBook[]): Promise<void> {
  const rows = books.map((worked) => {
    const { state: s, entrySeq, headHash } = worked.book;
    return [s.memberId, s.version, date(s.at), s.standing, s.cohort, s.sums.qualified, s.sums.points, s.sums.spent, s.sums.attended,
      JSON.stringify(s.season), s.tier, reachedAt(worked), s.timers[0] ? date(s.timers[0].dueAt) : null, s.seq, entrySeq, headHash,
      s.merged && 'into' in s.merged ? s.merged.into : null];
  });
  await bulk(rows, 17, (columns) => tx.query(
    `UPDATE standings s SET version = v.version, at = v.at, standing = v.standing, cohort = v.cohort, qualified = v.qualified,
       points = v.points, spent = v.spent, attended = v.attended, season = v.season, tier_id = v.tier_id, reached_at = v.reached_at,
       next_due_at = v.next_due_at, last_fact_seq = v.last_fact_seq, last_entry_seq = v.last_entry_seq, head_hash = v.head_hash,
       merged_into = v.merged_into
     FROM unnest($2::uuid[], $3::int[], $4::timestamptz[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int[], $10::int[], $11::jsonb[],
       $12::uuid[], $13::timestamptz[], $14::timestamptz[], $15::int[], $16::int[], $17::bytea[], $18::uuid[]) AS v (member_id, version, at, standing,
       cohort, qualified, points, spent, attended, season, tier_id, reached_at, next_due_at, last_fact_seq, last_entry_seq, head_hash, merged_into)
     WHERE s.program_id = $1 AND s.member_id = v.member_id`,
    [programId, ...columns]));
}

function reachedAt({ before, book, reachedAt }: WorkedBook): Date {
  if (book.state.sums.qualified === before.sums.qualified) return reachedAt;
  const last = book.entries.findLast((e) => e.measure === 'qualified' && e.delta !== 0);
  return date(last?.effectiveAt ?? book.state.at);
}

/** Rows turned into the arrays that `unnest` takes; nothing is asked of the database when there are none. */
async function bulk(rows: readonly (readonly unknown[])[], width: number, run: (columns: unknown[][]) => Promise<unknown>): Promise<void> {
  if (rows.length === 0) return;
  await run(Array.from({ length: width }, (_, index) => rows.map((row) => row[index])));
}

/** Timers of `b` that `a` has not, at the same instant. */
function missingFrom(a: readonly Timer[], b: readonly Timer[]): Timer[] {
  const known = new Set(a.map((t) => `${t.kind}|${t.subjectId}|${t.dueAt}`));
  return b.filter((t) => !known.has(`${t.kind}|${t.subjectId}|${t.dueAt}`));
}
