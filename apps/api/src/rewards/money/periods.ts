import { type Season, seasonAt } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import type { Rulebooks } from '../../programs/index.js';
import type { BudgetPeriod } from './money.entities.js';

/** When the period of a budget ends that runs at this time; null: never, as far as is known. */
export async function endOfPeriod(tx: Tx, rulebooks: Rulebooks, programId: string, period: BudgetPeriod, at: Date): Promise<Date | null> {
  if (period === 'total') return null;
  return period === 'month' ? endOfMonth(tx, programId, at) : endOfSeason((await rulebooks.inForce(tx, programId, at)).seasons, at);
}

/** The end of the season that runs at this time; between seasons, the beginning of the next. */
export function endOfSeason(seasons: readonly Season[], at: Date): Date | null {
  const end = seasonAt(seasons, at.getTime())?.to ?? seasons.map(({ from }) => from).filter((from) => from > at.getTime()).toSorted((a, b) => a - b)[0];
  return end === undefined ? null : new Date(end);
}

/** Where the program is. */
async function endOfMonth(tx: Tx, programId: string, at: Date): Promise<Date> {
  const [{ end }] = (await tx.query(
    `SELECT (date_trunc('month', $2::timestamptz AT TIME ZONE time_zone) + interval '1 month') AT TIME ZONE time_zone AS end FROM programs WHERE id = $1`, [programId, at])) as [{ end: Date }];
  return end;
}
