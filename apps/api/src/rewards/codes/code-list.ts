import { DomainError } from '@fanfare/contracts';
import { CsvError, parse } from 'csv-parse/sync';

const MIN_CHARS = 3;
const MAX_CHARS = 64;
const HEADINGS = /^(discount[ _-]?|coupon[ _-]?|voucher[ _-]?|promo[ _-]?)?(codes?|coupons?|vouchers?|gutscheine?)$/i;

/** Why a line of a list is not taken. `rounded`: a spreadsheet has made a number of it. */
export const REFUSALS = ['too_short', 'too_long', 'not_printable', 'rounded', 'bad_pin', 'bad_day', 'lapsed'] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface CodeList<T = string> {
  /** Each once, as it was written, in its order. */
  readonly codes: readonly T[];
  /** Written twice in the same list. */
  readonly repeated: number;
  readonly refused: readonly { readonly line: number; readonly why: Refusal }[];
}
/** A line of a table: what is in its cells. */
export interface Line {
  readonly cells: readonly string[];
  readonly line: number;
}

/** How two codes are compared: shops take them in any capitals. */
export function foldedCode(code: string): string {
  return code.toUpperCase();
}

/**
 * Reads a list of codes: one a line, or the first column of a table with commas, semicolons or tabs, with or without a heading.
 * @throws DomainError `request.malformed` where quotes do not close
 */
export function readCodeList(file: Buffer): CodeList {
  const lines = readLines(file).filter(({ cells }) => cells[0] !== '');
  if (HEADINGS.test(lines[0]?.cells[0] ?? '')) lines.shift();
  return listOf(lines, ({ cells: [code = ''] }) => wrongWith(code) ?? { code }, foldedCode, ({ code }) => code);
}

/** Those lines that can be used, each code once. @param read what a line says, or why it is not taken */
export function listOf<R extends { readonly code: string }, T>(lines: readonly Line[], read: (line: Line) => R | Refusal, fold: (code: string) => string, shape: (entry: R) => T): CodeList<T> {
  const codes = new Map<string, T>();
  const refused: { line: number; why: Refusal }[] = [];
  let usable = 0;
  for (const each of lines) {
    const entry = read(each);
    if (typeof entry === 'string') refused.push({ line: each.line, why: entry });
    else if (++usable && !codes.has(fold(entry.code))) codes.set(fold(entry.code), shape(entry));
  }
  return { codes: [...codes.values()], repeated: usable - codes.size, refused };
}

/** Those that say something in their first cell, with where they are. @throws DomainError `request.malformed` */
export function readLines(file: Buffer): Line[] {
  try {
    const records = parse(file, { bom: true, delimiter: [',', ';', '\t'], relax_column_count: true, skip_empty_lines: true, trim: true, info: true }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, line: info.lines })).filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (error) {
    if (error instanceof CsvError) throw new DomainError('request.malformed', { line: Number(error['lines'] ?? 0) });
    throw error;
  }
}

function wrongWith(code: string): Refusal | null {
  return lengthProblem(code) ?? (/^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(code) ? null : 'not_printable');
}

export function lengthProblem(code: string): Refusal | null {
  return code.length < MIN_CHARS ? 'too_short' : code.length > MAX_CHARS ? 'too_long' : null;
}
