import type { Signals } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** A link that somebody was named by. */
export interface NamedLink {
  readonly linkId: string;
  readonly memberId: string;
}

/** The sign-up by which somebody joined, with what was measured then. */
export interface LateSignUp {
  readonly id: string;
  readonly email: string;
  readonly createdAt: Date;
  readonly visitorHash: Buffer | null;
  readonly signals: Signals;
}

/** Who has left can be named no more. */
const PRESENT = `NOT EXISTS (SELECT 1 FROM standings s WHERE s.program_id = $1 AND s.member_id = l.member_id AND s.standing = 'erased')`;

export async function readLinkOfCode(tx: Tx, programId: string, code: string): Promise<NamedLink | null> {
  const [row] = (await tx.query(`SELECT l.id AS "linkId", l.member_id AS "memberId" FROM links l WHERE l.program_id = $1 AND l.code = $2 AND ${PRESENT}`, [programId, code])) as NamedLink[];
  return row ?? null;
}

/** Their first link: an address names a person, and a touch is of a link. */
export async function readLinkOfMember(tx: Tx, programId: string, emailHash: Buffer): Promise<NamedLink | null> {
  const [row] = (await tx.query(
    `SELECT l.id AS "linkId", l.member_id AS "memberId" FROM identities i JOIN links l ON l.program_id = $1 AND l.member_id = i.member_id
     WHERE i.program_id = $1 AND i.email_hash = $2 AND ${PRESENT} ORDER BY l.created_at, l.id LIMIT 1`, [programId, emailHash])) as NamedLink[];
  return row ?? null;
}

/** The first sign-up of the address that no referral has come of. */
export async function readLateSignUp(tx: Tx, programId: string, identityHash: Buffer): Promise<LateSignUp | null> {
  const [row] = (await tx.query(
    `SELECT s.id, i.email, s.created_at AS "createdAt", s.visitor_hash AS "visitorHash", s.signals FROM submissions s
     JOIN identities i ON i.program_id = $1 AND i.email_hash = s.email_hash
     WHERE s.program_id = $1 AND s.email_hash = $2 AND s.used_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.program_id = $1 AND r.id = s.id)
     ORDER BY s.used_at, s.id LIMIT 1`, [programId, identityHash])) as LateSignUp[];
  return row ?? null;
}

/** From here on the sign-up is one of that link: what is counted of it, and measured of the next one, knows of this one. */
export async function creditSubmission(tx: Tx, programId: string, id: string, { linkId, memberId }: NamedLink): Promise<void> {
  await tx.query('UPDATE submissions SET referrer_id = $3, link_id = $4 WHERE program_id = $1 AND id = $2', [programId, id, memberId, linkId]);
  await tx.query('UPDATE signup_traces SET referrer_id = $3 WHERE program_id = $1 AND submission_id = $2', [programId, id, memberId]);
}
