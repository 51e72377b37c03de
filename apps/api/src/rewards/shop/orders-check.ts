import type { BookEffects, Discrepancy } from '../../ledger/index.js';
import type { Tx } from '../../platform/database/transactions.js';

interface OrderRow {
  readonly id: string;
  readonly memberId: string;
  readonly points: number;
  readonly status: string;
  /** A provider has brought it and it is not back. */
  readonly isOut: boolean;
}

/** Whatever was paid for has its grant at that price, and what was stopped has its points back, once and in full. For `verify`. */
export async function differingOrders(tx: Tx, programId: string, effects: readonly BookEffects[]): Promise<Discrepancy[]> {
  const paid = new Map<string, { memberId: string; moves: number[] }>();
  for (const { decided } of effects) for (const { fact, decision } of decided) {
    if (fact?.kind !== 'spent' || decision.kind !== 'entry') continue;
    paid.set(fact.grantId, { memberId: fact.buyer, moves: [...(paid.get(fact.grantId)?.moves ?? []), fact.points] });
  }
  const rows = (await tx.query(
    `SELECT g.id, g.beneficiary_id AS "memberId", g.points, g.status,
       EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.step = 'reversal') AS "isOut"
     FROM grants g WHERE g.program_id = $1 AND g.points IS NOT NULL AND (g.id = ANY($2) OR g.beneficiary_id = ANY($3))`,
    [programId, [...paid.keys()], effects.map(({ memberId }) => memberId)])) as OrderRow[];
  const found: Discrepancy[] = [];
  for (const row of rows) {
    const moves = paid.get(row.id)?.moves ?? []; // of two books made one, either may have either
    paid.delete(row.id);
    const stopped = row.status === 'revoked' || row.status === 'expired';
    const fits = stopped ? [[row.points, -row.points], ...(row.isOut ? [[row.points]] : [])] : [[row.points]];
    if (!fits.some((expected) => expected.join() === moves.toSorted((a, b) => b - a).join())) found.push({ memberId: row.memberId, what: `points of order ${row.id}`, stored: moves.join() || 'none', expected: fits.map((each) => each.join()).join(' or ') });
  }
  return [...found, ...[...paid].map(([id, { memberId }]) => ({ memberId, what: `order ${id}`, stored: 'missing', expected: 'one' }))];
}
