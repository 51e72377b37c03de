import { DomainError } from '@fanfare/contracts';
import { carrierNamed } from '@fanfare/domain';
import { CsvError, parse } from 'csv-parse/sync';

/** A line of a list of numbers, as a carrier's software writes them. */
export interface TrackingLine {
  readonly line: number;
  /** As on the slip: `12-3`. */
  readonly parcel: string;
  readonly carrier: string | null;
  readonly tracking: string;
}

const COLUMN = {
  parcel: /^(parcel|reference|ref|order|number on the slip|paket|referenz|bestellung)/i,
  carrier: /^(carrier|service|versender|dienst|zusteller)/i,
  tracking: /^(tracking|shipment|sendung|barcode|trackingnummer)/i,
};

/**
 * Reads parcel, carrier and number of each line. With a heading the columns are found by their names; without one they are in
 * that order, or parcel and number where there are two. @throws DomainError `request.malformed`
 */
export function readTrackingList(file: Buffer): TrackingLine[] {
  const rows = readRows(file);
  const heading = rows[0] && columnsIn(rows[0].record);
  const columns = heading ?? ((rows[0]?.record.length ?? 0) > 2 ? { parcel: 0, carrier: 1, tracking: 2 } : { parcel: 0, carrier: -1, tracking: 1 });
  return rows.slice(heading ? 1 : 0).map(({ record, line }) => {
    const carrier = (record[columns.carrier] ?? '').trim().slice(0, 40);
    return { line, parcel: (record[columns.parcel] ?? '').trim(), carrier: carrier ? (carrierNamed(carrier) ?? carrier) : null, tracking: (record[columns.tracking] ?? '').trim().slice(0, 100) };
  });
}

/** Null where the line is no heading: it names neither a parcel nor a number. */
function columnsIn(record: readonly string[]): Record<keyof typeof COLUMN, number> | null {
  const at = (pattern: RegExp) => record.findIndex((cell) => pattern.test(cell.trim()));
  const columns = { parcel: at(COLUMN.parcel), carrier: at(COLUMN.carrier), tracking: at(COLUMN.tracking) };
  return columns.parcel >= 0 && columns.tracking >= 0 ? columns : null;
}

function readRows(file: Buffer): { record: string[]; line: number }[] {
  try {
    const rows = parse(file, { bom: true, delimiter: [',', ';', '\t'], relax_column_count: true, skip_empty_lines: true, skip_records_with_empty_values: true, trim: true, info: true }) as unknown as
      { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw new DomainError('request.malformed');
    throw error;
  }
}
