/** `canonical`: for comparison only, never mailed to. `display`: what to show and mail to. `domain`: ASCII, as in `canonical`. */
export interface EmailAddress { canonical: string; display: string; domain: string }

const CONTROL_OR_FORMAT = /[\p{Cc}\p{Cf}\p{Cs}]/u; // NUL, line breaks, zero-width and bidi marks, lone surrogates
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i; // dot-atom: no quotes, no comments
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const GMAIL = new Set(['gmail.com', 'googlemail.com']);

/**
 * Reads an address strictly, or answers null. Two spellings that reach one mailbox get one `canonical`: case, full-width forms, a
 * trailing dot, an internationalised domain and its ASCII form, a plus tag, and Gmail's dots and second domain.
 * Dots elsewhere tell people apart (a.nowak@ and anowak@ at a company), and so do other characters.
 */
export function canonicalEmail(input: string): EmailAddress | null {
  if (input.length > 1000 || CONTROL_OR_FORMAT.test(input)) return null;
  const parts = input.normalize('NFKC').trim().split('@');
  const [local = '', host = ''] = parts;
  if (parts.length !== 2 || local.length > 64 || !LOCAL.test(local)) return null;
  const domain = asciiDomain(host);
  if (domain === null || local.length + 1 + domain.length > 254) return null;
  const mailDomain = GMAIL.has(domain) ? 'gmail.com' : domain;
  return {
    canonical: `${mailbox(local.toLowerCase(), mailDomain)}@${mailDomain}`,
    display: `${local}@${host.toLowerCase().replace(/\.$/, '')}`,
    domain: mailDomain,
  };
}

function mailbox(local: string, domain: string): string {
  const plus = local.indexOf('+');
  const untagged = plus > 0 ? local.slice(0, plus) : local; // "+x@" has no mailbox before its tag
  return domain === 'gmail.com' ? untagged.replaceAll('.', '') : untagged;
}

function asciiDomain(host: string): string | null {
  const name = host.toLowerCase().replace(/[.\u3002]$/, '');
  // eslint-disable-next-line no-control-regex -- ASCII is meant: other signs are for the IDN algorithm to judge
  if (/[^a-z0-9.-]/.test(name.replace(/[^\u0000-\u007f]/g, ''))) return null; // before URL sees ports, paths and escapes
  const ascii = URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : '';
  const labels = ascii.split('.');
  const valid = labels.length >= 2 && ascii.length <= 253 && labels.every((l) => LABEL.test(l)) && !/^\d+$/.test(labels.at(-1)!);
  return valid ? ascii : null;
}
