import { DomainError, LIMITS } from '@fanfare/contracts';
import { CsvError, parse } from 'csv-parse/sync';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

const SEPARATORS = [',', ';', '\t', '|'] as const;
const MAX_COLUMNS = 100;
const MAX_CELL_CHARS = 2_000;

/**
 * A file as a table: separators are found out, quotes and line breaks within them are read, empty lines are passed over.
 * @throws DomainError `import.unreadable` with `why` (and the `line` it is at)
 */
export function readTable(bytes: Buffer): Table {
  const text = decode(bytes);
  const [head, ...rows] = records(text, separatorOf(text));
  if (!head || rows.length === 0) throw unreadable('empty');
  if (rows.length > LIMITS.importRows) throw unreadable('too_many_rows', rows.length);
  if (head.cells.length > MAX_COLUMNS) throw unreadable('too_many_columns', 1);
  return { columns: head.cells.map((name, n) => name.trim().slice(0, 80) || `#${n + 1}`), rows };
}

function records(text: string, delimiter: string): Table['rows'] {
  try {
    const found = parse(text, { delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true, max_record_size: 100_000 }) as unknown as { record: string[]; info: { lines: number } }[];
    return found.map(({ record, info }, n) => ({ line: n === 0 ? 1 : info.lines, cells: record.map(clean) })).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  } catch (error) {
    if (error instanceof CsvError) throw unreadable('broken', Number((error as { lines?: unknown }).lines ?? 0));
    throw error;
  }
}

/** A quote that a spreadsheet's formulas were defused with, as our own files are, is taken off again; what no database holds goes. */
function clean(cell: string): string {
  return cell.replaceAll('\u0000', '').toWellFormed().replace(/^'(?=[=+\-@\t\r])/, '').slice(0, MAX_CELL_CHARS);
}

/** UTF-8; UTF-16 where its mark says so; else what Windows calls ANSI, which is what an old spreadsheet saves. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The sign that parts the heads most often, outside of quotes. */
function separatorOf(text: string): string {
  const head = (/^(?:"(?:[^"]|"")*"|[^\r\n"])*/.exec(text.trimStart())?.[0] ?? '').replace(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((sign) => ({ sign, count: head.split(sign).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]!.sign;
}

function unreadable(why: string, line = 0): DomainError {
  return new DomainError('import.unreadable', { why, line });
}
