import type { WebhookTopic } from '@fanfare/contracts';
import { z } from 'zod';
import type { Tx } from '../../platform/database/transactions.js';
import { describeWebhook } from '../../platform/openapi.js';
import type { RelayedEvent } from '../../platform/outbox/subscribers.js';
import type { Rulebooks } from '../../programs/index.js';

const id = z.uuid();
const at = z.iso.datetime();

/** What each topic tells: ids and what was decided, nobody's name or address. */
export const EVENT_DATA = {
  'member.joined': z.object({ memberId: id, joinedAt: at, referralId: id.nullable().meta({ description: 'Of the referral that brought them' }), referrerId: id.nullable() }),
  'referral.qualified': z.object({ referralId: id, referrerId: id, refereeId: id, confirmedAt: at }),
  'referral.reversed': z.object({ referralId: id, referrerId: id, refereeId: id, confirmedAt: at, reason: z.string().meta({ description: 'Where the referral stands now: refunded, refunded_in_part, unsubscribed, a review …' }) }),
  'tier.reached': z.object({ memberId: id, tierId: id, tierName: z.string().nullable() }),
  'grant.created': z.object({ grantId: id, memberId: id, rewardId: id, rewardKind: z.string(), milestoneId: id.nullable().meta({ description: 'Null: granted by hand' }), status: z.string() }),
  'shop.bought': z.object({ grantId: id, memberId: id, rewardId: id, rewardKind: z.string(), points: z.int() }),
  'shop.given_back': z.object({ grantId: id, memberId: id, rewardId: id, rewardKind: z.string(), points: z.int() }),
} as const satisfies Record<WebhookTopic, z.ZodObject>;
export type EventData<T extends WebhookTopic = WebhookTopic> = z.infer<(typeof EVENT_DATA)[T]>;

const SUMMARY: Record<WebhookTopic, string> = {
  'member.joined': 'Somebody has joined',
  'referral.qualified': 'A friend counts from now on',
  'referral.reversed': 'A friend who counted does so no longer',
  'tier.reached': 'A member has reached a tier',
  'grant.created': 'A reward was granted',
  'shop.bought': 'A member has bought something for points',
  'shop.given_back': 'The points of an order went back to its member',
};
const SIGNED = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({ name, in: 'header', required: true, schema: { type: 'string' } }));

for (const [topic, data] of Object.entries(EVENT_DATA)) {
  describeWebhook(topic, {
    summary: SUMMARY[topic as WebhookTopic],
    description: 'Signed as Standard Webhooks say. Arrives at least once, under the same webhook-id each time, in no order. Any 2xx within ten seconds takes it; otherwise it is tried for three days.',
    parameters: SIGNED,
    requestBody: { required: true, content: { 'application/json': { schema: z.toJSONSchema(z.object({ type: z.literal(topic), timestamp: at, data }), { target: 'openapi-3.0' }) } } },
    responses: { '2XX': { description: 'Taken' }, 410: { description: 'Gone: nothing is sent there any more' } },
  });
}

interface Source {
  readonly tx: Tx;
  readonly programId: string;
  readonly payload: RelayedEvent['payload'];
  readonly rulebooks: Rulebooks;
  readonly at: Date;
}

/** Reads what an event is about. Null: it is gone. */
const LOADERS: { readonly [T in WebhookTopic]: (source: Source) => Promise<EventData<T> | null> } = {
  'member.joined': async ({ tx, programId, payload }) => {
    const [row] = (await tx.query(
      `SELECT m.id AS "memberId", m.joined_at AS "joinedAt", r.id AS "referralId", r.member_id AS "referrerId" FROM members m
       LEFT JOIN referrals r ON r.program_id = $1 AND r.referee_id = m.id AND r.state->>'claim' = 'won'
       WHERE m.program_id = $1 AND m.id = $2`, [programId, payload['memberId']])) as { memberId: string; joinedAt: Date; referralId: string | null; referrerId: string | null }[];
    return row ? { ...row, joinedAt: row.joinedAt.toISOString() } : null;
  },
  'referral.qualified': async (source) => {
    const row = await referral(source);
    if (!row) return null;
    const { reason: _, ...told } = row;
    return told;
  },
  'referral.reversed': referral,
  'tier.reached': async ({ tx, programId, payload, rulebooks, at: now }) => {
    const [memberId, tierId] = [String(payload['memberId']), String(payload['tierId'])];
    const { tiers } = await rulebooks.inForce(tx, programId, now);
    return { memberId, tierId, tierName: tiers.find((tier) => tier.id === tierId)?.name ?? null };
  },
  'grant.created': async ({ tx, programId, payload }) => {
    const [row] = (await tx.query(
      `SELECT g.id AS "grantId", g.beneficiary_id AS "memberId", g.reward_id AS "rewardId", r.kind AS "rewardKind", g.subject_id AS "milestoneId", g.status FROM grants g
       JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id WHERE g.program_id = $1 AND g.id = $2`, [programId, payload['grantId']])) as EventData<'grant.created'>[];
    return row ?? null;
  },
  'shop.bought': order,
  'shop.given_back': order,
};

async function order({ tx, programId, payload }: Source): Promise<EventData<'shop.bought'> | null> {
  const [row] = (await tx.query(
    `SELECT g.id AS "grantId", g.beneficiary_id AS "memberId", g.reward_id AS "rewardId", r.kind AS "rewardKind", g.points FROM grants g
     JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id WHERE g.program_id = $1 AND g.id = $2`, [programId, payload['grantId']])) as EventData<'shop.bought'>[];
  return row ?? null;
}

async function referral({ tx, programId, payload }: Source): Promise<EventData<'referral.reversed'> | null> {
  const [row] = (await tx.query(
    `SELECT id AS "referralId", member_id AS "referrerId", referee_id AS "refereeId", confirmed_at AS "confirmedAt", reason FROM referrals WHERE program_id = $1 AND id = $2`,
    [programId, payload['referralId']])) as { referralId: string; referrerId: string; refereeId: string; confirmedAt: Date; reason: string }[];
  return row ? { ...row, confirmedAt: row.confirmedAt.toISOString() } : null;
}

export function loadEventData(topic: WebhookTopic, source: Source): Promise<EventData | null> {
  return LOADERS[topic](source);
}
