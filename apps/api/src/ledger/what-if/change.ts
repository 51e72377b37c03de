import { type Award, type AwardKey, type Id, type ReferralState, type State, type Status } from '@fanfare/domain';

/** What becomes of one book. */
export interface Change {
  readonly qualified: readonly [before: number, after: number];
  readonly points: readonly [before: number, after: number];
  readonly tier: readonly [before: Id | null, after: Id | null];
  /** Milestones: due and not there before, or in force again. */
  readonly gained: readonly AwardKey[];
  /** In force before and not after. */
  readonly lost: readonly AwardKey[];
  /** Of `gained`, those that never were: each is a new grant. */
  readonly granted: readonly AwardKey[];
  /** Milliseconds: the tier is held until then, and gone unless it is reached again. */
  readonly tierEndsAt: number | null;
  /** Referrals that wait for a person and did not before. */
  readonly reviews: readonly Id[];
}

/** @returns null if nothing that anybody would notice differs */
export function changeOf(before: State, after: State): Change | null {
  const active = (s: State) => new Set([...s.awards.values()].filter(isMilestone).filter((a) => a.status === 'active').map((a) => a.key));
  const [had, has] = [active(before), active(after)];
  const gained = [...has].filter((key) => !had.has(key));
  const change: Change = {
    qualified: [before.sums.qualified, after.sums.qualified], points: [before.sums.points, after.sums.points], tier: [before.tier, after.tier],
    gained, lost: [...had].filter((key) => !has.has(key)), granted: gained.filter((key) => !before.awards.has(key)),
    tierEndsAt: graceOf(after) === graceOf(before) ? null : graceOf(after),
    reviews: [...after.referrals].filter(([id, r]) => waitsForPerson(r) && !waitsForPerson(before.referrals.get(id))).map(([id]) => id),
  };
  return isNothing(change) ? null : change;
}

/** Referrals per status. */
export function statuses({ referrals }: State): Record<Status, number> {
  const counts = { pending: 0, held: 0, qualified: 0, rejected: 0, reversed: 0 };
  for (const r of referrals.values()) counts[r.status] += 1;
  return counts;
}

function isMilestone(award: Award): boolean {
  return award.of === 'milestone';
}

function waitsForPerson(r: ReferralState | undefined): boolean {
  return r?.status === 'held' && r.verdict === undefined;
}

function graceOf({ timers, tier }: State): number | null {
  return timers.find((t) => t.kind === 'grace' && t.subjectId === tier)?.dueAt ?? null;
}

function isNothing({ qualified, points, tier, gained, lost, tierEndsAt, reviews }: Change): boolean {
  const same = ([a, b]: readonly [unknown, unknown]) => a === b;
  return same(qualified) && same(points) && same(tier) && gained.length + lost.length + reviews.length === 0 && tierEndsAt === null;
}
