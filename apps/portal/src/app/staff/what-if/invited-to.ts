import type { Event as Gathering, WhatIfView } from '../../api/generated';

/** An event to come, and how many would be asked to it at most: whoever is invited already is not invited again. */
export interface Invited {
  readonly event: Gathering;
  readonly atMost: number;
}

/** @param at from when the rules hold: nobody is invited to what has begun by then */
export function invitedTo(events: readonly Gathering[], tiers: WhatIfView['tiers'], at: string): Invited[] {
  return events.flatMap((event) => {
    if (Date.parse(event.startsAt) <= Date.parse(at)) return [];
    const atMost = tiers.filter(({ id }) => event.invitedTierIds.includes(id)).reduce((sum, { gained }) => sum + gained, 0);
    return atMost > 0 ? [{ event, atMost }] : [];
  });
}
