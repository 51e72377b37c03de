import { compareGiven } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import type { Difference } from './differences.js';
import type { GivenThere, MadeThere, OpenBooks } from './provider-books.js';

/** A step that was done, or taken back since, with what it gave. */
export interface DoneStep extends GivenThere {
  readonly takenBack: boolean;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly updatedAt: Date;
}

/** Done by a provider, or taken back by it since, after that grant in order. What a person took back in another way is theirs to know. */
export async function doneSteps(tx: Tx, programId: string, provider: string, after: string | null, limit: number): Promise<DoneStep[]> {
  return (await tx.query(
    `SELECT s.grant_id AS "grantId", s.step, s.terms->>'kind' AS kind, s.reference, s.known || coalesce(b.known, '{}') AS known, s.status = 'undone' AS "takenBack",
       (s.terms->>'amountMinor')::int AS "amountMinor", s.terms->>'currency' AS currency, greatest(s.updated_at, b.updated_at) AS "updatedAt"
     FROM reward_steps s LEFT JOIN reward_steps b ON b.program_id = $1 AND b.grant_id = s.grant_id AND b.step = 'reversal'
     WHERE s.program_id = $1 AND s.provider = $2 AND s.step <> 'reversal' AND s.reference IS NOT NULL AND ($3::uuid IS NULL OR s.grant_id > $3)
       AND (s.status = 'done' OR (s.status = 'undone' AND b.status = 'done' AND b.provider = $2 AND b.reference IS NOT NULL)) AND (b.status IS NULL OR b.status IN ('done', 'undone'))
     ORDER BY s.grant_id LIMIT $4`, [programId, provider, after, limit])) as DoneStep[];
}

/** @param stands whether the step is still as it was read: it may have been taken back while the provider was asked */
export async function compareStep(books: OpenBooks, step: DoneStep, stands: () => Promise<boolean>): Promise<{ found: Difference[]; others: readonly MadeThere[] }> {
  const { there, others } = await books.find(step);
  const code = compareGiven(step, there);
  if (!code || !(await stands())) return { found: [], others };
  const { grantId, reference, amountMinor, currency } = step;
  const detail = { step: step.step, reference, amountMinor, currency, thereMinor: there?.amountMinor ?? null, thereCurrency: there?.currency ?? null, returnedMinor: there?.returnedMinor ?? null };
  return { found: [{ code, grantId, subject: `${grantId}:${step.step}`, detail }], others };
}

export async function stillStands(tx: Tx, programId: string, { grantId, updatedAt }: DoneStep): Promise<boolean> {
  const rows = (await tx.query('SELECT 1 FROM reward_steps WHERE program_id = $1 AND grant_id = $2 HAVING max(updated_at) = $3', [programId, grantId, updatedAt])) as unknown[];
  return rows.length > 0;
}

/** Of what a provider has, what no grant knows. What is being sent, or waits for a person, may come to know it. */
export async function strangersAmong(tx: Tx, programId: string, made: readonly MadeThere[]): Promise<Difference[]> {
  if (made.length === 0) return [];
  const rows = (await tx.query(
    `SELECT m.id, g.id AS "grantId" FROM unnest($2::text[], $3::uuid[]) AS m (id, grant_id) LEFT JOIN grants g ON g.program_id = $1 AND g.id = m.grant_id
     WHERE NOT EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = m.grant_id AND (s.reference = m.id OR s.status IN ('due', 'sending', 'unclear')))`,
    [programId, made.map(({ id }) => id), made.map(({ grantId }) => grantId)])) as { id: string; grantId: string | null }[];
  const known = new Map(made.map((each) => [each.id, each]));
  return rows.map(({ id, grantId }) => {
    const { amountMinor, currency } = known.get(id)!;
    return { code: 'provider_unknown', grantId, subject: id, detail: { reference: id, amountMinor, currency } };
  });
}

/** Where a bank has refused what a member was given: the grant is the latest of theirs in money. */
export async function refusedPayouts(tx: Tx, programId: string): Promise<Difference[]> {
  const rows = (await tx.query(
    `SELECT a.payout_id AS id, a.payout_amount_minor::float8 AS "amountMinor", a.payout_currency AS currency, a.payout_problem AS problem,
       (SELECT s.grant_id FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id
        WHERE s.program_id = $1 AND s.step = 'transfer' AND s.provider = 'stripe' AND s.status = 'done' AND g.beneficiary_id = a.member_id ORDER BY s.updated_at DESC LIMIT 1) AS "grantId"
     FROM payout_accounts a WHERE a.program_id = $1 AND a.payout_status = 'failed'`, [programId])) as { id: string; amountMinor: number; currency: string; problem: string | null; grantId: string | null }[];
  return rows.map(({ id, grantId, amountMinor, currency, problem }) => ({ code: 'payout_refused', grantId, subject: id, detail: { reference: id, amountMinor, currency, problem } }));
}
