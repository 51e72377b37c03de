import type { Id, Instant, Rulebook } from './book.js';
import { DAY_MS } from './calendar.js';

/** How somebody came: what decides whether they may still say who invited them. */
export interface Arrival {
  /** When the first address of theirs joined. Whoever leaves and comes back does not begin anew. */
  joinedAt: Instant;
  /** Brought in as an existing customer or from elsewhere: there before anybody could invite them. */
  imported: boolean;
  /** Somebody is credited with them, or they have named somebody before. Once is enough, whatever came of it. */
  answered: boolean;
}
export type InviterRefusal = 'here_before' | 'answered' | 'too_late' | 'own' | 'circle';
type Window = Pick<Rulebook, 'claimDays'>;

/** Until when they are asked, that instant included; null: not at all. `claimDays: 0` asks nobody. */
export function askedUntil(arrival: Arrival, { claimDays }: Window): Instant | null {
  return arrival.imported || arrival.answered || claimDays === 0 ? null : arrival.joinedAt + claimDays * DAY_MS;
}

/**
 * Why an inviter cannot be credited, or null: then a `claim` touch is, which waits for a person (`attribute`, `judge`).
 * @param person every member that is the one who names
 * @param above the inviter, who brought them, who brought those, and so on; empty: nobody we know was named
 */
export function refuseInviter(arrival: Arrival, at: Instant, rules: Window, person: readonly Id[], above: readonly Id[]): InviterRefusal | null {
  if (arrival.imported) return 'here_before';
  if (arrival.answered) return 'answered';
  if (at > (askedUntil(arrival, rules) ?? -Infinity)) return 'too_late';
  if (above.length > 0 && person.includes(above[0]!)) return 'own';
  return above.some((id) => person.includes(id)) ? 'circle' : null;
}
