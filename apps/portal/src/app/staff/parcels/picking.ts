import type { Parcel } from '../../api/generated';

/** What to take from the shelf, and how many. */
export interface ShelfPick {
  readonly key: string;
  readonly item: Parcel['items'][number];
  readonly count: number;
}

/** Reward × variant × piece, each with how many of it these parcels need, in the order in which they are met. */
export function picksOf(parcels: readonly Pick<Parcel, 'items'>[]): ShelfPick[] {
  const picks = new Map<string, ShelfPick>();
  for (const item of parcels.flatMap(({ items }) => items)) {
    const key = [item.rewardId, item.variant ?? '', item.name ?? ''].join('\n');
    picks.set(key, { key, item, count: (picks.get(key)?.count ?? 0) + 1 });
  }
  return [...picks.values()];
}

/** Whether a parcel is among those whose places an address names; without any, all are. */
export function isAmong(reference: string | null, places: string | undefined): boolean {
  return !places || places.split(',').includes(reference?.split('-')[1] ?? '');
}
