import type { Signals, Touch } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** A submission that can be confirmed. */
export interface OpenSubmission {
  readonly id: string;
  readonly email: string;
  readonly emailHash: Buffer;
  readonly name: string | null;
  readonly locale: string;
  readonly consentVersion: string;
  readonly linkCode: string;
  readonly cohort: string | null;
  readonly visitorHash: Buffer | null;
  readonly touches: readonly Touch[];
  readonly signals: Signals;
  readonly createdAt: Date;
}

/** Who confirms: the submission and the member it makes, or finds. */
export interface Confirming {
  readonly submission: OpenSubmission;
  /** Who said that the address is the person's, and that they want mail: they themselves, or the brand. */
  readonly consent: 'double_opt_in' | 'brand';
  readonly accountId: string;
  readonly memberId: string;
}

/** The link that everybody has from the start. */
const FIRST_CHANNEL = 'default';

export async function readOpen(tx: Tx, programId: string, ids: readonly string[], at: Date): Promise<OpenSubmission[]> {
  return (await tx.query(
    `SELECT id, email, email_hash AS "emailHash", name, locale, consent_version AS "consentVersion", link_code AS "linkCode", cohort,
       visitor_hash AS "visitorHash", touches, signals, created_at AS "createdAt"
     FROM submissions WHERE program_id = $1 AND id = ANY($2) AND used_at IS NULL AND expires_at > $3 AND email IS NOT NULL`, [programId, ids, at])) as OpenSubmission[];
}

/**
 * A token works once: the row says so, under its own lock. From here on the address and the name live with the member.
 * @returns the ids that this transaction has used
 */
export async function markUsed(tx: Tx, programId: string, ids: readonly string[], at: Date): Promise<Set<string>> {
  const [rows] = (await tx.query(
    `UPDATE submissions SET used_at = $3, email = NULL, name = NULL WHERE program_id = $1 AND used_at IS NULL AND expires_at > $3 AND id IN (
       SELECT id FROM submissions WHERE program_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE) RETURNING id`, [programId, ids, at])) as [{ id: string }[], number];
  return new Set(rows.map((row) => row.id));
}

/** Why the others could not be used. A row that is gone expired long ago: its token is still known. */
export async function readUsed(tx: Tx, programId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = (await tx.query('SELECT id FROM submissions WHERE program_id = $1 AND id = ANY($2) AND used_at IS NOT NULL', [programId, ids])) as { id: string }[];
  return new Set(rows.map((row) => row.id));
}

/** First links under the codes that were reserved at sign-up; who has a first link keeps it. @returns member → code of their first link */
export async function openLinks(tx: Tx, programId: string, confirming: readonly Confirming[], at: Date): Promise<Map<string, string>> {
  await tx.query(
    `INSERT INTO links (program_id, id, member_id, code, channel, created_at)
     SELECT $1, c.link_id, n.member_id, c.code, $4, $5 FROM unnest($2::uuid[], $3::text[]) AS n (member_id, code)
     JOIN link_codes c ON c.code = n.code AND c.program_id = $1
     ORDER BY n.member_id, c.code ON CONFLICT DO NOTHING`,
    [programId, confirming.map((c) => c.memberId), confirming.map((c) => c.submission.linkCode), FIRST_CHANNEL, at]);
  const rows = (await tx.query(
    `SELECT DISTINCT ON (member_id) member_id, code FROM links WHERE program_id = $1 AND member_id = ANY($2)
     ORDER BY member_id, (channel = $3) DESC, created_at, id`, [programId, confirming.map((c) => c.memberId), FIRST_CHANNEL])) as { member_id: string; code: string }[];
  return new Map(rows.map((row) => [row.member_id, row.code]));
}

/** The browsers these members signed up in: whoever signs up from one of them later may be the member. */
export async function rememberBrowsers(tx: Tx, programId: string, confirming: readonly Confirming[], at: Date): Promise<void> {
  const seen = confirming.filter((c) => c.submission.visitorHash !== null);
  if (seen.length === 0) return;
  await tx.query(
    `INSERT INTO browsers (program_id, member_id, visitor_hash, seen_at)
     SELECT DISTINCT $1::uuid, member_id, hash, $4::timestamptz FROM unnest($2::uuid[], $3::bytea[]) AS b (member_id, hash) ORDER BY 2, 3
     ON CONFLICT (program_id, member_id, visitor_hash) DO UPDATE SET seen_at = EXCLUDED.seen_at`,
    [programId, seen.map((c) => c.memberId), seen.map((c) => c.submission.visitorHash), at]);
}

/** `YYYY-MM-DD` where the program is. @param timeZone IANA name */
export function localDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}
