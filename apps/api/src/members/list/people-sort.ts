import { DomainError } from '@fanfare/contracts';
import type { PeopleFilter } from './people-filter.dto.js';
import type { Sql } from './sql.js';

export const PEOPLE_SORTS = ['joined.desc', 'joined.asc', 'qualified.desc', 'qualified.asc', 'name.asc', 'name.desc'] as const;
export type PeopleSort = (typeof PEOPLE_SORTS)[number];

/** Where a page ended: what it is sorted by, as text, and the member. */
export interface PeoplePlace {
  readonly keys: readonly (string | null)[];
  readonly id: string;
}

/**
 * Which table a page is read along, so that an index gives the order: `d` is that table.
 * A place in it is told by ranges that follow one another, since an index runs one way and ties another.
 */
export interface Path {
  readonly table: 'members' | 'standings' | 'profiles';
  readonly id: string;
  /** What a place is told by. */
  readonly keys: readonly string[];
  readonly order: string;
  ranges(sql: Sql, after: PeoplePlace | null, standing: PeopleFilter['standing']): string[];
}

const LOCALE = 'COLLATE "und-x-icu"';
const at = (sql: Sql, text: string | null | undefined) => `${sql.add(new Date(Number(text)))}::timestamptz`;
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint::text`;

export const PATHS: Readonly<Record<PeopleSort, Path>> = {
  'joined.desc': byJoining('DESC', '<'),
  'joined.asc': byJoining('ASC', '>'),
  // Along `ix_standings_rank`, whose ties run the other way than its counts.
  'qualified.desc': byCount('DESC', 'ASC', '<', '>'),
  'qualified.asc': byCount('ASC', 'DESC', '>', '<'),
  'name.asc': byName('ASC', '>'),
  'name.desc': byName('DESC', '<'),
};

function byJoining(way: string, beyond: string): Path {
  return {
    table: 'members', id: 'd.id', keys: [ms('d.joined_at')], order: `d.joined_at ${way}, d.id ${way}`,
    ranges: (sql, after) => [after ? `(d.joined_at, d.id) ${beyond} (${at(sql, after.keys[0])}, ${sql.add(after.id)}::uuid)` : 'true'],
  };
}

/** Who takes part first, as on the board; who is suspended, after them. */
function byCount(way: string, tieWay: string, beyond: string, tieBeyond: string): Path {
  return {
    table: 'standings', id: 'd.member_id', keys: ['d.standing', 'd.qualified::text', ms('d.reached_at')],
    order: `d.qualified ${way}, d.reached_at ${tieWay}, d.member_id ${tieWay}`,
    ranges(sql, after, standing) {
      const all = standing ? [standing] : (['active', 'suspended'] as const);
      const from = all.findIndex((one) => one === after?.keys[0]);
      return all.slice(Math.max(0, from)).flatMap((one, n) => {
        if (!after || from < 0 || n > 0) return [`d.standing = '${one}'`];
        const count = `${sql.add(Number(after.keys[1]))}::int`;
        return [
          `d.standing = '${one}' AND d.qualified = ${count} AND (d.reached_at, d.member_id) ${tieBeyond} (${at(sql, after.keys[2])}, ${sql.add(after.id)}::uuid)`,
          `d.standing = '${one}' AND d.qualified ${beyond} ${count}`,
        ];
      });
    },
  };
}

/** Who has no name comes last, whichever way. */
function byName(way: string, beyond: string): Path {
  return {
    table: 'profiles', id: 'd.member_id', keys: ['d.name'], order: `d.name ${LOCALE} ${way}, d.member_id ${way}`,
    ranges(sql, after) {
      if (!after) return ['d.name IS NOT NULL', 'd.name IS NULL'];
      const name = after.keys[0] ?? null;
      if (name === null) return [`d.name IS NULL AND d.member_id ${beyond} ${sql.add(after.id)}::uuid`];
      return [`(d.name ${LOCALE}, d.member_id) ${beyond} (${sql.add(name)} ${LOCALE}, ${sql.add(after.id)}::uuid)`, 'd.name IS NULL'];
    },
  };
}

export function writePlace({ keys, id }: PeoplePlace): string {
  return Buffer.from(JSON.stringify([...keys, id])).toString('base64url');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^-?\d{1,15}$/;
const STANDING = /^(active|suspended|erased)$/;

/** @throws DomainError `request.invalid` for what is no cursor of this order */
export function readPlace(cursor: string | undefined, sort: PeopleSort): PeoplePlace | null {
  if (cursor === undefined) return null;
  const parts = parse(cursor);
  const id = parts?.at(-1);
  const keys = parts?.slice(0, -1) ?? [];
  const fits = keys.length === PATHS[sort].keys.length && (sort.startsWith('name') || keys.every((key) => key !== null && (NUMBER.test(key) || STANDING.test(key))));
  if (typeof id !== 'string' || !UUID.test(id) || !fits) throw new DomainError('request.invalid', {}, [{ field: 'cursor', code: 'invalid', message: 'is not a cursor of this list' }]);
  return { keys, id };
}

function parse(cursor: string): (string | null)[] | null {
  try {
    const value = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    return Array.isArray(value) && value.every((part) => part === null || typeof part === 'string') ? value : null;
  } catch {
    return null;
  }
}
