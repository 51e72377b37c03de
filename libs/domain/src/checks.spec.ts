import { expect, it } from '@jest/globals';
import { inspect } from './checks.js';

it('tells of every check what it had before it, whether or not it found anything', () => {
  const inspections = inspect([
    { code: 'self_referral', outcome: 'reject', args: {} },
    { code: 'burst', outcome: 'hold', weight: 30, args: { max: 20 } },
    { code: 'disposable', outcome: 'hold', args: {} },
  ], { sameBrowser: false, burst60: 31, localDay: '2026-03-02' });
  expect(inspections).toEqual([
    { code: 'self_referral', reason: 'check.self_referral', outcome: 'reject', weight: 0, args: {}, saw: { sameBrowser: false }, found: false },
    { code: 'burst', reason: 'check.burst', outcome: 'hold', weight: 30, args: { max: 20 }, saw: { burst60: 31 }, found: true },
    { code: 'disposable', reason: 'disposable', outcome: 'hold', weight: 0, args: {}, saw: {}, found: false },
  ]);
});
