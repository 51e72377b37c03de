import { carrierName, trackingUrl } from '@fanfare/domain';
import { idOf, type MailDefinition, type MailModel, type MailSource, optional } from './mail-model.js';
import { member, toldOfProgress, toMember } from './member-mails.js';

interface GrantRow {
  readonly status: string;
  readonly reason: string | null;
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
    `SELECT g.status, g.reason, g.claim_by, r.title, r.needs_address, r.kind, g.points IS NOT NULL AND EXISTS (SELECT 1 FROM facts f WHERE f.program_id = $1 AND f.key = 'giveback:' || g.id) AS points_back,
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

/** What is in a parcel, and what of the same rewards is not. */
interface ParcelRow {
  readonly status: string;
  readonly carrier: string | null;
  readonly tracking: string | null;
  readonly reason: string | null;
  readonly waits: boolean;
  /** Of another time that it left, or this was not the last. */
  readonly told: boolean;
  readonly titles: readonly Record<string, string>[];
  readonly pieces: readonly string[];
  readonly rest: readonly string[];
}

/** Told before parcels were things of their own, it names the grant, whose id its parcel has. */
async function parcelOf(source: MailSource): Promise<ParcelRow | null> {
  const [parcel] = (await source.tx.query(
    `SELECT p.status, p.carrier, p.tracking, p.return_reason AS reason, held.*, missing.rest,
       coalesce(p.shipped_at <> $3::text::timestamptz, false) OR EXISTS (SELECT 1 FROM deliveries d WHERE d.program_id = $1 AND d.template = 'reward_shipped' AND d.status = ANY('{sent,attempting,unknown}')
         AND d.payload->>'parcelId' = p.id::text AND d.payload->>'shippedAt' <> $3::text) AS told FROM parcels p CROSS JOIN LATERAL (
       SELECT bool_or(g.status = 'returned' AND NOT l.replaced) AS waits, jsonb_agg(r.title ORDER BY g.awarded_at, g.id) FILTER (WHERE l.piece = first.piece) AS titles,
         coalesce(jsonb_agg(g.contents[l.piece] ORDER BY g.awarded_at, g.id, l.piece) FILTER (WHERE g.contents[l.piece] IS NOT NULL), '[]') AS pieces
       FROM parcel_lines l JOIN grants g ON g.program_id = $1 AND g.id = l.grant_id JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
         JOIN LATERAL (SELECT min(o.piece) AS piece FROM parcel_lines o WHERE o.program_id = $1 AND o.parcel_id = p.id AND o.grant_id = g.id) AS first ON true
       WHERE l.program_id = $1 AND l.parcel_id = p.id) AS held
     CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_agg(c.name ORDER BY g.awarded_at, g.id, c.piece), '[]') AS rest
       FROM grants g CROSS JOIN LATERAL unnest(g.contents) WITH ORDINALITY AS c (name, piece)
       WHERE g.program_id = $1 AND g.id IN (SELECT l.grant_id FROM parcel_lines l WHERE l.program_id = $1 AND l.parcel_id = p.id)
         AND NOT EXISTS (SELECT 1 FROM parcel_lines l JOIN parcels o ON o.program_id = $1 AND o.id = l.parcel_id
           WHERE l.program_id = $1 AND l.grant_id = g.id AND l.piece = c.piece AND NOT l.replaced AND o.status IN ('shipped', 'delivered'))) AS missing
     WHERE p.program_id = $1 AND p.id = $2`, [source.programId, idOf(source, source.payload['parcelId'] === undefined ? 'grantId' : 'parcelId'), source.payload['shippedAt'] ?? null])) as ParcelRow[];
  return parcel ?? null;
}

/** `Welcome box, Cap` in each language that all of them have; in that of the first where they have none in common. */
function together(titles: readonly Record<string, string>[]): Record<string, string> {
  const [first = {}] = titles;
  const common = Object.keys(first).filter((locale) => titles.every((title) => title[locale]));
  const inAny = (title: Record<string, string>) => Object.values(title)[0] ?? '';
  if (common.length === 0) return Object.fromEntries(Object.keys(first).slice(0, 1).map((locale) => [locale, titles.map(inAny).join(', ')]));
  return Object.fromEntries(common.map((locale) => [locale, titles.map((title) => title[locale]).join(', ')]));
}

/**
 * A parcel that has arrived, or come back, before the mail was sent is not on its way any more. Of one that left again because
 * the first time was a slip of the hand, its member hears once.
 */
async function shipped(source: MailSource): Promise<MailModel | null> {
  const [row, parcel] = [await member(source), await parcelOf(source)];
  if (!row || parcel?.status !== 'shipped' || parcel.told) return null;
  const model = toMember(source, row, '/rewards');
  const url = trackingUrl(parcel.carrier, parcel.tracking);
  const told = parcel.tracking && [parcel.carrier && carrierName(parcel.carrier), parcel.tracking].filter(Boolean).join(' ');
  const inside = optional('hasPieces', 'pieces', parcel.pieces.join(', ') || null);
  const follows = optional('hasRest', 'rest', parcel.rest.join(', ') || null);
  return { ...model, params: { ...model.params, ...optional('hasTracking', 'tracking', told), ...inside, ...follows, hasPage: url ? 'yes' : 'no' }, actionUrl: url ?? model.actionUrl, title: together(parcel.titles) };
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
  const [row, parcel] = [await member(source), await parcelOf(source)];
  if (!row || !parcel?.waits) return null;
  const model = toMember(source, row, '/rewards');
  return { ...model, params: { ...model.params, why: `returned_${parcel.reason}` }, title: together(parcel.titles) };
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
