import type { State } from './book.js';

/** What a member has to spend. Below 0 where points were taken back that are spent already. */
export function balanceOf({ points, spent }: Pick<State['sums'], 'points' | 'spent'>): number {
  return points - spent;
}

/** Whether something of this price can be bought from a book as it stands: who is suspended or has left buys nothing. */
export function canSpend({ standing, sums }: Pick<State, 'standing' | 'sums'>, price: number): boolean {
  return standing === 'active' && balanceOf(sums) >= price;
}
