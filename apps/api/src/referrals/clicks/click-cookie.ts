import type { Keys } from '../../platform/keys.js';
import { sameText } from '../../platform/keys.js';

/** The last click of this browser, on any program's link: kept so that a sign-up days later still finds its referrer. */
export const CLICK_COOKIE = 'ffc';
export const CLICK_COOKIE_SECONDS = 30 * 86_400;

/** `at`: epoch milliseconds. */
export interface CookieClick {
  readonly programId: string;
  readonly clickId: string;
  readonly linkId: string;
  readonly at: number;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SHAPE = new RegExp(`^(${UUID})\\.(${UUID})\\.(${UUID})\\.(\\d{1,15})\\.([\\w-]{43})$`);

/** `<programId>.<clickId>.<linkId>.<epoch ms>.<mac>`: signed, because attribution believes it. */
export function writeClickCookie(keys: Keys, click: CookieClick): string {
  const body = `${click.programId}.${click.clickId}.${click.linkId}.${click.at}`;
  return `${body}.${macOf(keys, body)}`;
}

/** The click a cookie speaks of, or null for one that is missing, malformed or not ours. */
export function readClickCookie(keys: Keys, cookie: string | undefined): CookieClick | null {
  const match = SHAPE.exec(cookie ?? '');
  if (!match) return null;
  const [whole, programId, clickId, linkId, at, mac] = match as unknown as [string, string, string, string, string, string];
  if (!sameText(mac, macOf(keys, whole.slice(0, -mac.length - 1)))) return null;
  return { programId, clickId, linkId, at: Number(at) };
}

function macOf(keys: Keys, body: string): string {
  return keys.hmac('click', body).toString('base64url');
}
