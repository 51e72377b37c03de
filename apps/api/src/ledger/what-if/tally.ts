import { parseAwardKey, type Id, type Rulebook, type State, type Status } from '@fanfare/domain';
import type { ForeseenAwards } from '../effects.js';
import { type Change, statuses } from './change.js';

type Sides<T> = { before: T; after: T };
const none = (): Record<Status, number> => ({ pending: 0, held: 0, qualified: 0, rejected: 0, reversed: 0 });

/** What a draft changes in all, in one view. */
export interface Totals {
  readonly members: number;
  readonly referrals: Sides<Record<Status, number>>;
  readonly qualified: Sides<number>;
  readonly points: Sides<number>;
  readonly people: { readonly changed: number; readonly gain: number; readonly lose: number; readonly review: number; readonly grace: number };
  /** Members per tier; `gained` and `lost` count those who enter and leave it. */
  readonly tiers: readonly { readonly id: Id; readonly before: number; readonly after: number; readonly gained: number; readonly lost: number }[];
  readonly milestones: readonly { readonly id: Id; readonly side: 'own' | 'friend'; readonly gained: number; readonly lost: number }[];
  /** Referrals that would wait for a person. */
  readonly reviews: number;
}

/** Adds changes up, book by book. */
export class Tally implements ForeseenAwards {
  /** New grants per reward. */
  readonly wanted = new Map<Id, number>();
  /** Awards that hold again. */
  readonly resumed: ForeseenAwards['resumed'][number][] = [];
  private members = 0;
  private readonly referrals = { before: none(), after: none() };
  private readonly qualified = { before: 0, after: 0 };
  private readonly points = { before: 0, after: 0 };
  private readonly people = { changed: 0, gain: 0, lose: 0, review: 0, grace: 0 };
  private readonly tiers = new Map<Id, { before: number; after: number; gained: number; lost: number }>();
  private readonly milestones = new Map<string, { gained: number; lost: number }>();
  private reviews = 0;

  constructor(private readonly draft: Rulebook) {}

  add(before: State, after: State, change: Change | null): void {
    this.members += 1;
    for (const [side, state] of [['before', before], ['after', after]] as const) {
      const counts = statuses(state);
      for (const status of Object.keys(counts) as Status[]) this.referrals[side][status] += counts[status];
      this.qualified[side] += state.sums.qualified;
      this.points[side] += state.sums.points;
      if (state.tier) this.tier(state.tier)[side] += 1;
    }
    if (!change) return;
    this.addChange(change);
    for (const key of change.gained) if (!change.granted.includes(key)) this.resumed.push({ bookId: after.awards.get(key)!.book ?? after.memberId, key });
  }

  totals(): Totals {
    const order = new Map(this.draft.tiers.map((t, i) => [t.id, i]));
    return {
      members: this.members, referrals: this.referrals, qualified: this.qualified, points: this.points, people: this.people, reviews: this.reviews,
      tiers: [...this.tiers].map(([id, counts]) => ({ id, ...counts })).toSorted((a, b) => (order.get(a.id) ?? -1) - (order.get(b.id) ?? -1)),
      milestones: [...this.milestones].map(([name, counts]) => ({ id: name.split(' ')[0]!, side: name.endsWith('friend') ? 'friend' as const : 'own' as const, ...counts })),
    };
  }

  private addChange(change: Change): void {
    this.people.changed += 1;
    if (gains(change, this.draft)) this.people.gain += 1;
    if (loses(change, this.draft)) this.people.lose += 1;
    if (change.reviews.length > 0) this.people.review += 1;
    if (change.tierEndsAt !== null) this.people.grace += 1;
    this.reviews += change.reviews.length;
    const [from, to] = change.tier;
    if (from !== to && from) this.tier(from).lost += 1;
    if (from !== to && to) this.tier(to).gained += 1;
    for (const key of change.gained) this.milestone(key).gained += 1;
    for (const key of change.lost) this.milestone(key).lost += 1;
    for (const key of change.granted) this.want(key);
  }

  private tier(id: Id): { before: number; after: number; gained: number; lost: number } {
    return getOrPut(this.tiers, id, () => ({ before: 0, after: 0, gained: 0, lost: 0 }));
  }

  private milestone(key: Change['gained'][number]): { gained: number; lost: number } {
    const { subjectId, side } = parseAwardKey(key);
    return getOrPut(this.milestones, `${subjectId} ${side}`, () => ({ gained: 0, lost: 0 }));
  }

  private want(key: Change['gained'][number]): void {
    const { subjectId, side } = parseAwardKey(key);
    const milestone = this.draft.milestones.find((m) => m.id === subjectId);
    const rewardId = side === 'own' ? milestone?.rewardId : milestone?.friendRewardId;
    if (rewardId) this.wanted.set(rewardId, (this.wanted.get(rewardId) ?? 0) + 1);
  }
}

/** A higher tier or something to get. */
export function gains({ tier: [from, to], gained }: Change, { tiers }: Rulebook): boolean {
  return gained.length > 0 || (from !== to && rank(tiers, to) > rank(tiers, from));
}

/** A lower tier, now or after its grace, or something taken back. */
export function loses({ tier: [from, to], lost, tierEndsAt }: Change, { tiers }: Rulebook): boolean {
  return lost.length > 0 || tierEndsAt !== null || (from !== to && rank(tiers, to) < rank(tiers, from));
}

/** None is below all; a tier that the draft dropped is above none. */
function rank(tiers: Rulebook['tiers'], id: Id | null): number {
  if (id === null) return -2;
  return tiers.findIndex((t) => t.id === id);
}

function getOrPut<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
