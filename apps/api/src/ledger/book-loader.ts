import { isOfReferral, touchedWindows, type Id, type ReferralState, type Rulebook, type State, type Timer } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { type AwardRow, type ReferralRow, type StandingRow, toAward, toReferral, toState, toTimer, type TimerRow, type WindowRow } from './book-rows.js';

/** What to load of each locked book. */
export interface Touch {
  readonly standing: StandingRow;
  readonly referralIds: readonly Id[];
  /** Windows of referrals that are only just being confirmed: their signals and instant. */
  readonly fresh: readonly Pick<ReferralState, 'signals' | 'confirmedAt'>[];
  readonly rulebooks: readonly Rulebook[];
}

/** Fills the states of locked books: all awards and timers, the referrals and windows that are touched or due by `at`. */
export async function loadStates(tx: Tx, programId: Id, touches: readonly Touch[], at: Date): Promise<Map<Id, State>> {
  const ids = touches.map((t) => t.standing.member_id);
  const timers = byMember((await tx.query('SELECT member_id, kind, subject_id, due_at FROM timers WHERE program_id = $1 AND member_id = ANY($2)', [programId, ids])) as TimerRow[]);
  const awards = byMember((await tx.query(
    `SELECT member_id, subject_id, ordinal, side, earned_as, measure, beneficiary_id, threshold, status, since
     FROM awards WHERE program_id = $1 AND member_id = ANY($2)`, [programId, ids])) as AwardRow[]);
  const referrals = byMember(await loadReferrals(tx, programId, touches, timers, at));
  const windows = byMember(await loadWindows(tx, programId, touches, referrals));
  return new Map(touches.map(({ standing }) => {
    const id = standing.member_id;
    const state: State = {
      ...toState(standing),
      windows: Object.fromEntries((windows.get(id) ?? []).map((w) => [w.key, w.counted])),
      referrals: new Map((referrals.get(id) ?? []).map((r) => [r.id, toReferral(r.state)])),
      awards: new Map((awards.get(id) ?? []).map(toAward).map((award) => [award.key, award])),
      timers: (timers.get(id) ?? []).map(toTimer).toSorted(byDueTime),
    };
    return [id, state];
  }));
}

async function loadReferrals(tx: Tx, programId: Id, touches: readonly Touch[], timers: Map<Id, TimerRow[]>, at: Date): Promise<ReferralRow[]> {
  const due = [...timers.values()].flat().filter((t) => isOfReferral(t) && t.due_at <= at).map((t) => t.subject_id);
  const named = [...touches.flatMap((t) => t.referralIds), ...due];
  if (named.length === 0) return [];
  return (await tx.query('SELECT id, member_id, state FROM referrals WHERE program_id = $1 AND id = ANY($2)', [programId, named])) as ReferralRow[];
}

async function loadWindows(tx: Tx, programId: Id, touches: readonly Touch[], referrals: Map<Id, ReferralRow[]>): Promise<WindowRow[]> {
  const members: Id[] = [];
  const keys: string[] = [];
  for (const touch of touches) {
    const id = touch.standing.member_id;
    const concerned = [...touch.fresh, ...(referrals.get(id) ?? []).map((r) => toReferral(r.state))];
    for (const rulebook of touch.rulebooks) {
      for (const key of touchedWindows(rulebook, concerned)) {
        members.push(id);
        keys.push(key);
      }
    }
  }
  return (await tx.query(
    'SELECT member_id, key, counted FROM windows WHERE program_id = $1 AND (member_id, key) IN (SELECT * FROM unnest($2::uuid[], $3::text[]))',
    [programId, members, keys])) as WindowRow[];
}

/** The order in which timers fire. */
function byDueTime(a: Timer, b: Timer): number {
  return a.dueAt - b.dueAt || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0) || (a.subjectId < b.subjectId ? -1 : 1);
}

function byMember<R extends { member_id: Id }>(rows: readonly R[]): Map<Id, R[]> {
  return Map.groupBy(rows, (row) => row.member_id);
}
