import type { Award, Booked, Fact, FactBody, Id, Instant, Measure, Order, ReferralState, State, Status, Timer, ReasonCode, Signals } from '@fanfare/domain';
import { awardKey } from '@fanfare/domain';

/** Rows as the driver gives them, and their way into the engine's types and back. Instants are `timestamptz` in the tables. */
export interface StandingRow {
  member_id: string; version: number; at: Date; standing: State['standing']; cohort: string | null;
  qualified: number; points: number; spent: number; attended: number; season: Record<Id, number>; tier_id: string | null;
  reached_at: Date; last_fact_seq: number; last_entry_seq: number; head_hash: Buffer; merged_into: string | null; group_id: string | null;
}
/** The columns of a `StandingRow`. */
export const STANDING = `member_id, version, at, standing, cohort, qualified, points, spent, attended, season, tier_id, reached_at,
  last_fact_seq, last_entry_seq, head_hash, merged_into, group_id`;
export interface AwardRow {
  member_id: string; subject_id: string; ordinal: number; side: 'own' | 'friend'; earned_as: Award['of']; measure: Measure;
  beneficiary_id: string; threshold: number; status: Award['status']; since: Date;
}
export interface TimerRow { member_id: string; kind: Timer['kind']; subject_id: string; due_at: Date }
export interface WindowRow { member_id: string; key: string; counted: number }
export interface ReferralRow { id: string; member_id: string; state: StoredReferral }
export interface FactRow { member_id: string; seq: number; key: string; version: number; at: Date; body: object }
export interface EntryRow {
  member_id: string; seq: number; fact_seq: number | null; version: number; measure: Measure; delta: number; referral_id: string | null;
  from_status: Status | null; to_status: Status | null; reason: ReasonCode; evidence: Signals; effective_at: Date; prev_hash: Buffer; hash: Buffer;
}

type StoredReferral = Omit<ReferralState, 'orders'> & { orders: [string, Order][] };

/** Without the instants at which it was counted and its orders brought points: only a recount asks, and that goes by the facts. */
export function toStored(r: ReferralState): StoredReferral {
  return { ...r, counted: r.counted && withoutAt(r.counted), orders: [...r.orders].map(([name, order]) => [name, order.earned ? { ...order, earned: withoutAt(order.earned) } : order]) };
}

function withoutAt<B extends Booked>({ at: _at, ...rest }: B): Omit<B, 'at'> {
  return rest;
}

export function toReferral(stored: StoredReferral): ReferralState {
  return { ...stored, orders: new Map(stored.orders) };
}

export function toAward(row: AwardRow): Award {
  return {
    key: awardKey(row.subject_id, row.ordinal, row.side), of: row.earned_as, measure: row.measure, beneficiary: row.beneficiary_id,
    threshold: row.threshold, status: row.status, since: row.since.getTime(),
  };
}

export function toTimer(row: TimerRow): Timer {
  return { kind: row.kind, subjectId: row.subject_id, dueAt: row.due_at.getTime() };
}

/** The book without what it holds in other tables. */
export function toState(row: StandingRow): State {
  return {
    memberId: row.member_id, seq: row.last_fact_seq, at: row.at.getTime(), version: row.version, standing: row.standing, cohort: row.cohort,
    sums: { qualified: row.qualified, points: row.points, spent: row.spent, attended: row.attended }, season: row.season, tier: row.tier_id,
    windows: {}, referrals: new Map(), awards: new Map(), timers: [], extras: [], missed: [], ...(row.merged_into && { merged: { into: row.merged_into } }),
  };
}

export function toFact(row: FactRow): Fact {
  return { ...(row.body as FactBody), memberId: row.member_id, seq: row.seq, key: row.key, at: row.at.getTime(), version: row.version };
}

export function date(instant: Instant): Date {
  return new Date(instant);
}
