import { describe, expect, it } from '@jest/globals';
import { FixedClock } from '../clock.js';
import type { Config } from '../config/config.js';
import { addressBlock, DEFAULT_RATE_LIMITS, type LimitName, RateLimits } from './rate-limits.js';

const START = new Date('2026-03-02T09:00:00Z');
const setUp = (demo: 'demo' | 'production') => {
  const clock = new FixedClock(START);
  return { clock, limits: new RateLimits(DEFAULT_RATE_LIMITS, { demo: demo === 'demo' } as Config, clock) };
};
/** How many of `tries` pass. */
const passing = (limits: RateLimits, name: LimitName, ip: string, tries: number): number => {
  let passed = 0;
  for (let i = 0; i < tries; i++) {
    try {
      limits.takeForBlock(name, ip);
      passed++;
    } catch { /* refused */ }
  }
  return passed;
};

describe('rate limits', () => {
  it('let a burst of sign-ups through and one a second after it', () => {
    const { limits, clock } = setUp('production');
    expect(passing(limits, 'signUp', '198.51.100.7', 400)).toBe(300);
    clock.moveTo(new Date(START.getTime() + 10_000));
    expect(passing(limits, 'signUp', '198.51.100.7', 100)).toBe(10);
    clock.moveTo(new Date(START.getTime() + 3_600_000));
    expect(passing(limits, 'signUp', '198.51.100.7', 400)).toBe(300); // never more than the burst
  });

  it('count a block of addresses as one', () => {
    const { limits } = setUp('production');
    expect(passing(limits, 'signUp', '198.51.100.7', 300)).toBe(300);
    expect(passing(limits, 'signUp', '198.51.100.200', 1)).toBe(0);
    expect(passing(limits, 'signUp', '198.51.101.7', 1)).toBe(1);
  });

  it('say when to come again', () => {
    const { limits } = setUp('production');
    passing(limits, 'wrongTryOfBlock', '198.51.100.7', 300);
    expect(() => limits.takeForBlock('wrongTryOfBlock', '198.51.100.7')).toThrow(expect.objectContaining({ code: 'auth.too_many_attempts', facts: { retryAfterSeconds: 12 } }));
  });

  it('are fifty times wider in the demo on the own machine, except for guessing', () => {
    const { limits } = setUp('demo');
    expect(passing(limits, 'signUp', '127.0.0.1', 16_000)).toBe(15_000);
    expect(passing(limits, 'signUp', '198.51.100.7', 400)).toBe(300);
    expect(passing(limits, 'wrongTryOfBlock', '127.0.0.1', 400)).toBe(300);
    expect(passing(setUp('production').limits, 'signUp', '127.0.0.1', 400)).toBe(300);
  });

  it('give a right try back, but never more than the burst', () => {
    const { limits } = setUp('production');
    limits.giveBack('wrongTry', 'somebody', '198.51.100.7');
    for (let i = 0; i < 40; i++) {
      limits.take('wrongTry', 'somebody', '198.51.100.7');
      limits.giveBack('wrongTry', 'somebody', '198.51.100.7');
    }
    for (let i = 0; i < 30; i++) limits.take('wrongTry', 'somebody', '198.51.100.7');
    expect(() => limits.take('wrongTry', 'somebody', '198.51.100.7')).toThrow('auth.too_many_attempts');
  });
});

describe('the block of an address', () => {
  it.each([
    ['198.51.100.7', '198.51.100.0/24'],
    ['::ffff:198.51.100.7', '198.51.100.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s lies in %s', (ip, block) => expect(addressBlock(ip)).toBe(block));
});
