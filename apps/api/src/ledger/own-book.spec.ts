import { describe, expect, it } from '@jest/globals';
import type { FactBody } from '@fanfare/domain';
import { type EntryRow, entryTold, factTold } from './own-book.js';

const AT = new Date('2026-03-02T09:00:00Z');
const ABOUT_A_FRIEND: readonly FactBody[] = [
  { kind: 'confirmed', referralId: 'r', refereeId: 'other', claim: 'won', touches: [{ memberId: 'other', linkId: 'other', via: 'click', at: 0, seen: { sameBrowser: true } }], signals: { domain: 'other' } },
  { kind: 'converted', referralId: 'r', type: 'other', order: 'other', occurredAt: 0, amountMinor: 4711, currency: 'other' },
  { kind: 'refunded', referralId: 'r', order: 'other', amountMinor: 4711 },
  { kind: 'unsubscribed', referralId: 'r', occurredAt: 0 },
  { kind: 'bounced', referralId: 'r' },
  { kind: 'returned', referralId: 'r', from: 'bounced', leftAt: 0, occurredAt: 1 },
  { kind: 'reviewed', referralId: 'r', verdict: 'reject', reason: 'review.abuse', by: 'other', appealId: 'a', putBack: { limit: 'limit.day' } },
];
const ABOUT_THE_MEMBER: readonly [FactBody, object][] = [
  [{ kind: 'adjusted', measure: 'qualified', delta: 2, reason: 'adjust.goodwill', by: 'other' }, { measure: 'qualified', delta: 2, reason: 'adjust.goodwill' }],
  [{ kind: 'spent', grantId: 'g', buyer: 'other', points: 5, reason: 'shop.bought' }, { grantId: 'g', points: 5, reason: 'shop.bought' }],
  [{ kind: 'cohort', to: 'press', by: 'other' }, { to: 'press' }],
  [{ kind: 'merged', other: 'other' }, {}],
  [{ kind: 'standing', to: 'suspended' }, { to: 'suspended' }],
  [{ kind: 'adopted', mode: 'recount', keepTiers: true }, { mode: 'recount', keepTiers: true }],
];
const told = (body: FactBody) => factTold({ seq: 1, kind: body.kind, version: 3, at: AT, body });
const entry = (changes: Partial<EntryRow>): EntryRow => ({
  seq: 1, factSeq: 1, version: 3, measure: 'qualified', delta: 0, referralId: 'r', from: null, to: 'rejected', reason: 'check.burst', evidence: { burst60: 30 }, effectiveAt: AT, recordedAt: AT, hash: 'ab', ...changes,
});

describe('what a member is told of a fact', () => {
  it.each(ABOUT_A_FRIEND)('about a friend ($kind) says that it was, when, and of which referral', (body) => {
    const { seq, version, at, referralId, kind, ...more } = told(body);
    expect({ seq, version, at, referralId }).toEqual({ seq: 1, version: 3, at: AT, referralId: 'r' });
    expect(kind).toBe(['unsubscribed', 'bounced'].includes(body.kind) ? 'left' : body.kind);
    expect(more).toEqual(body.kind === 'reviewed' ? { verdict: 'reject', reason: 'not_accepted' } : {});
  });
  it.each(ABOUT_THE_MEMBER)('about themselves (%o) says all but who did it', (body, expected) =>
    expect(told(body)).toEqual({ seq: 1, kind: body.kind, version: 3, at: AT, ...expected }));
});

describe('what a member is told of an entry', () => {
  it.each<[Partial<EntryRow>, string | null]>([
    [{}, 'not_accepted'],
    [{ to: 'held' }, 'under_review'],
    [{ to: 'reversed', reason: 'bounced' }, 'left'],
    [{ to: 'qualified', reason: 'qualified' }, 'qualified'],
    [{ to: 'qualified', reason: 'review.genuine' }, null],
    [{ to: null, measure: 'points', delta: 10, reason: 'points.qualified' }, 'points.qualified'],
  ])('%o about a friend reads %s, without evidence', (changes, reason) => {
    const { evidence: _, ...rest } = entry(changes);
    expect(entryTold(entry(changes))).toEqual({ ...rest, reason });
  });
  it('about themselves is the entry', () => {
    const own = entry({ referralId: null, to: null, reason: 'shop.bought', evidence: { grantId: 'g' } });
    expect(entryTold(own)).toEqual(own);
  });
  it('of a merge does not say with whom', () =>
    expect(entryTold(entry({ referralId: null, to: null, reason: 'merged', evidence: { other: 'm' } }))).toMatchObject({ reason: 'merged', evidence: {} }));
});
