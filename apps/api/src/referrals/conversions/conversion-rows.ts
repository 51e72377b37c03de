import type { Touch } from '@fanfare/domain';
import { kinSql, personSql } from '../../ledger/index.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { Conversion, ConversionAnswer } from './conversion.js';
import type { Credit, Credited, ReportedRow } from './settlement.js';

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
/** The credit of an address, and which of the members that are its person has it. `isKin`: another one than the referral is about. */
interface AddressCredit extends Credit {
  readonly buyerId: string;
  readonly isKin: boolean;
}
export interface OrderName {
  readonly source: string;
  readonly orderId: string;
}

const COLUMNS = `id, source, external_id AS "externalId", type, order_id AS "orderId", payload_hash AS "payloadHash", email_hash AS "emailHash",
  amount_minor::float8 AS "amountMinor", currency, occurred_at AS "occurredAt", received_at AS "receivedAt", referral_id AS "referralId", turn, answer`;

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

/** Everything that was reported of these orders; a sign-up is none. */
export async function readOrders(tx: Tx, programId: string, orders: readonly OrderName[]): Promise<TakenRow[]> {
  return (await tx.query(
    `SELECT ${COLUMNS} FROM conversions WHERE program_id = $1 AND type <> 'signup' AND (source, order_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
    [programId, orders.map((o) => o.source), orders.map((o) => o.orderId)])) as TakenRow[];
}

/** Whether something was bought under that order; what follows it says nothing of that. */
export async function isBought(tx: Tx, programId: string, { source, orderId }: OrderName): Promise<boolean> {
  const rows = (await tx.query(
    `SELECT 1 FROM conversions WHERE program_id = $1 AND source = $2 AND order_id = $3 AND type NOT IN ('refund', 'cancellation') LIMIT 1`, [programId, source, orderId])) as unknown[];
  return rows.length > 0;
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
 * The one referral of a person that can count: the first that no merge turned down, of any of the members that are them today; an address
 * that they had before and nobody has now still says who they are, until they leave. By the hash of an address, in hex.
 */
export async function creditsByEmail(tx: Tx, programId: string, emailHashes: readonly Buffer[]): Promise<Map<string, AddressCredit>> {
  if (emailHashes.length === 0) return new Map();
  const rows = (await tx.query(
    `SELECT i.email_hash AS hash, r.id AS "referralId", r.member_id AS "memberId", i.member_id AS "buyerId", r.referee_id <> i.member_id AS "isKin" FROM identities i
     JOIN LATERAL (
       SELECT id, member_id, referee_id FROM referrals WHERE program_id = $1 AND state->>'claim' = 'won' AND referee_id = ANY(ARRAY(${personSql('i.member_id')}))
       ORDER BY state->>'verdictReason' IS NOT DISTINCT FROM 'identity.merged', confirmed_at, id LIMIT 1) r ON true
     WHERE i.program_id = $1 AND i.email_hash = ANY($2)
     UNION ALL SELECT c.identity_hash, r.id, r.member_id, r.referee_id, false FROM identity_claims c
     JOIN referrals r ON r.program_id = $1 AND r.id = c.referral_id AND r.state->>'claim' = 'won'
     JOIN members m ON m.program_id = $1 AND m.id = r.referee_id AND m.account_id IS NOT NULL
     WHERE c.program_id = $1 AND c.identity_hash = ANY($2) AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.program_id = $1 AND i.email_hash = c.identity_hash)`,
    [programId, emailHashes])) as (AddressCredit & { hash: Buffer })[];
  return new Map(rows.map(({ hash, ...credit }) => [hash.toString('hex'), credit]));
}

export async function creditsById(tx: Tx, programId: string, referralIds: readonly string[]): Promise<Map<string, Credit>> {
  if (referralIds.length === 0) return new Map();
  const rows = (await tx.query(
    'SELECT id AS "referralId", member_id AS "memberId" FROM referrals WHERE program_id = $1 AND id = ANY($2)', [programId, referralIds])) as Credit[];
  return new Map(rows.map((credit) => [credit.referralId, credit]));
}

/**
 * From here on the referral says whose it is, and an opaque id which of those who are that person: the address and the touches go.
 * @returns false if meanwhile one of the orders was taken out of the book that this was credited in: it is to be settled again
 */
export async function markCredited(tx: Tx, programId: string, credited: readonly (Credited & { readonly buyerId: string | null })[]): Promise<boolean> {
  if (credited.length === 0) return true;
  const [, marked] = (await tx.query(
    `UPDATE conversions c SET referral_id = n.referral_id, buyer_id = n.buyer_id, email_hash = NULL, touches = '[]'
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[]) AS n (id, referral_id, buyer_id, turn)
     WHERE c.program_id = $1 AND c.id = n.id
       AND n.turn = (SELECT max(o.turn) FROM conversions o WHERE o.program_id = $1 AND o.source = c.source AND o.order_id = c.order_id)`,
    [programId, credited.map((c) => c.row.id), credited.map((c) => c.referralId), credited.map((c) => c.buyerId), credited.map((c) => c.turn)])) as [unknown, number];
  return marked === credited.length;
}

/** Books that may hold orders of somebody who was ever one with this member. */
export async function booksAbout(tx: Tx, programId: string, memberId: string): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT DISTINCT member_id AS id FROM referrals WHERE program_id = $1 AND referee_id = ANY(ARRAY(${kinSql('$2')}))`, [programId, memberId])) as { id: string }[];
  return rows.map((row) => row.id);
}

/** Orders of whoever was ever one with this member, credited to a referral of somebody who is another person today. */
export async function readMisplaced(tx: Tx, programId: string, memberId: string): Promise<OrderName[]> {
  return (await tx.query(
    `SELECT DISTINCT c.source, c.order_id AS "orderId" FROM conversions c JOIN referrals r ON r.program_id = $1 AND r.id = c.referral_id
     WHERE c.program_id = $1 AND c.buyer_id = ANY(ARRAY(${kinSql('$2')})) AND r.referee_id <> ALL(ARRAY(${personSql('c.buyer_id')}))`, [programId, memberId])) as OrderName[];
}

/** These orders wait again, under an address of whoever bought; what follows a purchase waits for that. */
export async function release(tx: Tx, programId: string, orders: readonly OrderName[]): Promise<void> {
  await tx.query(
    `UPDATE conversions c SET referral_id = NULL, buyer_id = NULL, turn = o.turn + 1,
       email_hash = coalesce(c.email_hash, CASE WHEN c.type NOT IN ('refund', 'cancellation') THEN
         (SELECT i.email_hash FROM identities i WHERE i.program_id = $1 AND i.member_id =
           coalesce(c.buyer_id, (SELECT r.referee_id FROM referrals r WHERE r.program_id = $1 AND r.id = c.referral_id)) ORDER BY i.created_at, i.id LIMIT 1) END)
     FROM (SELECT source, order_id, max(turn) AS turn FROM conversions
       WHERE program_id = $1 AND (source, order_id) IN (SELECT * FROM unnest($2::text[], $3::text[])) GROUP BY 1, 2) o
     WHERE c.program_id = $1 AND c.source = o.source AND c.order_id = o.order_id AND c.type <> 'signup'`, [programId, orders.map((o) => o.source), orders.map((o) => o.orderId)]);
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
