import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Arrival, askedUntil, refuseInviter } from './index.js';
import { day, rules } from './testing.js';

const came = (change: Partial<Arrival> = {}): Arrival => ({ joinedAt: day(0), imported: false, answered: false, ...change });

describe('who invited you', () => {
  it.each<[string, Arrival, number, string[], string | null]>([
    ['in time', came(), day(14), ['b'], null],
    ['a moment too late', came(), day(14) + 1, ['b'], 'too_late'],
    ['a second time', came({ answered: true }), day(1), ['b'], 'answered'],
    ['an existing customer', came({ imported: true }), day(1), ['b'], 'here_before'],
    ['oneself', came(), day(1), ['me', 'b'], 'own'],
    ['another member that is oneself', came(), day(1), ['me too'], 'own'],
    ['somebody one has brought', came(), day(1), ['b', 'me'], 'circle'],
    ['somebody that one’s friends have brought', came(), day(1), ['c', 'b', 'me too', 'd'], 'circle'],
    ['somebody with inviters of their own', came(), day(1), ['b', 'c', 'd'], null],
    ['nobody we know', came(), day(1), [], null],
    ['nobody we know, too late', came(), day(15), [], 'too_late'],
  ])('%s', (_what, arrival, at, above, expected) => expect(refuseInviter(arrival, at, rules(), ['me', 'me too'], above)).toBe(expected));

  it('is asked until the days are over, and never where there are none', () => {
    expect(askedUntil(came(), rules({ claimDays: 3 }))).toBe(day(3));
    expect([askedUntil(came(), rules({ claimDays: 0 })), askedUntil(came({ answered: true }), rules()), askedUntil(came({ imported: true }), rules())]).toEqual([null, null, null]);
    expect(refuseInviter(came(), day(0), rules({ claimDays: 0 }), ['me'], ['b'])).toBe('too_late');
  });

  it('never lets people invite each other in a circle, in whatever order they answer', () => {
    const member = fc.integer({ min: 0, max: 7 });
    fc.assert(fc.property(fc.array(fc.tuple(member, member), { maxLength: 40 }), (answers) => {
      const by = new Map<string, string>();
      const above = (id: string): string[] => [id, ...(by.has(id) ? above(by.get(id)!) : [])];
      for (const [a, b] of answers.map(([x, y]) => [`m${x}`, `m${y}`] as const)) {
        if (refuseInviter(came({ answered: by.has(a) }), day(1), rules(), [a], above(b)) === null) by.set(a, b);
      }
      for (const id of by.keys()) expect(new Set(above(id)).size).toBe(above(id).length);
    }));
  });
});
