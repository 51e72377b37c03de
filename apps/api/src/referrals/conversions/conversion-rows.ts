import type { Touch } from '@fanfare/domain';
import { personSql } from '../../ledger/index.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { Conversion, ConversionAnswer } from './conversion.js';
import type { Credit, ReportedRow } from './settlement.js';

/** A report on its way into the table. */
export interface NewRow {
  readonly id: string;
  readonly conversion: Conversion;
  readonly payloadHash: Buffer;
  readonly emailHash: Buffer | null;
  readonly touches: readonly Touch[];
}
export interface TakenRow extends ReportedRow {
  readonly payloadHash: Buffer;
  readonly answer: ConversionAnswer | null;
}
export interface OrderName {
  readonly source: string;
  readonly orderId: string;
}

const COLUMNS = `id, source, external_id AS "externalId", type, order_id AS "orderId", payload_hash AS "payloadHash", email_hash AS "emailHash",
  amount_minor::float8 AS "amountMinor", currency, occurred_at AS "occurredAt", received_at AS "receivedAt", referral_id AS "referralId", answer`;

/** Stores what was not reported before. @returns the ids of those that are new */
export async function insertRows(tx: Tx, programId: string, rows: readonly NewRow[], at: Date): Promise<Set<string>> {
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)); // one order for everybody: two batches wait, and never for each other
  const c = sorted.map((row) => row.conversion);
  const inserted = (await tx.query(
    `INSERT INTO conversions (program_id, source, external_id, id, type, order_id, payload_hash, email_hash, touches, amount_minor, currency, occurred_at, received_at)
     SELECT $1, source, external_id, id, type, order_id, payload_hash, email_hash, touches, amount_minor, currency, occurred_at, $13
     FROM unnest($2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::bytea[], $9::jsonb[], $10::bigint[], $11::text[], $12::timestamptz[])
       AS r (source, external_id, id, type, order_id, payload_hash, email_hash, touches, amount_minor, currency, occurred_at)
     ON CONFLICT DO NOTHING RETURNING id`,
    [programId, c.map((x) => x.source), c.map((x) => x.externalId), sorted.map((row) => row.id), c.map((x) => x.type), c.map((x) => x.order),
      sorted.map((row) => row.payloadHash), sorted.map((row) => row.emailHash), sorted.map((row) => JSON.stringify(row.touches)),
      c.map((x) => x.amountMinor), c.map((x) => x.currency), c.map((x) => earlierOf(x.occurredAt, at)), at])) as { id: string }[];
  return new Set(inserted.map((row) => row.id));
}

export async function readRows(tx: Tx, programId: string, ids: readonly string[]): Promise<Map<string, TakenRow>> {
  const rows = (await tx.query(`SELECT ${COLUMNS} FROM conversions WHERE program_id = $1 AND id = ANY($2)`, [programId, ids])) as TakenRow[];
  return new Map(rows.map((row) => [row.id, row]));
}

/** Everything that was reported of these orders. */
export async function readOrders(tx: Tx, programId: string, orders: readonly OrderName[]): Promise<TakenRow[]> {
  return (await tx.query(
    `SELECT ${COLUMNS} FROM conversions WHERE program_id = $1 AND (source, order_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
    [programId, orders.map((o) => o.source), orders.map((o) => o.orderId)])) as TakenRow[];
}

/** Orders of people that no referral was known for. */
export async function readWaiting(tx: Tx, programId: string, emailHashes: readonly Buffer[]): Promise<OrderName[]> {
  return (await tx.query(
    `SELECT DISTINCT source, order_id AS "orderId" FROM conversions WHERE program_id = $1 AND email_hash = ANY($2) AND referral_id IS NULL`, [programId, emailHashes])) as OrderName[];
}

/** The touches that purchases of this person brought before they signed up. */
export async function earlierTouches(tx: Tx, programId: string, emailHash: Buffer): Promise<Touch[]> {
  const rows = (await tx.query(
    `SELECT touches FROM conversions WHERE program_id = $1 AND email_hash = $2 AND referral_id IS NULL AND touches <> '[]'`, [programId, emailHash])) as { touches: Touch[] }[];
  return rows.flatMap((row) => row.touches);
}

/**
 * The one referral of a person that can count: the first, of any of the members that are them today; an address
 * that they had before and nobody has now still says who they are, until they leave. By the hash of an address, in hex.
 */
export async function creditsByEmail(tx: Tx, programId: string, emailHashes: readonly Buffer[]): Promise<Map<string, Credit>> {
  if (emailHashes.length === 0) return new Map();
  const rows = (await tx.query(
    `SELECT i.email_hash AS hash, r.id AS "referralId", r.member_id AS "memberId" FROM identities i
     JOIN LATERAL (
       SELECT id, member_id FROM referrals WHERE program_id = $1 AND state->>'claim' = 'won' AND referee_id = ANY(ARRAY(${personSql('i.member_id')}))
       ORDER BY confirmed_at, id LIMIT 1) r ON true
     WHERE i.program_id = $1 AND i.email_hash = ANY($2)
     UNION ALL SELECT c.identity_hash, r.id, r.member_id FROM identity_claims c
     JOIN referrals r ON r.program_id = $1 AND r.id = c.referral_id AND r.state->>'claim' = 'won'
     JOIN members m ON m.program_id = $1 AND m.id = r.referee_id AND m.account_id IS NOT NULL
     WHERE c.program_id = $1 AND c.identity_hash = ANY($2) AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.program_id = $1 AND i.email_hash = c.identity_hash)`,
    [programId, emailHashes])) as (Credit & { hash: Buffer })[];
  return new Map(rows.map(({ hash, ...credit }) => [hash.toString('hex'), credit]));
}

export async function creditsById(tx: Tx, programId: string, referralIds: readonly string[]): Promise<Map<string, Credit>> {
  if (referralIds.length === 0) return new Map();
  const rows = (await tx.query(
    'SELECT id AS "referralId", member_id AS "memberId" FROM referrals WHERE program_id = $1 AND id = ANY($2)', [programId, referralIds])) as Credit[];
  return new Map(rows.map((credit) => [credit.referralId, credit]));
}

/** From here on the referral says whose it is: the address and the touches go. */
export async function markCredited(tx: Tx, programId: string, credited: readonly { id: string; referralId: string }[]): Promise<void> {
  if (credited.length === 0) return;
  await tx.query(
    `UPDATE conversions c SET referral_id = n.referral_id, email_hash = NULL, touches = '[]' FROM unnest($2::uuid[], $3::uuid[]) AS n (id, referral_id)
     WHERE c.program_id = $1 AND c.id = n.id`, [programId, credited.map((c) => c.id), credited.map((c) => c.referralId)]);
}

/** The first answer stands, whoever gives it. */
export async function writeAnswers(tx: Tx, programId: string, ids: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE conversions c SET answer = jsonb_build_object('id', c.id, 'member', NULL,
       'status', CASE WHEN c.referral_id IS NULL THEN 'unattributed' ELSE 'recorded' END,
       'referral', CASE WHEN c.referral_id IS NULL THEN NULL ELSE (SELECT jsonb_build_object('id', r.id, 'status', r.status, 'reason', r.reason)
         FROM referrals r WHERE r.program_id = $1 AND r.id = c.referral_id) END)
     WHERE c.program_id = $1 AND c.id = ANY($2) AND c.answer IS NULL`, [programId, ids]);
}

/** Nothing has happened in the future: the brand's clock is ahead. */
function earlierOf(told: Date | null, now: Date): Date {
  return told && told < now ? told : now;
}
