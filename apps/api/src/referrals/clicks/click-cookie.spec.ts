import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../platform/config/config.js';
import { Keys } from '../../platform/keys.js';
import { readClickCookie, writeClickCookie } from './click-cookie.js';

const keysOf = (secret: string) => new Keys({ secretKey: Buffer.alloc(32, secret) } as Config);
const ours = keysOf('a');
const click = {
  programId: '0190a000-0000-7000-8000-000000000001', clickId: '0190a000-0000-7000-8000-000000000002',
  linkId: '0190a000-0000-7000-8000-000000000003', at: 1_790_000_000_000,
};

describe('the click cookie', () => {
  it('says what it was told', () => expect(readClickCookie(ours, writeClickCookie(ours, click))).toEqual(click));

  it('is not believed when another key signed it', () => expect(readClickCookie(ours, writeClickCookie(keysOf('b'), click))).toBeNull());

  it('is not believed when any part was changed', () => {
    const cookie = writeClickCookie(ours, click);
    for (const [from, to] of [['0001.', '0004.'], ['0003.', '0005.'], ['1790000000000', '1790000000001']] as const) {
      expect(readClickCookie(ours, cookie.replace(from, to))).toBeNull();
    }
  });

  it.each([undefined, '', 'x', `${'a'.repeat(4000)}`, writeClickCookie(ours, click).slice(0, -1)])('reads null from %p', (cookie) =>
    expect(readClickCookie(ours, cookie)).toBeNull());
});
