import { type Rulebook, thresholdFor, type Tier } from '@fanfare/domain';
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
  readonly cohort: string | null;
}

/** A member with their book's sums and first link; null when there is nobody to write to (erased, suspended). */
export async function member(source: MailSource): Promise<MemberRow | null> {
  const [row] = (await source.tx.query(
    `SELECT m.id, i.email, i.email_hash, p.name, p.locale, s.qualified, s.cohort, s.tier_id,
       (SELECT a.since FROM awards a WHERE a.program_id = $1 AND a.member_id = m.id AND a.subject_id = s.tier_id AND a.earned_as = 'tier') AS tier_since,
       (SELECT l.code FROM links l WHERE l.program_id = $1 AND l.member_id = m.id ORDER BY l.created_at, l.id LIMIT 1) AS code
     FROM members m
     JOIN identities i ON i.program_id = $1 AND i.member_id = m.id
     LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.id
     LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = m.id
     WHERE m.program_id = $1 AND m.id = $2 AND coalesce(s.standing, 'active') = 'active'
     ORDER BY i.created_at, i.id LIMIT 1`, [source.programId, idOf(source, 'memberId')])) as MemberRow[];
  return row ?? null;
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

/** The first tier above a count of friends, and how many are missing. Tiers by points say nothing about friends. */
function nextTier(rulebook: Rulebook, qualified: number, cohort: string | null): { name: string; missing: number } | null {
  for (const tier of rulebook.tiers) {
    const missing = thresholdFor(tier.at, cohort) - qualified;
    if (tier.measure === 'qualified' && tier.name && missing > 0) return { name: tier.name, missing };
  }
  return null;
}

/** Friends missing to a tier for life; 0 where it asks for something else. */
export function friendsMissing(tier: Tier, row: MemberRow): number {
  return tier.measure === 'qualified' && tier.per === 'life' ? Math.max(0, thresholdFor(tier.at, row.cohort) - (row.qualified ?? 0)) : 0;
}

async function welcome(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  if (!row) return null;
  const next = nextTier(await source.rulebook(), row.qualified ?? 0, row.cohort);
  const model = toMember(source, row, '');
  return { ...model, params: { ...model.params, ...optional('hasTier', 'tier', next?.name ?? null) }, missingFriends: next?.missing ?? 0 };
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
  const next = nextTier(await source.rulebook(), row.qualified ?? 0, row.cohort);
  // One friend, one mail: the one that says a tier was reached, is one friend away, or that a reward goes on, says this too.
  if ((friend.again && friend.resumed) || next?.missing === 1 || row.tier_since?.getTime() === friend.decided_at.getTime()) return null;
  const model = toMember(source, row, '');
  return {
    ...model,
    params: { ...model.params, again: friend.again ? 'yes' : 'no', ...optional('hasFriend', 'friend', givenName(friend.name)), ...optional('hasTier', 'tier', next?.name ?? null) },
    missingFriends: next?.missing ?? 0,
  };
}

async function tierOf(source: MailSource): Promise<Tier | undefined> {
  const id = idOf(source, 'tierId');
  return (await source.rulebook()).tiers.find((tier) => tier.id === id);
}

async function oneToGo(source: MailSource): Promise<MailModel | null> {
  const [row, tier] = [await member(source), await tierOf(source)];
  if (!row || !tier?.name) return null;
  const model = toMember(source, row, '');
  return { ...model, params: { ...model.params, tier: tier.name } };
}

async function tierReached(source: MailSource): Promise<MailModel | null> {
  const [row, tier] = [await member(source), await tierOf(source)];
  if (!row || !tier?.name) return null;
  const next = nextTier(await source.rulebook(), row.qualified ?? 0, row.cohort);
  const model = toMember(source, row, '');
  return {
    ...model,
    params: { ...model.params, tier: tier.name, ...optional('hasNextTier', 'nextTier', next?.name ?? null) },
    missingFriends: next?.missing ?? 0,
  };
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
