import { createHash } from 'node:crypto';
import { stringify, v7 } from 'uuid';

/** A new time-ordered id. Made here and not in the database: PostgreSQL 15 has no `uuidv7()`. */
export function newId(at?: Date): string {
  return at ? v7({ msecs: at.getTime() }) : v7();
}

/** When an id of `newId` was made: its first 48 bits are milliseconds. */
export function instantOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}

/** The same id for the same parts, for ever: what a retry derives must meet what the first try wrote. */
export function derivedId(...parts: readonly string[]): string {
  const bytes = createHash('sha256').update(parts.join('\u0000')).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80; // version 8: made by a rule of our own (RFC 9562)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return stringify(bytes);
}
