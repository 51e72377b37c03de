import { canonicalEmail } from '@fanfare/domain';
import { KEPT } from '../members/index.js';
import { SEND_TOPIC } from './deliveries.service.js';
import { givenName, idOf, type MailDefinition, type MailModel, type MailSource, optional } from './mail-model.js';

interface SubmissionRow {
  readonly email: string | null;
  readonly email_hash: Buffer;
  readonly name: string | null;
  readonly locale: string;
  readonly used_at: Date | null;
  readonly expires_at: Date;
}

/** The sign-up's confirmation, first mail and reminder alike; nothing once it is used, expired or forgotten. */
async function confirmation(source: MailSource): Promise<MailModel | null> {
  const id = idOf(source, 'submissionId');
  const [row] = (await source.tx.query(
    `SELECT email, email_hash, name, locale, used_at, expires_at FROM submissions WHERE program_id = $1 AND id = $2`, [source.programId, id])) as SubmissionRow[];
  if (!row?.email || row.used_at || row.expires_at <= source.at) return null;
  return {
    to: row.email, toHash: row.email_hash, locale: row.locale,
    params: optional('hasName', 'name', givenName(row.name)),
    actionUrl: `${source.publicUrl}/confirm?token=${source.keys.token('confirmation', id)}`,
    unsubscribeSubject: id,
  };
}

interface ChallengeRow {
  readonly email: string;
  readonly email_hash: Buffer;
  readonly locale: string;
}

async function challenge(source: MailSource, path: string): Promise<MailModel | null> {
  const id = idOf(source, 'challengeId');
  const [row] = (await source.tx.query(
    `SELECT a.email, a.email_hash, a.locale FROM challenges c JOIN accounts a ON a.id = c.account_id
     WHERE c.id = $1 AND c.used_at IS NULL AND c.expires_at > $2`, [id, source.at])) as ChallengeRow[];
  if (!row) return null;
  const code = source.keys.code('challenge', id);
  return {
    to: row.email, toHash: row.email_hash, locale: row.locale, code,
    params: { code },
    actionUrl: `${source.publicUrl}${path}?token=${source.keys.token('challenge', id)}`,
  };
}

interface AddressChangeRow {
  readonly old_email: string;
  readonly old_hash: Buffer;
  readonly new_email: string;
  readonly new_hash: Buffer;
  readonly by_team: boolean;
  readonly undo_until: Date | null;
  readonly locale: string | null;
  readonly taken: boolean;
}

/** A wish for another address with what has become of it; `taken` is told to nobody but the owner of that address. */
async function addressChange(source: MailSource, where: string): Promise<AddressChangeRow | null> {
  const [row] = (await source.tx.query(
    `SELECT c.old_email, c.old_hash, c.new_email, c.new_hash, c.asked_by IS NOT NULL AS by_team, c.undo_until, p.locale,
       EXISTS (SELECT 1 FROM accounts a WHERE a.email_hash = c.new_hash) AS taken
     FROM address_changes c LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = c.member_id
     WHERE c.program_id = $1 AND c.id = $2 AND ${where}`, [source.programId, idOf(source, 'changeId'), source.at])) as AddressChangeRow[];
  return row ?? null;
}

const ASKED = 'c.confirmed_at IS NULL AND c.ended_at IS NULL AND c.expires_at > $3';

/** To the new address: is it yours? */
async function newAddress(source: MailSource): Promise<MailModel | null> {
  const row = await addressChange(source, ASKED);
  if (!row || row.taken) return null;
  const token = source.keys.token('address_change', idOf(source, 'changeId'));
  return { to: row.new_email, toHash: row.new_hash, locale: row.locale, params: {}, actionUrl: `${source.publicUrl}/address?token=${token}` };
}

/** To an address that has an account: nothing can come of it. The language is the program's; whose wish it was is nobody's business. */
async function takenAddress(source: MailSource): Promise<MailModel | null> {
  const row = await addressChange(source, ASKED);
  if (!row?.taken) return null;
  return { to: row.new_email, toHash: row.new_hash, locale: null, params: {}, actionUrl: `${source.publicUrl}/sign-in?program=${source.brand.slug}` };
}

/** To the old address: it has happened, and this is the way back. */
async function oldAddress(source: MailSource): Promise<MailModel | null> {
  const row = await addressChange(source, 'c.undone_at IS NULL AND c.undo_until > $3');
  if (!row?.undo_until) return null;
  const token = source.keys.token('address_undo', idOf(source, 'changeId'));
  return {
    to: row.old_email, toHash: row.old_hash, locale: row.locale, params: { byTeam: row.by_team ? 'yes' : 'no' }, untilDate: row.undo_until,
    actionUrl: `${source.publicUrl}/address/undo?token=${token}`,
  };
}

interface InvitationRow {
  readonly email: string;
  readonly role: string;
  readonly expires_at: Date;
  readonly inviter: string | null;
}

async function staffInvitation(source: MailSource): Promise<Omit<MailModel, 'toHash'> | null> {
  const id = idOf(source, 'invitationId');
  const [row] = (await source.tx.query(
    `SELECT i.email, i.role, i.expires_at, a.name AS inviter FROM staff_invitations i LEFT JOIN accounts a ON a.id = i.invited_by
     WHERE i.program_id = $1 AND i.id = $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $3`,
    [source.programId, id, source.at])) as InvitationRow[];
  if (!row) return null;
  return {
    to: row.email, locale: null,
    params: { role: row.role, inviter: givenName(row.inviter) ?? source.brand.name },
    untilDate: row.expires_at,
    actionUrl: `${source.publicUrl}/staff/invitation?token=${source.keys.token('staff_invitation', id)}`,
  };
}

interface ReceiverRow {
  readonly email: string;
  readonly email_hash: Buffer;
  readonly locale: string;
  readonly url: string;
}

/** To an owner: nothing more is sent to that address. Nothing to say once somebody has switched it on again. */
async function webhookDisabled(source: MailSource): Promise<MailModel | null> {
  const [row] = (await source.tx.query(
    `SELECT a.email, a.email_hash, a.locale, e.url FROM webhook_endpoints e JOIN account_programs p ON p.program_id = $1 AND p.account_id = $3 AND p.role = 'owner'
     JOIN accounts a ON a.id = p.account_id WHERE e.program_id = $1 AND e.id = $2 AND e.status = 'disabled'`,
    [source.programId, idOf(source, 'endpointId'), idOf(source, 'accountId')])) as ReceiverRow[];
  if (!row) return null;
  return {
    to: row.email, toHash: row.email_hash, locale: row.locale,
    params: { host: new URL(row.url).host },
    actionUrl: `${source.publicUrl}/staff/${source.brand.slug}/developers/webhooks`,
  };
}

interface DifferRow {
  readonly email: string;
  readonly email_hash: Buffer;
  readonly locale: string;
  readonly result: { readonly mismatches: number; readonly named: readonly { readonly memberId: string | null; readonly what: string; readonly stored: string; readonly expected: string }[] };
}

const DIFFERENCES_NAMED = 5;
const VALUE_CHARS = 80;

/** To an owner: the daily verification found what the facts do not say. Nothing to say once a later one found all as it should be. */
async function booksDiffer(source: MailSource): Promise<MailModel | null> {
  const [row] = (await source.tx.query(
    `SELECT a.email, a.email_hash, a.locale, r.result FROM book_runs r JOIN account_programs p ON p.program_id = $1 AND p.account_id = $3 AND p.role = 'owner'
     JOIN accounts a ON a.id = p.account_id WHERE r.program_id = $1 AND r.id = $2 AND r.status = 'done'
       AND NOT EXISTS (SELECT 1 FROM book_runs l WHERE l.program_id = $1 AND l.kind = 'verification' AND l.created_at > r.created_at AND l.result->>'mismatches' = '0')`,
    [source.programId, idOf(source, 'runId'), idOf(source, 'accountId')])) as DifferRow[];
  if (!row) return null;
  const { mismatches: count, named } = row.result;
  const shown = named.slice(0, DIFFERENCES_NAMED);
  return {
    to: row.email, toHash: row.email_hash, locale: row.locale,
    params: {
      count, more: count - shown.length,
      list: shown.map(({ memberId, what, stored, expected }) => `${what}${memberId === null ? '' : ` (…${memberId.slice(-8)})`}: ${clipped(stored)} → ${clipped(expected)}`).join('\n\n'),
    },
    actionUrl: `${source.publicUrl}/staff/${source.brand.slug}/proof`,
  };
}

function clipped(value: string): string {
  return value.length > VALUE_CHARS ? `${value.slice(0, VALUE_CHARS)}…` : value;
}

interface FarewellRow {
  readonly email: string | null;
  readonly email_hash: Buffer;
  readonly elsewhere: boolean;
}

/** To who was erased by the team: that it is done, what stays, and the receipt. The delivery alone knows their address. */
async function erased(source: MailSource): Promise<MailModel | null> {
  const [row] = (await source.tx.query(
    `SELECT d.recipient AS email, d.recipient_hash AS email_hash, EXISTS (
       SELECT 1 FROM accounts a JOIN account_programs p ON p.account_id = a.id WHERE a.email_hash = d.recipient_hash AND (p.program_id <> $1 OR p.role IS NOT NULL)) AS elsewhere
     FROM deliveries d WHERE d.program_id = $1 AND d.event_id = $2 AND d.template = 'erased'`, [source.programId, idOf(source, 'farewellId')])) as FarewellRow[];
  if (!row?.email) return null;
  return {
    to: row.email, toHash: row.email_hash, locale: idOf(source, 'locale'),
    params: { number: idOf(source, 'receipt') },
    kept: KEPT.filter((code) => code !== 'account' || row.elsewhere),
    actionUrl: `${source.publicUrl}/join/${source.brand.slug}`,
  };
}

const asked = { class: 'auth', because: 'account' } as const;

/** Mails that let somebody in, or concern the account as staff. */
export const ACCOUNT_MAILS: readonly MailDefinition[] = [
  { topic: 'submission.created', name: 'confirm', template: 'letter', ...asked, load: async (source) => without(await confirmation(source)) },
  { topic: 'submission.reminder_due', name: 'reminder', template: 'letter', class: 'once', because: 'account', load: confirmation },
  { topic: 'auth.sign_in_requested', name: 'sign_in', template: 'code', ...asked, load: (source) => challenge(source, '/sign-in') },
  { topic: 'auth.reset_requested', name: 'reset', template: 'letter', ...asked, load: (source) => challenge(source, '/staff/reset') },
  { topic: 'address.change_asked', name: 'address_change', template: 'letter', ...asked, load: newAddress },
  { topic: 'address.change_asked', name: 'address_taken', template: 'letter', ...asked, load: takenAddress },
  { topic: 'address.changed', name: 'address_changed', template: 'letter', ...asked, load: oldAddress },
  { topic: SEND_TOPIC, name: 'erased', template: 'letter', ...asked, load: erased },
  { topic: 'staff.invited', name: 'staff_invitation', template: 'letter', ...asked, load: async (source) => hashed(source, await staffInvitation(source)) },
  { topic: 'webhook.disabled', name: 'webhook_disabled', template: 'letter', class: 'once', because: 'account', load: webhookDisabled },
  { topic: 'books.differ', name: 'books_differ', template: 'letter', class: 'once', because: 'account', load: booksDiffer },
];

/** A mail that was asked for carries no unsubscribe link: it would not hold for it. */
function without(model: MailModel | null): MailModel | null {
  if (!model) return null;
  const { unsubscribeSubject: _, ...rest } = model;
  return rest;
}

function hashed(source: MailSource, model: Omit<MailModel, 'toHash'> | null): MailModel | null {
  return model && { ...model, toHash: source.keys.emailHash(canonicalOf(model.to)) };
}

function canonicalOf(email: string): string {
  const read = canonicalEmail(email);
  if (!read) throw new Error('a stored address cannot be read');
  return read.canonical;
}
