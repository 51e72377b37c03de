import { idOf, type MailDefinition, type MailModel, type MailSource } from './mail-model.js';
import { member, toMember } from './member-mails.js';

/**
 * To either address of a person, that the team has made two memberships one, or two of one again. Neither mail names the other
 * address: where it was wrong, that is somebody else's. Nothing to say once it has been taken back.
 */
async function paired(source: MailSource, isOne: boolean): Promise<MailModel | null> {
  const row = await member(source);
  const [guest] = (await source.tx.query('SELECT merged_into IS NOT NULL AS merged FROM standings WHERE program_id = $1 AND member_id = $2', [source.programId, idOf(source, 'guestId')])) as { merged: boolean }[];
  if (!row || guest?.merged !== isOne) return null;
  const { unsubscribeSubject: _, ...model } = toMember(source, row, '/profile'); // how somebody signs in is told to those who want no news, too
  return { ...model, params: { ...model.params, before: Number(source.payload['before']), after: Number(source.payload['after']) } };
}

const asked = { template: 'letter', class: 'auth', because: 'member' } as const;

/** Mails about who is one person. */
export const MERGE_MAILS: readonly MailDefinition[] = [
  { topic: 'membership.joined_up', name: 'merged', ...asked, load: (source) => paired(source, true) },
  { topic: 'membership.parted', name: 'parted', ...asked, load: (source) => paired(source, false) },
];
