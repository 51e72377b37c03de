// Builders for the specs of this folder; not exported.
import type { Decision, Fact, FactBody, FactOf, Id, Instant, PutBack, ReferralState, Rulebook, State } from './book.js';
import { DAY_MS, emptyState, advance, decide, type Past } from './index.js';

export const T0 = Date.UTC(2026, 0, 5, 12);
export const day = (n: number): Instant => T0 + n * DAY_MS;
export const FAN = 'fan';

export function rules(change: Partial<Rulebook> = {}): Rulebook {
  return {
    version: 1, attribution: { model: 'last', windowDays: 30, codeBeatsClick: true }, qualification: { kind: 'confirmed' },
    checks: [], holdDays: 0, claimDays: 14, limits: [], points: [], tiers: [], milestones: [], seasons: [], ...change,
  };
}

/** A fact of the fan's book; `seq` and `key` are filled in by `story`. */
export type Happening = FactBody & { at?: Instant; version?: number };

export function friend(n: number | string, extra: Partial<FactOf<'confirmed'>> = {}): Happening {
  return { kind: 'confirmed', referralId: `r${n}`, refereeId: `friend${n}`, claim: 'won', touches: [], signals: {}, ...extra };
}
export function friends(from: number, to: number): Happening[] {
  return Array.from({ length: to - from + 1 }, (_, i) => friend(from + i));
}
export function review(n: number | string, verdict: 'approve' | 'reject' | 'withdraw', appealId?: Id): Happening {
  return { kind: 'reviewed', referralId: `r${n}`, verdict, reason: verdict === 'reject' ? 'review.not_genuine' : 'review.genuine', by: 'staff', ...(appealId && { appealId }) };
}
export function takenBack(n: number | string, putBack: PutBack): Happening {
  return { kind: 'reviewed', referralId: `r${n}`, verdict: 'withdraw', reason: 'review.withdrawn', by: 'staff', putBack };
}
export function adjusted(delta: number, extra: Partial<FactOf<'adjusted'>> = {}): Happening {
  return { kind: 'adjusted', measure: 'qualified', delta, reason: 'adjust.correction', by: 'staff', ...extra };
}

/** Numbers happenings; those without an instant come an hour after the one before. */
export function facts(happenings: readonly Happening[], from: Pick<State, 'seq' | 'at'> = { seq: 0, at: T0 }): Fact[] {
  let at = from.at;
  return happenings.map((h, i) => {
    at = h.at ?? at + 3_600_000;
    return { version: 1, ...h, memberId: FAN, seq: from.seq + i + 1, key: `k${from.seq + i + 1}`, at } as Fact;
  });
}

export interface Told { state: State; decisions: Decision[] }

/** Decides happenings one by one, on the live path. `before` goes on from an earlier story. */
export function tell(rb: Rulebook, happenings: readonly Happening[], before: Told = { state: emptyState(FAN, rb.version, T0), decisions: [] }, past: Past = () => rb): Told {
  let { state } = before;
  const decisions: Decision[] = [];
  for (const f of facts(happenings.map((h) => ({ version: rb.version, ...h })), state)) {
    const step = decide(state, f, rb, past);
    state = step.state;
    decisions.push(...step.decisions);
  }
  return { state, decisions };
}

/** Moves a book to another rulebook, as the ledger does: time passes under the old one, then the fact under the new. */
export function adopt(before: Told, old: Rulebook, rb: Rulebook, mode: 'from_now' | 'recount' = 'from_now', keepTiers = true): Told {
  const [f] = facts([{ kind: 'adopted', mode, keepTiers, version: rb.version }], before.state);
  const passed = advance(before.state, f!.at, old);
  const step = decide(passed.state, f!, rb);
  return { state: step.state, decisions: [...passed.decisions, ...step.decisions] };
}

export const statusOf = (s: State, n: number | string): [string, string] => [s.referrals.get(`r${n}`)!.status, s.referrals.get(`r${n}`)!.reason];
export function only<K extends Decision['kind']>(ds: readonly Decision[], kind: K): (Decision & { kind: K })[] {
  return ds.filter((d): d is Decision & { kind: K } => d.kind === kind);
}
export const topics = (ds: readonly Decision[]): string[] => only(ds, 'announce').map((d) => d.topic);

/** Equal books, whatever the order in which their maps were filled; a window at 0 is as good as none. */
export function plain(s: State): unknown {
  const sorted = <V>(m: ReadonlyMap<string, V>) => [...m].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const referral = (r: ReferralState) => ({ ...r, orders: sorted(r.orders) });
  const used = (w: Readonly<Record<string, number>>) => Object.entries(w).filter(([, n]) => n !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...s, windows: used(s.windows), season: used(s.season),
    referrals: sorted(s.referrals).map(([id, r]) => [id, referral(r)]), awards: sorted(s.awards),
  };
}
