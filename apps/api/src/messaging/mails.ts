import { ACCOUNT_MAILS } from './account-mails.js';
import { APPEAL_MAILS } from './appeal-mails.js';
import { COUNT_MAILS } from './count-mails.js';
import { EVENT_MAILS } from './event-mails.js';
import type { MailDefinition } from './mail-model.js';
import { MEMBER_MAILS } from './member-mails.js';
import { MERGE_MAILS } from './merge-mails.js';
import { MESSAGE_MAILS } from './message-mails.js';
import { REVERSAL_MAILS } from './reversal-mails.js';
import { REWARD_MAILS } from './reward-mails.js';
import { SHOP_MAILS } from './shop-mails.js';
import { SUPPLY_MAILS } from './supply-mails.js';

/** Every mail, bound to the event that causes it. A new mail: a line in one of the tables and its texts. */
export const MAILS: readonly MailDefinition[] = [
  ...ACCOUNT_MAILS, ...MEMBER_MAILS, ...REWARD_MAILS, ...SHOP_MAILS, ...SUPPLY_MAILS, ...REVERSAL_MAILS, ...COUNT_MAILS, ...EVENT_MAILS, ...MERGE_MAILS, ...MESSAGE_MAILS, ...APPEAL_MAILS,
];

/** @throws Error for a name of another version */
export function mailNamed(name: string): MailDefinition {
  const definition = MAILS.find((mail) => mail.name === name);
  if (!definition) throw new Error(`no mail is called ${name}`);
  return definition;
}
