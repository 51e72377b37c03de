import { memberReason, type ReasonCode, type Status } from '@fanfare/domain';
import { givenName, idOf, type MailDefinition, type MailModel, type MailSource, optional } from './mail-model.js';
import { gapTo, keeping, member, type MemberRow, stepTo, toldOfProgress, toMember } from './member-mails.js';

interface Reversal {
  readonly name: string | null;
  readonly reason: ReasonCode;
  readonly status: Status;
}
/** Turned down, or waiting again: a person has taken an approval back. */
const NO_LONGER: readonly Status[] = ['reversed', 'held', 'pending'];

/** Which friend no longer counts, and why in the words of members. */
function whoAndWhy({ name, reason, status }: Reversal): Record<string, string> {
  return { ...optional('hasFriend', 'friend', givenName(name)), why: memberReason(reason, status) ?? 'other' };
}

/** The one friend who made the difference to a grant when it was last moved; null where it was something else, or several at once. */
async function friendBehind(source: MailSource, { side, bookId, at }: MovedGrant, statuses: readonly Status[]): Promise<Reversal | null> {
  if (side !== 'own') return null;
  const rows = (await source.tx.query(
    `SELECT p.name, r.reason, r.status FROM referrals r LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = r.referee_id
     WHERE r.program_id = $1 AND r.member_id IN (SELECT members_of_person($1, $2)) AND r.status = ANY($4) AND r.decided_at = $3 LIMIT 2`, [source.programId, bookId, at, statuses])) as Reversal[];
  return rows.length === 1 ? rows[0]! : null;
}

/** The tier that is kept for the time being, until when, and what keeps it longer. */
async function grace(source: MailSource, row: MemberRow): Promise<Pick<MailModel, 'params' | 'untilDate' | 'gap'>> {
  const keep = row.way?.graceUntil === null ? null : await keeping(source, row);
  return { params: optional('hasGrace', 'tier', keep?.tier.name ?? null), ...(keep && { untilDate: new Date(keep.until), ...gapTo(keep) }) };
}

/** One friend, one mail: where a reward stands still because of them, that mail says it. */
async function friendReversed(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  const [friend] = (await source.tx.query(
    `SELECT p.name, r.reason, r.status,
       EXISTS (SELECT 1 FROM grants g WHERE g.program_id = $1 AND g.book_id IN (SELECT members_of_person($1, r.member_id)) AND g.side = 'own' AND g.status = 'suspended' AND g.updated_at = r.decided_at) AS stopped,
       EXISTS (SELECT 1 FROM grants g WHERE g.program_id = $1 AND g.book_id IN (SELECT members_of_person($1, r.member_id)) AND g.side = 'own' AND g.reason = 'stands' AND g.updated_at = r.decided_at) AS stands
     FROM referrals r LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = r.referee_id
     WHERE r.program_id = $1 AND r.id = $2 AND r.status = ANY($3)`, [source.programId, idOf(source, 'referralId'), NO_LONGER])) as (Reversal & { stopped: boolean; stands: boolean })[];
  if (!row || !friend || friend.stopped) return null; // or counts again by now
  const [model, kept] = [toMember(source, row, '/friends'), await grace(source, row)];
  return { ...model, ...kept, params: { ...model.params, ...kept.params, ...whoAndWhy(friend), stands: friend.stands ? 'yes' : 'no' } };
}

interface MovedGrant {
  readonly title: Record<string, string>;
  readonly side: 'own' | 'friend' | null;
  readonly bookId: string | null;
  readonly at: Date;
}

async function grantIn(source: MailSource, statuses: readonly string[]): Promise<MovedGrant | null> {
  const [grant] = (await source.tx.query(
    `SELECT r.title, g.side, g.book_id AS "bookId", g.updated_at AS at FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
     WHERE g.program_id = $1 AND g.id = $2 AND g.status = ANY($3)`, [source.programId, idOf(source, 'grantId'), statuses])) as MovedGrant[];
  return grant ?? null;
}

/** What stopped it: a friend, something else that lowered the count, or that whoever has it no longer counts as a friend. */
async function rewardSuspended(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantIn(source, ['suspended'])];
  if (!row || !grant) return null;
  const [model, kept] = [toMember(source, row, '/rewards'), await grace(source, row)];
  const friend = await friendBehind(source, grant, NO_LONGER);
  const cause = grant.side === 'friend' ? 'invited' : friend ? 'friend' : 'count';
  return { ...model, ...kept, params: { ...model.params, ...kept.params, ...whoAndWhy(friend ?? { name: null, reason: 'noted', status: 'reversed' }), cause }, title: grant.title };
}

async function rewardReinstated(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantIn(source, ['claimable', 'claimed', 'queued'])];
  if (!row || !grant) return null;
  const [model, friend] = [toMember(source, row, '/rewards'), await friendBehind(source, grant, ['qualified'])];
  const cause = grant.side === 'friend' ? 'invited' : friend ? 'friend' : 'count';
  return { ...model, params: { ...model.params, cause, ...optional('hasFriend', 'friend', givenName(friend?.name ?? null)) }, title: grant.title };
}

/** Nothing to say to who has reached it again. */
async function tierLost(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  const rulebook = await source.rulebook();
  const lost = rulebook.tiers.find(({ id }) => id === idOf(source, 'tierId'));
  const now = rulebook.tiers.find(({ id }) => id === row?.tier_id);
  if (!row || !lost?.name || (now && rulebook.tiers.indexOf(now) >= rulebook.tiers.indexOf(lost))) return null;
  const model = toMember(source, row, '');
  const step = await stepTo(source, row, lost.id);
  const missing = step !== undefined && step.remaining > 0;
  return { ...model, ...(missing && gapTo(step)), params: { ...model.params, tier: lost.name, ...optional('hasTier', 'now', now?.name ?? null), toGo: missing ? 'yes' : 'no' } };
}

/** Mails about what was taken back. */
export const REVERSAL_MAILS: readonly MailDefinition[] = [
  { topic: 'friend.reversed', name: 'friend_reversed', ...toldOfProgress, load: friendReversed },
  { topic: 'grant.suspended', name: 'reward_suspended', ...toldOfProgress, load: rewardSuspended },
  { topic: 'grant.reinstated', name: 'reward_reinstated', ...toldOfProgress, load: rewardReinstated },
  { topic: 'tier.lost', name: 'tier_lost', ...toldOfProgress, load: tierLost },
];
