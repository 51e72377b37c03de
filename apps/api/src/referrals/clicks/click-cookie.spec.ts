import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../platform/config/config.js';
import { Keys } from '../../platform/keys.js';
import { type CookieClick, keepClick, readClickCookie, writeClickCookie } from './click-cookie.js';

const DAY = 86_400_000;
const NOW = new Date(1_790_000_000_000);
const keysOf = (secret: string) => new Keys({ secretKey: Buffer.alloc(32, secret) } as Config);
const ours = keysOf('a');
const id = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const click = { programId: id(1), clickId: id(2), linkId: id(3), at: NOW.getTime() };
/** On a link of its own; of the first program unless told. */
const clicked = (day: number, program = 1): CookieClick => ({ programId: id(program), clickId: id(100 + day), linkId: id(200 + day), at: NOW.getTime() + day * DAY });
const read = (cookie: string | undefined, now = NOW) => readClickCookie(ours, cookie, now);

describe('the click cookie', () => {
  it('says what it was told', () => {
    expect(read(writeClickCookie(ours, [click]))).toEqual([click]);
    expect(read(writeClickCookie(ours, [clicked(-3), click]))).toEqual([clicked(-3), click]);
  });

  it('is still read as it was written when it held the last click alone', () => {
    const body = `${click.programId}.${click.clickId}.${click.linkId}.${click.at}`;
    expect(read(`${body}.${ours.hmac('click', body).toString('base64url')}`)).toEqual([click]);
  });

  it('is not believed when another key signed it', () => {
    expect(read(writeClickCookie(keysOf('b'), [click]))).toEqual([]);
    expect(read(`${writeClickCookie(keysOf('b'), [clicked(-3)])}~${writeClickCookie(ours, [click])}`)).toEqual([click]);
  });

  it('is not believed when any part was changed', () => {
    const cookie = writeClickCookie(ours, [click]);
    for (const [from, to] of [['0001.', '0004.'], ['0003.', '0005.'], ['1790000000000', '1790000000001']] as const) {
      expect(read(cookie.replace(from, to))).toEqual([]);
    }
  });

  it.each([undefined, '', 'x', '~', `${'a'.repeat(4000)}`, '~'.repeat(4000), writeClickCookie(ours, [click]).slice(0, -1)])('reads nothing from %p', (cookie) => expect(read(cookie)).toEqual([]));

  it('forgets a click after thirty days, though later ones keep the cookie', () => {
    const cookie = writeClickCookie(ours, [clicked(-20), click]);
    const on = (day: number) => read(cookie, new Date(NOW.getTime() + day * DAY)).map(({ clickId }) => clickId);
    expect([on(9), on(10), on(30)]).toEqual([[id(80), id(2)], [id(2)], []]);
  });
});

describe('what a browser keeps', () => {
  const keep = (...clicks: CookieClick[]) => clicks.reduce<CookieClick[]>(keepClick, []);

  it.each<[string, CookieClick[], CookieClick[]]>([
    ['the only click', [clicked(0)], [clicked(0)]],
    ['the first and the last', [clicked(0), clicked(1), clicked(2)], [clicked(0), clicked(2)]],
    ['the next that it has where the first has died', [clicked(0), clicked(20), clicked(31)], [clicked(20), clicked(31)]],
    ['the last alone where all others have died', [clicked(0), clicked(1), clicked(31)], [clicked(31)]],
    ['both of each program', [clicked(0), clicked(1, 7), clicked(2), clicked(3, 7)], [clicked(0), clicked(2), clicked(1, 7), clicked(3, 7)]],
  ])('%s', (_, clicks, kept) => expect(keep(...clicks)).toEqual(kept));

  it('is no more than eight clicks, and the programs met last have theirs', () => {
    const kept = keep(...[1, 2, 3, 4, 5, 6].flatMap((program) => [clicked(program, program), clicked(program + 10, program)]));
    expect(kept.map(({ programId }) => programId)).toEqual([3, 3, 4, 4, 5, 5, 6, 6].map(id));
    expect(writeClickCookie(ours, kept).length).toBeLessThan(2_000);
  });
});
