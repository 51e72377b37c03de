import { DIFFERENCES, type DifferenceSection } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import type { Difference } from './differences.js';

/** How far a pool is off. What was given since changes the figures and not that. */
const gapOf = (row: string) => `((${row}.detail->>'had')::numeric - (${row}.detail->>'given')::numeric - (${row}.detail->>'left')::numeric)`;

/** Writes down what differs: a new one, or the old one seen again. One that was gone, or is not what was accepted, is new. */
export async function noteFindings(tx: Tx, programId: string, runId: string, all: readonly Difference[], at: Date): Promise<void> {
  if (all.length === 0) return;
  const found = [...new Map(all.map((each) => [`${each.code} ${each.subject}`, each])).values()]; // whoever has two credits meets a third twice
  const isOther = `f.resolved_at IS NOT NULL OR CASE WHEN f.code IN ('budget_differs', 'stock_differs') THEN ${gapOf('f')} <> ${gapOf('EXCLUDED')} ELSE f.detail <> EXCLUDED.detail END`;
  const unless = (column: string) => `CASE WHEN ${isOther} THEN NULL ELSE f.${column} END`;
  await tx.query(
    `INSERT INTO reconciliation_findings AS f (program_id, id, code, subject, grant_id, detail, seen_in, first_seen_at, last_seen_at)
     SELECT $1, d.id, d.code, d.subject, d.grant_id, d.detail, $7, $8, $8 FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::jsonb[]) AS d (id, code, subject, grant_id, detail)
     ON CONFLICT (program_id, code, subject) DO UPDATE SET seen_in = EXCLUDED.seen_in, last_seen_at = EXCLUDED.last_seen_at, detail = EXCLUDED.detail, grant_id = EXCLUDED.grant_id, resolved_at = NULL,
       first_seen_at = CASE WHEN f.resolved_at IS NOT NULL THEN EXCLUDED.first_seen_at ELSE f.first_seen_at END,
       told_at = ${unless('told_at')}, accepted_at = ${unless('accepted_at')}, accepted_by = ${unless('accepted_by')}, note = ${unless('note')}, note_id = ${unless('note_id')}`,
    [programId, found.map(() => newId()), found.map(({ code }) => code), found.map(({ subject }) => subject), found.map(({ grantId }) => grantId), found.map(({ detail }) => JSON.stringify(detail)), runId, at]);
}

/** What a section finds and has not found this time is gone. */
export async function resolveUnseen(tx: Tx, programId: string, runId: string, section: DifferenceSection, at: Date): Promise<void> {
  await tx.query('UPDATE reconciliation_findings SET resolved_at = $4 WHERE program_id = $1 AND code = ANY($2) AND seen_in <> $3 AND resolved_at IS NULL', [programId, DIFFERENCES[section], runId, at]);
}

/** Marks what nobody was told of. @returns how many */
export async function tellUntold(tx: Tx, programId: string, at: Date): Promise<number> {
  const [, count] = (await tx.query(
    'UPDATE reconciliation_findings SET told_at = $2 WHERE program_id = $1 AND told_at IS NULL AND resolved_at IS NULL AND accepted_at IS NULL', [programId, at])) as [unknown, number];
  return count;
}
