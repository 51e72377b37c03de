import { Injectable } from '@nestjs/common';
import { type Arrival, askedUntil, type Id, type Instant, type InviterRefusal, refuseInviter } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { Rulebooks } from '../programs/index.js';
import { lockStandings, readStandings, survivor } from './book-lock.js';

/** Whether somebody may be credited, and by which of their addresses the one who names them is known. */
export interface Asked {
  readonly refusal: InviterRefusal | null;
  readonly identityHash: Buffer;
}

interface Known {
  readonly arrival: Arrival;
  readonly person: readonly Id[];
  readonly identityHash: Buffer;
}

/** "Who invited you?", asked of somebody who joined without a referrer. What they answer is `claimed` by `Ledger.apply`. */
@Injectable()
export class Inviters {
  constructor(private readonly rulebooks: Rulebooks) {}

  /** Until when the member is asked; null: not, or not any more. */
  async askedUntil(tx: Tx, programId: Id, memberId: Id, at: Date): Promise<Date | null> {
    const known = await readKnown(tx, programId, survivor(await readStandings(tx, programId, [memberId]), memberId));
    const until = known && askedUntil(known.arrival, await this.rulebooks.inForce(tx, programId, at));
    return until === null || until < at.getTime() ? null : new Date(until);
  }

  /**
   * May this inviter be credited? Answers wait for each other, or a circle could close between two of them, and for merges of either
   * member; so what is read here holds until the end of the transaction.
   * @param inviterId null: nobody we know was named
   */
  async ask(tx: Tx, programId: Id, memberId: Id, inviterId: Id | null, at: Date): Promise<Asked | null> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('inviters:' || $1, 0))`, [programId]);
    await lockIdentities(tx, programId, memberId);
    const standings = await lockStandings(tx, programId, [memberId, ...(inviterId ? [inviterId] : [])]);
    const known = await readKnown(tx, programId, survivor(standings, memberId));
    if (!known) return null;
    const above = inviterId ? await whoBrought(tx, programId, survivor(standings, inviterId)) : [];
    const refusal = refuseInviter(known.arrival, at.getTime(), await this.rulebooks.inForce(tx, programId, at), known.person, above);
    return { refusal, identityHash: known.identityHash };
  }

  /** They have answered, and nobody is credited: their answer is used up all the same, or it would tell who is a member. */
  async close(tx: Tx, programId: Id, identityHash: Buffer, at: Date): Promise<void> {
    await tx.query(
      `INSERT INTO identity_claims (program_id, identity_hash, source, at, named_at) VALUES ($1, $2, 'joined', $3, $3)
       ON CONFLICT (program_id, identity_hash) DO UPDATE SET named_at = EXCLUDED.named_at`, [programId, identityHash, at]);
  }
}

async function lockIdentities(tx: Tx, programId: Id, memberId: Id): Promise<void> {
  await tx.query(
    `SELECT 1 FROM identity_claims WHERE program_id = $1 AND identity_hash = ANY(ARRAY(SELECT email_hash FROM identities WHERE program_id = $1 AND member_id = $2))
     ORDER BY identity_hash FOR UPDATE`, [programId, memberId]);
}

/** By every address of every member that is the same person; null where there is none. @param memberId the one who stays, if they were merged */
async function readKnown(tx: Tx, programId: Id, memberId: Id): Promise<Known | null> {
  const [row] = (await tx.query(
    `SELECT ARRAY(SELECT members_of_person($1, $2)) AS person, (extract(epoch FROM least(min(m.joined_at), min(c.at))) * 1000)::float8 AS "joinedAt",
       coalesce(bool_or(c.source = 'imported'), false) AS imported,
       coalesce(bool_or(c.referral_id IS NOT NULL OR c.named_at IS NOT NULL), false)
         OR EXISTS (SELECT 1 FROM referrals r WHERE r.program_id = $1 AND r.referee_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND r.state->>'claim' = 'won') AS answered,
       (array_agg(i.email_hash ORDER BY i.member_id <> $2, c.at, i.email_hash))[1] AS "identityHash"
     FROM identities i JOIN members m ON m.program_id = $1 AND m.id = i.member_id
     LEFT JOIN identity_claims c ON c.program_id = $1 AND c.identity_hash = i.email_hash
     WHERE i.program_id = $1 AND i.member_id = ANY(ARRAY(SELECT members_of_person($1, $2)))`, [programId, memberId])) as
    [{ person: Id[]; joinedAt: Instant; imported: boolean; answered: boolean; identityHash: Buffer | null }];
  return row.identityHash && { arrival: { joinedAt: row.joinedAt, imported: row.imported, answered: row.answered }, person: row.person, identityHash: row.identityHash };
}

/** A member, who brought them, who brought those, and so on; the member first. */
async function whoBrought(tx: Tx, programId: Id, memberId: Id): Promise<Id[]> {
  const rows = (await tx.query(
    `WITH RECURSIVE above (id) AS (
       SELECT $2::uuid
       UNION SELECT r.member_id FROM above a CROSS JOIN LATERAL members_of_person($1, a.id) AS one
         JOIN referrals r ON r.program_id = $1 AND r.referee_id = one AND r.state->>'claim' = 'won')
     SELECT id FROM above ORDER BY id <> $2`, [programId, memberId])) as { id: Id }[];
  return rows.map((row) => row.id);
}
