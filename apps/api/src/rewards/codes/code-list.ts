import { DomainError } from '@fanfare/contracts';
import { CsvError, parse } from 'csv-parse/sync';

const MIN_CHARS = 3;
const MAX_CHARS = 64;
const HEADINGS = /^(discount[ _-]?|coupon[ _-]?|voucher[ _-]?|promo[ _-]?)?(codes?|coupons?|vouchers?|gutscheine?)$/i;

export interface CodeList {
  /** Each once, as it was written, in its order. */
  readonly codes: readonly string[];
  /** Written twice in the same list. */
  readonly repeated: number;
  readonly refused: readonly { readonly line: number; readonly why: 'too_short' | 'too_long' | 'not_printable' }[];
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
  const rows = readRows(file).filter(({ code }) => code !== '');
  if (rows[0] && HEADINGS.test(rows[0].code)) rows.shift();
  const codes = new Map<string, string>();
  const refused: { line: number; why: 'too_short' | 'too_long' | 'not_printable' }[] = [];
  let usable = 0;
  for (const { code, line } of rows) {
    const why = wrongWith(code);
    if (why) refused.push({ line, why });
    else if (++usable && !codes.has(foldedCode(code))) codes.set(foldedCode(code), code);
  }
  return { codes: [...codes.values()], repeated: usable - codes.size, refused };
}

function readRows(file: Buffer): { code: string; line: number }[] {
  try {
    const records = parse(file, { bom: true, delimiter: [',', ';', '\t'], relax_column_count: true, skip_empty_lines: true, trim: true, info: true }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ code: record[0] ?? '', line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw new DomainError('request.malformed', { line: Number(error['lines'] ?? 0) });
    throw error;
  }
}

function wrongWith(code: string): CodeList['refused'][number]['why'] | null {
  if (code.length < MIN_CHARS) return 'too_short';
  if (code.length > MAX_CHARS) return 'too_long';
  return /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(code) ? null : 'not_printable';
}
