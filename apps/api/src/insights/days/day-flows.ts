import type { Tx } from '../../platform/database/transactions.js';

/** What happened on one day (`YYYY-MM-DD` in the program's zone); columns as in `program_days`. */
export interface DayFlow {
  readonly day: string;
  readonly signUps: number;
  readonly qualified: number;
  readonly joined: number;
  readonly promoted: number;
  readonly bringers: number;
}

/** The rows of one source, as a day and the five counts, of which it fills one. */
const SOURCES = (from: string, to: string) => {
  const within = (column: string) => `${column} >= ${from} AND ${column} < ${to}`;
  const day = (column: string) => `(${column} AT TIME ZONE $2)::date`;
  return `
    SELECT ${day('created_at')} AS day, count(DISTINCT email_hash) AS sign_ups, 0 AS qualified, 0 AS joined, 0 AS promoted, 0 AS bringers
    FROM submissions WHERE program_id = $1 AND referrer_id IS NOT NULL AND ${within('created_at')} GROUP BY 1
    UNION ALL
    SELECT ${day('recorded_at')}, 0, sum(delta), 0, 0, 0
    FROM ledger_entries WHERE program_id = $1 AND measure = 'qualified' AND ${within('recorded_at')} GROUP BY 1
    UNION ALL
    SELECT ${day('joined_at')}, 0, 0, count(*), 0, 0 FROM members WHERE program_id = $1 AND ${within('joined_at')} GROUP BY 1
    UNION ALL
    SELECT ${day('since')}, 0, 0, 0, count(DISTINCT member_id), 0
    FROM awards a WHERE program_id = $1 AND earned_as = 'tier' AND ${within('since')}
      AND NOT EXISTS (SELECT 1 FROM awards b WHERE b.program_id = $1 AND b.member_id = a.member_id AND b.earned_as = 'tier' AND b.since < a.since) GROUP BY 1
    UNION ALL
    SELECT ${day('recorded_at')}, 0, 0, 0, 0, sum((total > 0)::int - (total - delta > 0)::int) FROM (
      SELECT recorded_at, delta, sum(delta) OVER (PARTITION BY member_id ORDER BY seq) AS total
      FROM ledger_entries WHERE program_id = $1 AND measure = 'qualified' AND delta <> 0 AND member_id IN (
        SELECT member_id FROM ledger_entries WHERE program_id = $1 AND measure = 'qualified' AND delta <> 0 AND ${within('recorded_at')})) steps
    WHERE ${within('recorded_at')} GROUP BY 1`;
};

/**
 * SQL for `(day, sign_ups, qualified, joined, promoted, bringers)` between two instants, days of zone `$2` in program `$1`.
 * A row for each day on which anything happened. Everything goes by when it was written down, so a day that is over
 * gains nothing more.
 * @param from SQL of the first instant @param to SQL of the first instant behind
 */
export function flowsSql(from: string, to: string): string {
  return `SELECT day, sum(sign_ups)::int AS sign_ups, sum(qualified)::int AS qualified, sum(joined)::int AS joined,
      sum(promoted)::int AS promoted, sum(bringers)::int AS bringers
    FROM (${SOURCES(from, to)}) sources GROUP BY day`;
}

/** The same, read. @param from local day, or null for the beginning */
export async function readFlows(tx: Tx, programId: string, zone: string, from: string | null): Promise<DayFlow[]> {
  const start = from === null ? `'-infinity'::timestamptz` : `($3::date::timestamp AT TIME ZONE $2)`;
  return (await tx.query(
    `SELECT day::text, sign_ups AS "signUps", qualified, joined, promoted, bringers FROM (${flowsSql(start, `'infinity'::timestamptz`)}) flows ORDER BY day`,
    from === null ? [programId, zone] : [programId, zone, from])) as DayFlow[];
}
