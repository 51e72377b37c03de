import { idOf, type MailDefinition, type MailModel, type MailSource } from './mail-model.js';
import { member, toldOfProgress, toMember } from './member-mails.js';

interface OrderRow {
  readonly points: number;
  readonly status: string;
  readonly title: Record<string, string>;
  readonly sent: boolean;
  readonly balance: number;
}

async function orderOf(source: MailSource, memberId: string): Promise<OrderRow | null> {
  const [order] = (await source.tx.query(
    `SELECT g.points, g.status, r.title, r.needs_address AS sent, coalesce((SELECT s.points - s.spent FROM standings s WHERE s.program_id = $1 AND s.member_id = $3), 0) AS balance
     FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id WHERE g.program_id = $1 AND g.id = $2 AND g.points IS NOT NULL`,
    [source.programId, idOf(source, 'grantId'), memberId])) as OrderRow[];
  return order ?? null;
}

/** Nothing to say of an order that was taken back meanwhile. */
async function placed(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  const order = row && (await orderOf(source, row.id));
  if (!order || order.status === 'revoked') return null;
  const model = toMember(source, row, '/rewards');
  return { ...model, params: { ...model.params, points: order.points, balance: order.balance, isSent: order.sent ? 'yes' : 'no' }, title: order.title };
}

const WHY: ReadonlyMap<unknown, string> = new Map([['shop.cancelled', 'cancelled'], ['shop.returned', 'returned']]);

async function givenBack(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  const order = row && (await orderOf(source, row.id));
  if (!order) return null;
  const model = toMember(source, row, '/rewards/shop');
  return { ...model, params: { ...model.params, points: order.points, balance: order.balance, why: WHY.get(source.payload['reason']) ?? 'revoked' }, title: order.title };
}

/** Mails about what is bought for points. What follows, parcels and all, is told as of any reward. */
export const SHOP_MAILS: readonly MailDefinition[] = [
  { topic: 'shop.bought', name: 'order_placed', ...toldOfProgress, load: placed },
  { topic: 'shop.given_back', name: 'points_given_back', ...toldOfProgress, load: givenBack },
];
