import { CLICK_DAYS, DAY_MS } from '@fanfare/domain';
import type { Keys } from '../../platform/keys.js';
import { sameText } from '../../platform/keys.js';

/** Clicks of this browser, of each program the first and the last: kept so that a sign-up days later still finds its referrer. */
export const CLICK_COOKIE = 'ffc';
export const CLICK_COOKIE_SECONDS = (CLICK_DAYS * DAY_MS) / 1000;

/** `at`: epoch milliseconds. */
export interface CookieClick {
  readonly programId: string;
  readonly clickId: string;
  readonly linkId: string;
  readonly at: number;
}

/** Of four programs: the cookie goes with every request, and few browsers meet more. */
const MOST_CLICKS = 8;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SHAPE = new RegExp(`^(${UUID})\\.(${UUID})\\.(${UUID})\\.(\\d{1,15})\\.([\\w-]{43})$`);
/** Never part of a click; a cookie of one click alone, as they were before, reads the same. */
const BETWEEN = '~';

/** Each click `<programId>.<clickId>.<linkId>.<epoch ms>.<mac>`: signed, because attribution believes it. */
export function writeClickCookie(keys: Keys, clicks: readonly CookieClick[]): string {
  return clicks.map((click) => signed(keys, click)).join(BETWEEN);
}

/** The clicks a cookie speaks of that are still alive. One that is malformed or not ours is left out. */
export function readClickCookie(keys: Keys, cookie: string | undefined, now: Date): CookieClick[] {
  const parts = (cookie ?? '').split(BETWEEN, MOST_CLICKS);
  return parts.flatMap((part) => readClick(keys, part) ?? []).filter((click) => isAlive(click, now.getTime()));
}

/** What a browser keeps after one click more: that one, and the program's first that is still alive. Other programs' stay. */
export function keepClick(kept: readonly CookieClick[], click: CookieClick): CookieClick[] {
  const alive = kept.filter((earlier) => isAlive(earlier, click.at));
  const others = alive.filter(({ programId }) => programId !== click.programId);
  const first = alive.find(({ programId }) => programId === click.programId);
  return [...others, ...(first ? [first] : []), click].slice(-MOST_CLICKS);
}

/** The cookie lives on with its last click; its first must not. */
function isAlive({ at }: CookieClick, now: number): boolean {
  return now - at < CLICK_DAYS * DAY_MS;
}

function signed(keys: Keys, click: CookieClick): string {
  const body = `${click.programId}.${click.clickId}.${click.linkId}.${click.at}`;
  return `${body}.${macOf(keys, body)}`;
}

function readClick(keys: Keys, text: string): CookieClick | null {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [whole, programId, clickId, linkId, at, mac] = match as unknown as [string, string, string, string, string, string];
  if (!sameText(mac, macOf(keys, whole.slice(0, -mac.length - 1)))) return null;
  return { programId, clickId, linkId, at: Number(at) };
}

function macOf(keys: Keys, body: string): string {
  return keys.hmac('click', body).toString('base64url');
}
