import type { Tx } from '../platform/database/transactions.js';
import type { OutboxEvent } from '../platform/outbox/outbox.js';

interface Invited { readonly eventId: string; readonly memberId: string }

const INSERT = 'INSERT INTO invitations (program_id, event_id, member_id, status, guests, invited_at, check_ins)';
const KEPT = 'ON CONFLICT (program_id, event_id, member_id) DO NOTHING RETURNING event_id AS "eventId", member_id AS "memberId"';

/** Invites whoever is in a tier the event asks for. Who is invited already stays as they are. Behind the event's lock. */
export async function inviteTiers(tx: Tx, programId: string, eventId: string, at: Date): Promise<OutboxEvent[]> {
  return announced((await tx.query(
    `${INSERT} SELECT $1, e.id, s.member_id, 'invited', 0, $3, 0
     FROM events e JOIN standings s ON s.program_id = $1 AND s.tier_id = ANY(e.invited_tier_ids) AND s.standing = 'active'
     WHERE e.program_id = $1 AND e.id = $2 ${KEPT}`,
    [programId, eventId, at])) as Invited[]);
}

/** Invites members by hand. */
export async function inviteMembers(tx: Tx, programId: string, eventId: string, memberIds: readonly string[], at: Date): Promise<OutboxEvent[]> {
  return announced((await tx.query(
    `${INSERT} SELECT $1, $2, member_id, 'invited', 0, $4, 0 FROM unnest($3::uuid[]) AS m (member_id) ${KEPT}`,
    [programId, eventId, memberIds, at])) as Invited[]);
}

/** A member who has reached a tier. */
export interface Promotion { readonly memberId: string; readonly tierId: string }

/**
 * Invites the newly promoted to every published event to come that asks for their tier. Drafts are held as well: an event
 * that is being published right now either sees these promotions or is waited for here, and then seen.
 */
export async function invitePromoted(tx: Tx, programId: string, promotions: readonly Promotion[], at: Date): Promise<OutboxEvent[]> {
  if (promotions.length === 0) return [];
  const events = (await tx.query(
    `SELECT id FROM events WHERE program_id = $1 AND status <> 'cancelled' AND starts_at > $2 ORDER BY id FOR KEY SHARE`, [programId, at])) as { id: string }[];
  if (events.length === 0) return [];
  return announced((await tx.query(
    `${INSERT} SELECT DISTINCT $1::uuid, e.id, p.member_id, 'invited', 0, $5::timestamptz, 0
     FROM unnest($2::uuid[], $3::uuid[]) AS p (member_id, tier_id)
     JOIN events e ON e.program_id = $1 AND e.id = ANY($4) AND e.status = 'published' AND e.starts_at > $5 AND p.tier_id = ANY(e.invited_tier_ids) ${KEPT}`,
    [programId, promotions.map((p) => p.memberId), promotions.map((p) => p.tierId), events.map((e) => e.id), at])) as Invited[]);
}

function announced(invited: readonly Invited[]): OutboxEvent[] {
  return invited.map((one) => ({ topic: 'invitation.created', payload: { ...one } }));
}
