import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Rulebooks } from '../../programs/index.js';
import { type MemberRow, type MemberWithTier, withTiers } from './member-rows.js';
import { type PageQuery, pageStatement } from './page-statement.js';
import { conditionsOf, type Meant } from './people-filter.js';
import { writePlace } from './people-sort.js';
import { Sql } from './sql.js';

type PlacedRow = MemberRow & { readonly keys: (string | null)[] };

/** Beyond this a number says less than it costs. */
const COUNTED = 10_000;

/** The members of a program as staff see them. */
@Injectable()
export class MemberList {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** One page. The order is read off an index; only what is on the page is looked up further. */
  async list(programId: string, filter: Meant, query: PageQuery): Promise<{ items: MemberWithTier[]; nextCursor: string | null }> {
    const page = filter.standing === 'erased' && query.sort.startsWith('name') ? { ...query, sort: 'joined.desc' as const } : query; // who has left has no name
    return this.transactions.readProgram(programId, async (tx) => {
      const { text, values } = pageStatement(programId, filter, page, this.clock.now());
      const rows = (await tx.query(text, values)) as PlacedRow[];
      const items = await withTiers(tx, this.rulebooks, programId, rows.slice(0, page.limit), this.clock.now());
      const last = rows.length > page.limit ? items.at(-1) : undefined;
      return { items: items.map(({ keys: _, ...row }) => row), nextCursor: last ? writePlace(last) : null };
    });
  }

  /** How many there are. `more`: at least so many; nobody counted further. */
  async count(programId: string, filter: Meant): Promise<{ count: number; more: boolean }> {
    return this.transactions.readProgram(programId, async (tx) => {
      const { select, values } = this.meant(programId, filter);
      const [{ count }] = (await tx.query(`SELECT count(*)::int FROM (${select} LIMIT ${COUNTED + 1}) f`, values)) as [{ count: number }];
      return { count: Math.min(count, COUNTED), more: count > COUNTED };
    });
  }

  /** At most `limit` of those who are meant, in the order of their ids. */
  async ids(tx: Tx, programId: string, filter: Meant, limit: number): Promise<string[]> {
    const { select, values } = this.meant(programId, filter);
    const rows = (await tx.query(`${select} ORDER BY d.id LIMIT ${limit}`, values)) as { id: string }[];
    return rows.map((row) => row.id);
  }

  private meant(programId: string, filter: Meant): { select: string; values: unknown[] } {
    const sql = new Sql(programId, this.clock.now());
    const where = conditionsOf(sql, { table: 'members', id: 'd.id' }, filter).join(' AND ');
    return { select: `SELECT d.id FROM members d WHERE d.program_id = $1 AND $2::timestamptz IS NOT NULL AND ${where}`, values: sql.values };
  }
}
