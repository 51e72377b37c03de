import { stringify } from 'csv-stringify/sync';

/** A table for spreadsheets: UTF-8 with its mark, and nothing in it runs as a formula. */
export function toCsv(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[], delimiter: ',' | ';' = ','): string {
  return stringify([...rows.map((row) => [...row])], { header: true, columns: columns.map((key) => ({ key })), bom: true, escape_formulas: true, delimiter, record_delimiter: 'windows' });
}
