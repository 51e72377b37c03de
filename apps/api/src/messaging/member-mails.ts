import { nextStep, NOTHING_YET, oneFriendTo, stepsOf, type TierStep, toKeep } from '@fanfare/domain';
import { readWay, type StandingWay } from '../ledger/index.js';
import { givenName, idOf, type MailDefinition, type MailModel, type MailSource, optional } from './mail-model.js';

/** A member that can be written to. */
export interface MemberRow {
  readonly id: string;
  readonly email: string;
  readonly email_hash: Buffer;
  readonly name: string | null;
  readonly locale: string | null;
  readonly code: string | null;
  readonly qualified: number | null;
  readonly tier_id: string | null;
  readonly tier_since: Date | null;
  /** Null before they have a book. */
  readonly way: StandingWay | null;
}

/** A member with their book's sums and first link; null when there is nobody to write to: erased, or suspended where that is not asked for. */
export async function member(source: MailSource, standings: readonly ('active' | 'suspended')[] = ['active']): Promise<MemberRow | null> {
  const [row] = (await source.tx.query(
    `SELECT m.id, i.email, i.email_hash, p.name, p.locale, s.qualified, s.tier_id,
       (SELECT a.since FROM awards a WHERE a.program_id = $1 AND a.member_id = m.id AND a.subject_id = s.tier_id AND a.earned_as = 'tier') AS tier_since,
       (SELECT l.code FROM links l WHERE l.program_id = $1 AND l.member_id = m.id ORDER BY l.created_at, l.id LIMIT 1) AS code
     FROM members m
     JOIN identities i ON i.program_id = $1 AND i.member_id = m.id
     LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.id
     LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = m.id
     WHERE m.program_id = $1 AND m.id = $2 AND coalesce(s.standing, 'active') = ANY($3)
     ORDER BY i.created_at, i.id LIMIT 1`, [source.programId, idOf(source, 'memberId'), standings])) as Omit<MemberRow, 'way'>[];
  return row ? { ...row, way: await readWay(source.tx, source.programId, row.id) } : null;
}

/** @param page of the member's own pages: `''` or `/rewards` */
export function toMember(source: MailSource, row: MemberRow, page: string): Pick<MailModel, 'to' | 'toHash' | 'locale' | 'actionUrl' | 'unsubscribeSubject'> & { params: Record<string, string | number> } {
  return {
    to: row.email, toHash: row.email_hash, locale: row.locale,
    params: {
      ...optional('hasName', 'name', givenName(row.name)),
      total: row.qualified ?? 0,
      link: row.code ? `${source.publicUrl}/r/${row.code}` : `${source.publicUrl}/me/${source.brand.slug}`,
    },
    actionUrl: `${source.publicUrl}/me/${source.brand.slug}${page}`,
    unsubscribeSubject: row.id,
  };
}

/** What a step still asks for, as the texts name it: `gap`. */
export function gapTo({ tier, remaining }: TierStep): Required<Pick<MailModel, 'gap'>> {
  return { gap: { measure: tier.measure, count: remaining } };
}

/** A tier as it stands before one member, by their rules and sums at the time of the mail. */
export async function stepTo(source: MailSource, { way }: MemberRow, tierId: string): Promise<TierStep | undefined> {
  return way ? stepsOf(way, await source.rulebook(), source.at.getTime()).find(({ tier }) => tier.id === tierId) : undefined;
}

/** What keeps their tier, where that is in question. */
export async function keeping(source: MailSource, { way }: MemberRow): Promise<ReturnType<typeof toKeep>> {
  return way && toKeep(way, await source.rulebook(), source.at.getTime(), way.graceUntil);
}

async function next(source: MailSource, { way }: MemberRow): Promise<TierStep | null> {
  return nextStep(way ?? NOTHING_YET, await source.rulebook(), source.at.getTime());
}

/** What to go for: to keep their tier, where that is in question, else the next one. */
async function goal(source: MailSource, row: MemberRow): Promise<Pick<MailModel, 'gap' | 'untilDate'> & { readonly params: Record<string, string> }> {
  const keep = await keeping(source, row);
  const step = keep ?? (await next(source, row));
  return {
    params: { ...optional('hasTier', 'tier', step?.tier.name ?? null), keeps: keep ? 'yes' : 'no', per: step?.tier.per ?? 'life' },
    ...(step && gapTo(step)), ...(keep && { untilDate: new Date(keep.until) }),
  };
}

async function welcome(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  if (!row) return null;
  const [model, ahead] = [toMember(source, row, ''), await goal(source, row)];
  return { ...model, ...ahead, params: { ...model.params, ...ahead.params } };
}

interface FriendRow {
  readonly name: string | null;
  readonly decided_at: Date;
  /** Has counted before, and was reversed. */
  readonly again: boolean;
  /** A reward goes on because of them. */
  readonly resumed: boolean;
}

async function friendCounted(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  if (!row) return null;
  const [friend] = (await source.tx.query(
    `SELECT p.name, r.decided_at,
       EXISTS (SELECT 1 FROM ledger_entries e WHERE e.program_id = $1 AND e.member_id = r.member_id AND e.referral_id = r.id AND e.measure = 'qualified' AND e.delta < 0) AS again,
       EXISTS (SELECT 1 FROM grants g WHERE g.program_id = $1 AND g.book_id = r.member_id AND g.side = 'own' AND g.updated_at = r.decided_at AND g.status IN ('claimable', 'claimed', 'queued')) AS resumed
     FROM referrals r LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = r.referee_id
     WHERE r.program_id = $1 AND r.id = $2 AND r.status = 'qualified'
       AND NOT EXISTS (SELECT 1 FROM appeals a WHERE a.program_id = $1 AND a.referral_id = r.id AND a.status = 'overturned' AND a.answered_at = r.decided_at)`, [source.programId, idOf(source, 'referralId')])) as FriendRow[];
  if (!friend) return null; // reversed meanwhile, or the answer to an appeal says so
  // One friend, one mail: the one that says a tier was reached, is one friend away, or that a reward goes on, says this too.
  const isOneToGo = row.way && oneFriendTo(row.way, await source.rulebook(), source.at.getTime())?.name !== undefined;
  if ((friend.again && friend.resumed) || isOneToGo || row.tier_since?.getTime() === friend.decided_at.getTime()) return null;
  const [model, ahead] = [toMember(source, row, ''), await goal(source, row)];
  return { ...model, ...ahead, params: { ...model.params, ...ahead.params, again: friend.again ? 'yes' : 'no', ...optional('hasFriend', 'friend', givenName(friend.name)) } };
}

/** The tier an event is about, where it has a name, and what the member has of what it asks for. */
async function tierOf(source: MailSource, row: MemberRow): Promise<{ readonly params: Record<string, string | number> } | null> {
  const step = await stepTo(source, row, idOf(source, 'tierId'));
  return step?.tier.name ? { params: { tier: step.tier.name, sum: step.sum, by: step.tier.measure === 'points' ? 'points' : step.tier.per } } : null;
}

async function oneToGo(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  const tier = row && (await tierOf(source, row));
  if (!row || !tier) return null;
  const model = toMember(source, row, '');
  return { ...model, params: { ...model.params, ...tier.params } };
}

/** What a person has changed in a count. */
export function correction({ measure, delta, reason }: { measure: string; delta: number; reason: string }): Record<'measure' | 'count' | 'because', string | number> {
  return { measure, count: Math.abs(delta), because: reason === 'adjust.goodwill' ? 'goodwill' : 'correction' };
}

/** Whether it was a person who brought them to the tier that they are in, and with how much. */
async function broughtBy(source: MailSource, row: MemberRow): Promise<Record<string, string | number>> {
  const [entry] = (await source.tx.query(
    `SELECT measure, delta, reason FROM ledger_entries WHERE program_id = $1 AND member_id = $2 AND effective_at = $3 AND delta > 0 AND reason IN ('adjust.correction', 'adjust.goodwill') ORDER BY seq LIMIT 1`,
    [source.programId, row.id, row.tier_since])) as { measure: string; delta: number; reason: string }[];
  return { corrected: entry ? 'yes' : 'no', ...correction(entry ?? { measure: '', delta: 0, reason: '' }) };
}

async function tierReached(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  const tier = row && (await tierOf(source, row));
  if (!row || !tier) return null;
  const [model, above] = [toMember(source, row, ''), await next(source, row)];
  return { ...model, ...(above && gapTo(above)), params: { ...model.params, ...tier.params, ...(await broughtBy(source, row)), ...optional('hasNextTier', 'nextTier', above?.tier.name ?? null) } };
}

/** What all mails to members have in common. */
export const told = { template: 'letter', class: 'once', because: 'member' } as const;

/** Those about how far they are, or what it brought. */
export const toldOfProgress = { ...told, personalPage: true } as const;

/** Mails about what happened in a member's book. */
export const MEMBER_MAILS: readonly MailDefinition[] = [
  { topic: 'member.joined', name: 'welcome', ...told, load: welcome },
  { topic: 'friend.counted', name: 'friend_counted', ...toldOfProgress, load: friendCounted },
  { topic: 'one_to_go', name: 'one_to_go', ...toldOfProgress, load: oneToGo },
  { topic: 'tier.reached', name: 'tier_reached', ...toldOfProgress, load: tierReached },
];
