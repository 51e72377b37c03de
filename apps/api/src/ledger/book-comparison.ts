import { type Award, canonical, type State } from '@fanfare/domain';
import { type AwardRow, type EntryRow, type FactRow, type ReferralRow, type StandingRow, toAward, toReferral, toState, toStored, toTimer, type TimerRow, type WindowRow } from './book-rows.js';
import type { ChainedEntry, OpenBook } from './fold.js';
import type { OwnedAward } from './owned-awards.js';

/** A book as all its tables have it. */
export interface StoredBook {
  readonly standing: StandingRow;
  readonly facts: readonly FactRow[];
  readonly entries: readonly EntryRow[];
  readonly referrals: readonly ReferralRow[];
  readonly awards: readonly AwardRow[];
  readonly timers: readonly TimerRow[];
  readonly windows: readonly WindowRow[];
}

/** Told of each thing that differs: what, as it is stored, as it should be. */
export type Differ = (what: string, stored: unknown, expected: unknown) => void;

/**
 * Holds everything that is stored of a book against what its facts come to.
 * @param owned the awards of its merge group, by owner and key
 */
export function compareBook(stored: StoredBook, replayed: OpenBook, owned: ReadonlyMap<string, OwnedAward>, differ: Differ): void {
  compareEntries(stored, replayed, differ);
  compareStanding(stored, replayed, differ);
  const { state } = replayed;
  compareSets('referral', new Map(stored.referrals.map((r) => [r.id, toStored(toReferral(r.state))])), mapValues(state.referrals, toStored), differ);
  for (const row of stored.referrals as (ReferralRow & { status: string; reason: string })[]) {
    const r = state.referrals.get(row.id);
    if (r && (r.status !== row.status || r.reason !== row.reason)) differ(`referral ${row.id}`, `${row.status} (${row.reason})`, `${r.status} (${r.reason})`);
  }
  compareSets('award', new Map(stored.awards.map(toAward).map((a) => [a.key, a])), awardsOf(state.memberId, owned), differ);
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
  if (mergedInto(was) !== mergedInto(state)) differ('merged into', mergedInto(was), mergedInto(state));
  if (canonical(was.season) !== canonical(state.season)) differ('season', was.season, state.season);
  if (standing.last_entry_seq !== entrySeq) differ('number of entries', standing.last_entry_seq, entrySeq);
  if (!standing.head_hash.equals(headHash)) differ('head hash', standing.head_hash.toString('hex'), headHash.toString('hex'));
}

function mergedInto({ merged }: State): string | null {
  return merged && 'into' in merged ? merged.into : null;
}

function awardsOf(memberId: string, owned: ReadonlyMap<string, OwnedAward>): Map<string, Award> {
  return new Map([...owned.values()].filter(({ owner }) => owner === memberId).map(({ award: { book: _, ...award } }) => [award.key, award]));
}

function compareSets(name: string, stored: ReadonlyMap<string, unknown>, expected: ReadonlyMap<string, unknown>, differ: Differ): void {
  for (const key of new Set([...stored.keys(), ...expected.keys()])) {
    const was = stored.has(key) ? canonical(stored.get(key)) : 'missing';
    const should = expected.has(key) ? canonical(expected.get(key)) : 'none';
    if (was !== should) differ(`${name} ${key}`, was, should);
  }
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
