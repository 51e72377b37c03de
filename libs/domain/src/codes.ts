/** The 30 signs of a link code: no 0 O 1 I L U, which are misread or spell words. Codes are kept in lower case. */
export const CODE_ALPHABET = '23456789abcdefghjkmnpqrstvwxyz';
const FAIR = 256 - (256 % CODE_ALPHABET.length); // bytes from here on would favour the first signs

/**
 * A link code from random bytes; every sign is equally likely.
 * @param bytes from a secure source; one in 16 is passed over, so give four times the length
 * @throws RangeError when the bytes run out
 */
export function codeFrom(bytes: Uint8Array, length = 8): string {
  const signs = Array.from(bytes).filter((b) => b < FAIR).slice(0, length).map((b) => CODE_ALPHABET[b % CODE_ALPHABET.length]);
  if (signs.length < length) throw new RangeError(`${bytes.length} bytes are too few for a code of ${length}`);
  return signs.join('');
}

/** A code as it is stored and looked up, from whatever was typed: case, full-width forms and outer space do not matter. */
export function foldCode(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

const CODE = /^[a-z0-9-]{3,30}$/;

/**
 * The code in what somebody typed or pasted: a code, a link (`/r/<code>`, with or without its scheme), or the address that a link
 * led to (`?ref=<code>`), whatever else was added to it. Null where there is none.
 */
export function codeIn(text: string): string | null {
  const typed = text.trim();
  const code = foldCode(/[/?]/.test(typed) ? codeOfLink(typed) : typed);
  return CODE.test(code) ? code : null;
}

function codeOfLink(text: string): string {
  const address = /^([a-z][a-z0-9+.-]*:|\/)/i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address, 'https://link')) return '';
  const { pathname, searchParams } = new URL(address, 'https://link');
  return /(?:^|\/)r\/([^/]+)\/?$/i.exec(pathname)?.[1] ?? searchParams.get('ref') ?? '';
}

// Words that would read as ours, or as one of our pages.
const RESERVED = new Set(
  ('about account admin administrator ambassador ambassadors api app assets auth billing blog confirm confirmation contact ' +
    'dashboard demo dev docs email embed error fanfare favicon health help home invite join legal link links login logout mail me ' +
    'member members null official owner password portal press privacy program programs root robots security settings setup shop ' +
    'sign-in sign-out sign-up signin signout signup staff static status support system team terms test undefined unsubscribe webhook ' +
    'webhooks www').split(' '),
);

/** Whether a folded code may be chosen by a person: 3 to 30 of a–z, 0–9 and inner hyphens, and not reserved. */
export function isVanity(code: string): boolean {
  return code.length >= 3 && code.length <= 30 && /^[a-z0-9]+(?:-+[a-z0-9]+)*$/.test(code) && !RESERVED.has(code);
}
