import { carrierName, trackingUrl } from '@fanfare/domain';
import { idOf, type MailDefinition, type MailModel, type MailSource, optional } from './mail-model.js';
import { member, toldOfProgress, toMember } from './member-mails.js';

interface GrantRow {
  readonly status: string;
  readonly reason: string | null;
  readonly carrier: string | null;
  readonly tracking: string | null;
  readonly title: Record<string, string>;
  readonly needs_address: boolean;
  readonly has_variants: boolean;
  readonly kind: string;
  readonly claim_by: Date | null;
  /** It was bought, and the points are back: that is told instead. */
  readonly points_back: boolean;
}
const TAKEN_BACK = new Set(['suspended', 'revoked', 'expired']);

async function grantOf(source: MailSource): Promise<GrantRow | null> {
  const [grant] = (await source.tx.query(
    `SELECT g.status, g.reason, g.carrier, g.tracking, g.claim_by, r.title, r.needs_address, r.kind, g.points IS NOT NULL AND EXISTS (SELECT 1 FROM facts f WHERE f.program_id = $1 AND f.key = 'giveback:' || g.id) AS points_back,
       EXISTS (SELECT 1 FROM reward_variants v WHERE v.program_id = $1 AND v.reward_id = r.id AND v.retired_at IS NULL) AS has_variants
     FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
     WHERE g.program_id = $1 AND g.id = $2`, [source.programId, idOf(source, 'grantId')])) as GrantRow[];
  return grant ?? null;
}

async function granted(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantOf(source)];
  if (!row || !grant || TAKEN_BACK.has(grant.status)) return null;
  const model = toMember(source, row, '/rewards');
  const looked = grant.status === 'granted' || grant.status === 'on_hold';
  const waits = looked || grant.status === 'queued';
  return {
    ...model,
    params: {
      ...model.params,
      waits: looked ? 'look' : waits ? 'yes' : 'no',
      needsClaim: !waits && (grant.needs_address || grant.has_variants) ? 'yes' : 'no',
    },
    title: grant.title,
  };
}

/** A parcel that has arrived, or come back, before the mail was sent is not on its way any more. */
async function shipped(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantOf(source)];
  if (!row || grant?.status !== 'shipped') return null;
  const model = toMember(source, row, '/rewards');
  const url = trackingUrl(grant.carrier, grant.tracking);
  const told = grant.tracking && [grant.carrier && carrierName(grant.carrier), grant.tracking].filter(Boolean).join(' ');
  return { ...model, params: { ...model.params, ...optional('hasTracking', 'tracking', told), hasPage: url ? 'yes' : 'no' }, actionUrl: url ?? model.actionUrl, title: grant.title };
}

/** What came without a parcel. Nothing to say of what was taken back since. */
async function arrived(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantOf(source)];
  if (!row || grant?.status !== 'fulfilled') return null;
  const model = toMember(source, row, '/rewards');
  return { ...model, params: { ...model.params, kind: grant.kind }, title: grant.title };
}

/** Nothing to say once it is packed again. */
async function returned(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantOf(source)];
  if (!row || grant?.status !== 'returned') return null;
  const model = toMember(source, row, '/rewards');
  return { ...model, params: { ...model.params, why: grant.reason ?? 'unknown' }, title: grant.title };
}

/** Said only while it is still so. */
function whileIn(...statuses: readonly string[]) {
  return async (source: MailSource): Promise<MailModel | null> => {
    const [row, grant] = [await member(source), await grantOf(source)];
    if (!row || !grant || grant.points_back || !statuses.includes(grant.status)) return null;
    return { ...toMember(source, row, '/rewards'), title: grant.title };
  };
}

/** How long it can still be claimed. */
async function expiring(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantOf(source)];
  if (!row || grant?.status !== 'claimable' || !grant.claim_by || grant.claim_by <= source.at) return null;
  return { ...toMember(source, row, '/rewards'), title: grant.title, untilDate: grant.claim_by };
}

/** Money that its member has not told where to pay, while that is so. */
async function payoutAwaited(source: MailSource): Promise<MailModel | null> {
  const model = await whileIn('claimed')(source);
  const [waits] = (await source.tx.query(
    `SELECT 1 FROM reward_steps WHERE program_id = $1 AND grant_id = $2 AND status = 'waiting' AND waits_for = 'member'`, [source.programId, idOf(source, 'grantId')])) as unknown[];
  return waits ? model : null;
}

/** Mails about a reward on its way to a member. */
export const REWARD_MAILS: readonly MailDefinition[] = [
  { topic: 'grant.created', name: 'reward_granted', ...toldOfProgress, load: granted },
  // Nothing to say to who has claimed it meanwhile, or to whom it was taken from.
  { topic: 'grant.served', name: 'reward_served', ...toldOfProgress, load: whileIn('claimable') },
  { topic: 'grant.reminder', name: 'reward_reminder', ...toldOfProgress, load: whileIn('claimable') },
  { topic: 'grant.arrived', name: 'reward_arrived', ...toldOfProgress, load: arrived },
  { topic: 'grant.expiring', name: 'reward_expiring', ...toldOfProgress, load: expiring },
  { topic: 'grant.expired', name: 'reward_expired', ...toldOfProgress, load: whileIn('expired') },
  { topic: 'grant.payout_awaited', name: 'payout_awaited', ...toldOfProgress, load: payoutAwaited },
  { topic: 'grant.shipped', name: 'reward_shipped', ...toldOfProgress, load: shipped },
  { topic: 'grant.returned', name: 'reward_returned', ...toldOfProgress, load: returned },
  { topic: 'grant.revoked', name: 'reward_revoked', ...toldOfProgress, load: whileIn('revoked') },
];
