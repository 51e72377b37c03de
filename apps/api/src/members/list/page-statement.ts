import { MEMBER_JOINS, MEMBER_ROW } from './member-rows.js';
import { conditionsOf, type Meant } from './people-filter.js';
import { PATHS, type PeopleSort, readPlace } from './people-sort.js';
import { Sql } from './sql.js';

export interface PageQuery {
  readonly sort: PeopleSort;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * One page and one row more. The order is read off an index; what else is shown is looked up for that page only.
 * @throws DomainError `request.invalid` for what is no cursor of this order
 */
export function pageStatement(programId: string, filter: Meant, page: PageQuery, now: Date): { text: string; values: unknown[] } {
  const path = PATHS[page.sort];
  const sql = new Sql(programId, now);
  const where = conditionsOf(sql, path, filter).join(' AND ');
  const limit = sql.add(page.limit + 1);
  const parts = path.ranges(sql, readPlace(page.cursor, page.sort), filter.standing).map((range, n) =>
    `(SELECT ${n} AS part, row_number() OVER () AS n, f.* FROM (
       SELECT ${path.id} AS id, ARRAY[${path.keys.join(', ')}] AS keys FROM ${path.table} d WHERE d.program_id = $1 AND ${range} AND ${where} ORDER BY ${path.order} LIMIT ${limit}) f)`);
  const text = `WITH page AS MATERIALIZED (SELECT * FROM (${parts.join(' UNION ALL ')}) f ORDER BY part, n LIMIT ${limit})
    SELECT ${MEMBER_ROW}, page.keys FROM page JOIN members m ON m.program_id = $1 AND m.id = page.id ${MEMBER_JOINS} ORDER BY page.part, page.n`;
  return { text, values: sql.values };
}
