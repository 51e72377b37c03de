import { idOf, type MailDefinition, type MailModel, type MailSource, optional } from './mail-model.js';
import { member, toldOfProgress, toMember } from './member-mails.js';

interface GrantRow {
  readonly status: string;
  readonly tracking: string | null;
  readonly title: Record<string, string>;
  readonly needs_address: boolean;
  readonly sizes: string[];
}
const TAKEN_BACK = new Set(['suspended', 'revoked', 'expired']);

async function grantOf(source: MailSource): Promise<GrantRow | null> {
  const [grant] = (await source.tx.query(
    `SELECT g.status, g.tracking, r.title, r.needs_address, r.sizes FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
     WHERE g.program_id = $1 AND g.id = $2`, [source.programId, idOf(source, 'grantId')])) as GrantRow[];
  return grant ?? null;
}

async function granted(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantOf(source)];
  if (!row || !grant || TAKEN_BACK.has(grant.status)) return null;
  const model = toMember(source, row, '/rewards');
  const waits = grant.status === 'queued' || grant.status === 'on_hold';
  return {
    ...model,
    params: {
      ...model.params,
      waits: waits ? 'yes' : 'no',
      needsClaim: !waits && (grant.needs_address || grant.sizes.length > 0) ? 'yes' : 'no',
    },
    title: grant.title,
  };
}

/** It has left the queue. Nothing to say to who has claimed it meanwhile, or to whom it was taken from. */
async function served(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantOf(source)];
  if (!row || grant?.status !== 'claimable') return null;
  return { ...toMember(source, row, '/rewards'), title: grant.title };
}

/** A parcel that has arrived, or come back, before the mail was sent is not on its way any more. */
async function shipped(source: MailSource): Promise<MailModel | null> {
  const [row, grant] = [await member(source), await grantOf(source)];
  if (!row || grant?.status !== 'shipped') return null;
  const model = toMember(source, row, '/rewards');
  return { ...model, params: { ...model.params, ...optional('hasTracking', 'tracking', grant.tracking) }, title: grant.title };
}

/** Mails about a reward on its way to a member. */
export const REWARD_MAILS: readonly MailDefinition[] = [
  { topic: 'grant.created', name: 'reward_granted', ...toldOfProgress, load: granted },
  { topic: 'grant.served', name: 'reward_served', ...toldOfProgress, load: served },
  { topic: 'grant.shipped', name: 'reward_shipped', ...toldOfProgress, load: shipped },
];
