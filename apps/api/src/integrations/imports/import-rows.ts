import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import type { ImportField, ImportKind, ImportOptions, ImportStatus, ImportTotals, Mapping, RowOutcome, RowProblem, RowWarning } from './import-terms.js';
import type { FoundPerson } from './read-row.js';
import type { Table } from './read-table.js';

/** Lines shown with the columns. */
export const SAMPLES = 3;
const AT_ONCE = 5_000;

export interface KnownImport {
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly status: ImportStatus;
  readonly columns: readonly string[];
  readonly mapping: Mapping;
  readonly options: ImportOptions | null;
  readonly rowCount: number;
  readonly doneLine: number;
  readonly lastLine: number;
  readonly totals: ImportTotals | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
export interface ImportRow {
  readonly line: number;
  readonly outcome: RowOutcome | null;
  readonly problem: RowProblem | null;
  readonly field: ImportField | null;
  readonly warnings: RowWarning[];
  readonly email: string | null;
  readonly name: string | null;
  readonly count: number | null;
  readonly tierId: string | null;
  readonly cells: string[] | null;
}
/** What became of a line. */
export interface JudgedRow {
  readonly line: number;
  readonly outcome: RowOutcome;
  readonly problem: RowProblem | null;
  readonly field: ImportField | null;
  readonly warnings: readonly RowWarning[];
  readonly found: FoundPerson | null;
  readonly emailHash: Buffer | null;
  readonly tierId: string | null;
}

/** @throws DomainError `import.not_found` */
export async function readImport(tx: Tx, programId: string, id: string, lock: '' | 'FOR UPDATE' = ''): Promise<KnownImport> {
  const [known] = (await tx.query(
    `SELECT kind, file_name AS "fileName", status, columns, mapping, options, row_count AS "rowCount", done_line AS "doneLine", last_line AS "lastLine", totals,
       created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"
     FROM people_imports WHERE program_id = $1 AND id = $2 ${lock}`, [programId, id])) as KnownImport[];
  if (!known) throw new DomainError('import.not_found');
  return known;
}

export async function insertRows(tx: Tx, programId: string, importId: string, rows: Table['rows']): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    await tx.query(
      `INSERT INTO people_import_rows (program_id, import_id, line, cells, warnings)
       SELECT $1, $2, line, ARRAY(SELECT jsonb_array_elements_text(cells)), '{}' FROM unnest($3::int[], $4::jsonb[]) AS r (line, cells)`,
      [programId, importId, some.map((row) => row.line), some.map((row) => JSON.stringify(row.cells))]);
  }
}

/** Writes what the check found; the cells stay, for another check with other columns. */
export async function writeJudged(tx: Tx, programId: string, importId: string, rows: readonly JudgedRow[]): Promise<void> {
  await tx.query(
    `UPDATE people_import_rows r SET outcome = j.outcome, problem = j.problem, field = j.field, warnings = ARRAY(SELECT jsonb_array_elements_text(j.warnings)), found = j.found,
       email_hash = j.hash, tier_id = j.tier
     FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::bytea[], $10::uuid[]) AS j (line, outcome, problem, field, warnings, found, hash, tier)
     WHERE r.program_id = $1 AND r.import_id = $2 AND r.line = j.line`,
    [programId, importId, rows.map((r) => r.line), rows.map((r) => r.outcome), rows.map((r) => r.problem), rows.map((r) => r.field), rows.map((r) => JSON.stringify(r.warnings)),
      rows.map((r) => (r.found ? JSON.stringify(r.found) : null)), rows.map((r) => r.emailHash), rows.map((r) => r.tierId)]);
}

export async function totalsOf(tx: Tx, programId: string, importId: string): Promise<ImportTotals> {
  const outcomes = (await tx.query(
    `SELECT outcome, count(*)::int AS count, count(*) FILTER (WHERE 'code_new' = ANY(warnings))::int AS codes FROM people_import_rows
     WHERE program_id = $1 AND import_id = $2 AND outcome IS NOT NULL GROUP BY outcome`, [programId, importId])) as { outcome: RowOutcome; count: number; codes: number }[];
  const tiers = (await tx.query(
    `SELECT tier_id AS id, count(*)::int AS count FROM people_import_rows WHERE program_id = $1 AND import_id = $2 AND outcome = 'new' AND tier_id IS NOT NULL GROUP BY tier_id`, [programId, importId])) as { id: string; count: number }[];
  const of = (outcome: RowOutcome) => outcomes.find((row) => row.outcome === outcome);
  return {
    new: of('new')?.count ?? 0, here: of('here')?.count ?? 0, refused: of('refused')?.count ?? 0, newCodes: of('new')?.codes ?? 0,
    tiers: Object.fromEntries(tiers.map((tier) => [tier.id, tier.count])),
  };
}
