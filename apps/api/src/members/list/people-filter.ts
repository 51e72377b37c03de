import { foldCode } from '@fanfare/domain';
import { NO_COHORT, type PeopleFilter } from './people-filter.dto.js';
import type { Path } from './people-sort.js';
import type { Sql } from './sql.js';

const ZONE = '(SELECT time_zone FROM programs WHERE id = $1)';

/** Whoever a filter means; `ids`: only among these. */
export type Meant = PeopleFilter & { readonly ids?: readonly string[] | undefined };

/** What a member must be, as conditions along a path; at least one. */
export function conditionsOf(sql: Sql, { table, id }: Pick<Path, 'table' | 'id'>, filter: Meant): string[] {
  const conditions = [table === 'standings' ? bookIs(sql, 'd', filter) : standingIs(sql, id, filter)];
  if (filter.ids) conditions.push(`${id} = ANY(${sql.add(filter.ids)}::uuid[])`);
  if (filter.search) conditions.push(isFound(sql, id, filter.search));
  if (filter.tag) conditions.push(`EXISTS (SELECT 1 FROM member_tags t WHERE t.program_id = $1 AND t.member_id = ${id} AND t.tag = ${sql.add(filter.tag)})`);
  if (filter.locale) conditions.push(`EXISTS (SELECT 1 FROM profiles q WHERE q.program_id = $1 AND q.member_id = ${id} AND q.locale = ${sql.add(filter.locale)})`);
  if (filter.friends) conditions.push(hasFriends(id, filter.friends));
  if (filter.joinedFrom || filter.joinedTo) conditions.push(hasJoined(sql, id, filter));
  return conditions;
}

/** Who has left is shown only when asked for: there is nothing to see but a count. */
function standingIs(sql: Sql, id: string, filter: PeopleFilter): string {
  const book = `SELECT 1 FROM standings s WHERE s.program_id = $1 AND s.member_id = ${id}`;
  if (!filter.standing && !filter.tier && !filter.cohort) return `NOT EXISTS (${book} AND s.standing = 'erased')`;
  return `EXISTS (${book} AND ${bookIs(sql, 's', filter)} AND ${filter.standing ? `s.standing = '${filter.standing}'` : `s.standing <> 'erased'`})`;
}

function bookIs(sql: Sql, book: string, { tier, cohort }: PeopleFilter): string {
  const conditions = ['true'];
  if (tier) conditions.push(tier === 'none' ? `${book}.tier_id IS NULL` : `${book}.tier_id = ${sql.add(tier)}::uuid`);
  if (cohort) conditions.push(cohort === NO_COHORT ? `${book}.cohort IS NULL` : `${book}.cohort = ${sql.add(cohort)}`);
  return conditions.join(' AND ');
}

/** Looked up as a set and once, whatever the number of rows that are read along the order. */
function isFound(sql: Sql, id: string, search: string): string {
  const part = sql.add(`%${search.replaceAll(/[\\%_]/g, '\\$&')}%`); // `%` and `_` that were typed mean themselves
  return `${id} IN (SELECT member_id FROM profiles WHERE program_id = $1 AND name ILIKE ${part}
    UNION ALL SELECT member_id FROM identities WHERE program_id = $1 AND email ILIKE ${part}
    UNION ALL SELECT member_id FROM links WHERE program_id = $1 AND code = ${sql.add(foldCode(search))})`;
}

function hasFriends(id: string, friends: 'waiting' | 'held'): string {
  const confirmed = `EXISTS (SELECT 1 FROM referrals r WHERE r.program_id = $1 AND r.member_id = ${id} AND r.status = '${friends === 'held' ? 'held' : 'pending'}')`;
  if (friends === 'held') return confirmed;
  return `(${confirmed} OR EXISTS (SELECT 1 FROM submissions o WHERE o.program_id = $1 AND o.referrer_id = ${id} AND o.used_at IS NULL AND o.expires_at > $2))`;
}

function hasJoined(sql: Sql, id: string, { joinedFrom, joinedTo }: PeopleFilter): string {
  const days = [`j.program_id = $1 AND j.id = ${id}`];
  if (joinedFrom) days.push(`j.joined_at >= ${sql.add(joinedFrom)}::date::timestamp AT TIME ZONE ${ZONE}`);
  if (joinedTo) days.push(`j.joined_at < (${sql.add(joinedTo)}::date + 1)::timestamp AT TIME ZONE ${ZONE}`);
  return `EXISTS (SELECT 1 FROM members j WHERE ${days.join(' AND ')})`;
}
