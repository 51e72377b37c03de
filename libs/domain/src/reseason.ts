import type { Booked, Extra, Id, Order, ReferralState, Rulebook } from './book.js';
import { seasonAt } from './calendar.js';
import { DomainError } from './errors.js';
import { moveWindows } from './limits.js';
import { movePoints } from './points.js';
import { moveSeason } from './settle.js';
import type { Book } from './working.js';

/** The season of these rules that something belongs to. */
type SeasonOf = (booked: Booked) => Id | null;

/**
 * Moves all that was booked in seasons to those of other rules, each to the season in which it happened: friends, points, and what no
 * friend brought. What lies before the first of them stays where it is.
 * @throws DomainError `book.not_replayed` if the book does not know when something was booked
 */
export function reseason(book: Book, rb: Rulebook): void {
  const first = Math.min(...rb.seasons.map((s) => s.from));
  const seasonOf: SeasonOf = ({ season, at }) => {
    if (at === undefined) throw new DomainError('book.not_replayed', { memberId: book.memberId });
    return at < first ? season : (seasonAt(rb.seasons, at)?.id ?? null);
  };
  for (const [id, r] of book.referrals) book.referrals.set(id, moveOrders(book, moveCount(book, r, seasonOf), seasonOf));
  book.extras = book.extras.map((extra) => moveExtra(book, extra, seasonOf(extra)));
}

function moveCount(book: Book, r: ReferralState, seasonOf: SeasonOf): ReferralState {
  const from = r.counted;
  const to = from && seasonOf(from);
  if (!from || to === from.season) return r;
  const counted = { ...from, season: to };
  moveWindows(book, r.signals, from, -1);
  moveWindows(book, r.signals, counted, 1);
  moveSeason(book, from.season, -1);
  moveSeason(book, to, 1);
  movePoints(book, 'qualified', from.points, from.season, to);
  return { ...r, counted };
}

function moveOrders(book: Book, r: ReferralState, seasonOf: SeasonOf): ReferralState {
  if (![...r.orders.values()].some((order) => order.earned && seasonOf(order.earned) !== order.earned.season)) return r;
  return { ...r, orders: new Map([...r.orders].map(([name, order]) => [name, moveOrder(book, order, seasonOf)])) };
}

function moveOrder(book: Book, order: Order, seasonOf: SeasonOf): Order {
  if (!order.earned) return order;
  const season = seasonOf(order.earned);
  movePoints(book, order.type!, order.earned.points, order.earned.season, season);
  return { ...order, earned: { ...order.earned, season } };
}

function moveExtra(book: Book, extra: Extra, to: Id | null): Extra {
  if (extra.season === to) return extra;
  moveSeason(book, extra.season, -extra.qualified);
  moveSeason(book, to, extra.qualified);
  movePoints(book, 'attended', extra.points, extra.season, to);
  return { ...extra, season: to };
}
