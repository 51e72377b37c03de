import { domainToASCII } from 'node:url';
import { canonicalEmail } from '@fanfare/domain';
import { MailRefused } from './mailer.js';

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/**
 * The address as SMTP takes it: dot-atom local part, ASCII domain. No quoting, comments, groups or routes, whatever is
 * in the database: those have sent mail to somebody else before.
 * @throws MailRefused permanent
 */
export function smtpAddress(text: string): string {
  const read = canonicalEmail(text);
  if (!read) throw new MailRefused('permanent', 'mail.address_invalid');
  const [local = '', host = ''] = read.display.split('@');
  return `${local}@${domainToASCII(host)}`;
}

/** One line for a header or a name: line breaks and control characters become a space, so nothing can start a new header. */
export function headerText(text: string, maxChars = 200): string {
  return [...text.replace(CONTROL, ' ').trim()].slice(0, maxChars).join('');
}
