import { DomainError, LIMITS } from '@fanfare/contracts';
import { z } from 'zod';

/** Where a page of rows ordered by (at, id) ended. Instants are whole milliseconds, as we write them. */
export interface PagePlace {
  readonly at: Date;
  readonly id: string;
}

/** The query of every paged list; spread into a list's own `strictObject`. */
export const pageQuery = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSize),
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The cursor of the next page, or null when `rows` (read with a limit one higher) hold no further one. */
export function nextCursor<R>(rows: readonly R[], limit: number, placeOf: (row: R) => PagePlace): string | null {
  if (rows.length <= limit) return null;
  const { at, id } = placeOf(rows[limit - 1]!);
  return Buffer.from(`${at.getTime()}.${id}`).toString('base64url');
}

/** @throws DomainError `request.invalid` for what is no cursor of ours */
export function readCursor(cursor: string | undefined): PagePlace | null {
  if (cursor === undefined) return null;
  const [ms = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split('.');
  if (!/^\d{1,15}$/.test(ms) || !UUID.test(id)) throw new DomainError('request.invalid', {}, [{ field: 'cursor', code: 'invalid', message: 'is not a cursor of this list' }]);
  return { at: new Date(Number(ms)), id };
}
