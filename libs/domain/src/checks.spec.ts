import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, assess, CHECK_CODES, CHECKS, type Check, type Outcome, type Rulebook, type Signals } from './index.js';
import { inspect } from './checks.js';
import { day, friend, only, review, rules, statusOf, T0, takenBack, tell } from './testing.js';

const HOUR = 3_600_000;
type Judged = Pick<Rulebook, 'checks' | 'scoring'>;
const SEVERITY: Record<Outcome, number> = { allow: 0, hold: 1, reject: 2 };

describe('each check', () => {
  it.each<[Check, Signals, Signals]>([
    [{ code: 'own_address', outcome: 'hold', args: {} }, { ownAddress: true }, { sameBrowser: true }],
    [{ code: 'same_device', outcome: 'hold', args: {} }, { sameBrowser: true }, { ownAddress: true }],
    [{ code: 'shared_device', outcome: 'hold', args: { max: 4 } }, { deviceSignups: 4 }, { deviceSignups: 3 }],
    [{ code: 'banned_domain', outcome: 'hold', args: {} }, { bannedDomain: true, bannedList: 3 }, { bannedDomain: false, bannedList: 3 }],
    [{ code: 'burst_hour', outcome: 'hold', args: { max: 10 } }, { burstHour: 10 }, { burstHour: 9 }],
    [{ code: 'network_burst', outcome: 'hold', args: { max: 10 } }, { networkHour: 11 }, { networkHour: null }],
    [{ code: 'address_pattern', outcome: 'hold', args: { max: 3 } }, { stemRun: 3 }, { stemRun: 2 }],
    [{ code: 'name_pattern', outcome: 'hold', args: { max: 3 } }, { nameRun: 3 }, {}],
    [{ code: 'random_address', outcome: 'hold', args: {} }, { randomLocal: true }, { randomLocal: false }],
    [{ code: 'young_domain', outcome: 'hold', args: { days: 7, max: 5 } }, { domainAgeDays: 6, domainSignups: 5 }, { domainAgeDays: 7, domainSignups: 9 }],
    [{ code: 'young_domain', outcome: 'hold', args: { days: 7, max: 5 } }, { domainAgeDays: 0, domainSignups: 5 }, { domainAgeDays: 0, domainSignups: 4 }],
    [{ code: 'ring', outcome: 'hold', args: { steps: 3 } }, { ringSteps: 3 }, { ringSteps: 4 }],
    [{ code: 'fast_signup', outcome: 'hold', args: { seconds: 3 } }, { clickSeconds: 2 }, { clickSeconds: 3 }],
    [{ code: 'bounces', outcome: 'hold', args: { max: 2 } }, { bounces: 2 }, { bounces: 1 }],
    [{ code: 'conversion_rate', outcome: 'hold', args: { signups: 10, percent: 90 } }, { linkSignups: 18, linkClicks: 20 }, { linkSignups: 17, linkClicks: 20 }],
    [{ code: 'conversion_rate', outcome: 'hold', args: { signups: 10, percent: 90 } }, { linkSignups: 10, linkClicks: 10 }, { linkSignups: 9, linkClicks: 9 }],
    [{ code: 'conversion_rate', outcome: 'hold', args: { signups: 10, percent: 90 } }, { linkSignups: 10, linkClicks: 5 }, { linkSignups: 10, linkClicks: 0 }],
    [{ code: 'country_mismatch', outcome: 'hold', args: {} }, { countryDiffers: true }, { countryDiffers: false }],
  ])('%j finds %j and not %j', (check, found, other) => {
    expect(assess({ checks: [check] }, found)).toMatchObject({ outcome: 'hold', reason: CHECKS[check.code].reason, evidence: found });
    expect(assess({ checks: [check] }, other)).toMatchObject({ outcome: 'allow', findings: [] });
  });
  it('finds nothing where nothing was measured', () =>
    expect(CHECK_CODES.filter((code) => CHECKS[code].check({}, { max: 1, days: 1, steps: 1, seconds: 1, signups: 1, percent: 1 } as never))).toEqual([]));
});

const number = fc.nat(30);
const signals: fc.Arbitrary<Signals> = fc.record({
  ownAddress: fc.boolean(), sameBrowser: fc.boolean(), disposable: fc.boolean(), bannedDomain: fc.boolean(), burstHour: number, networkHour: number, stemRun: number, deviceSignups: number,
}, { requiredKeys: [] });
const outcome = fc.constantFrom('allow' as const, 'hold' as const, 'reject' as const);
const weight = fc.nat(60);
const check = fc.oneof(
  fc.record({ code: fc.constantFrom('own_address' as const, 'same_device' as const, 'disposable' as const, 'banned_domain' as const), outcome, weight, args: fc.constant({}) }),
  fc.record({ code: fc.constantFrom('burst_hour' as const, 'network_burst' as const, 'address_pattern' as const, 'shared_device' as const), outcome, weight, args: fc.record({ max: fc.integer({ min: 1, max: 30 }) }) }),
) as fc.Arbitrary<Check>;
const book: fc.Arbitrary<Judged> = fc.record({
  checks: fc.uniqueArray(check, { selector: (c) => c.code }),
  scoring: fc.option(fc.record({ holdAt: fc.integer({ min: 1, max: 60 }), more: fc.integer({ min: 1, max: 60 }) }).map(({ holdAt, more }) => ({ holdAt, rejectAt: holdAt + more })), { nil: undefined }),
}).map(({ checks, scoring }) => ({ checks, ...(scoring && { scoring }) }));
const severity = (rb: Judged, s: Signals) => SEVERITY[assess(rb, s).outcome];

describe('the score', () => {
  it('is what the findings weigh, and reaches its bounds', () => {
    const rb: Judged = { checks: [weighed('burst_hour', 20), weighed('address_pattern', 30)], scoring: { holdAt: 50, rejectAt: 51 } };
    expect(assess(rb, { burstHour: 9, stemRun: 1 })).toMatchObject({ outcome: 'allow', score: 20, evidence: {} });
    expect(assess(rb, { burstHour: 9, stemRun: 9 })).toMatchObject({
      outcome: 'hold', reason: 'check.score', score: 50, evidence: { burstHour: 9, stemRun: 9, score: 50, found: 'burst_hour address_pattern' },
    });
    expect(assess({ ...rb, scoring: { holdAt: 30, rejectAt: 50 } }, { burstHour: 9, stemRun: 9 })).toMatchObject({ outcome: 'reject', reason: 'check.score' });
  });
  it('that rejects goes before a finding that holds, and names what was found', () =>
    expect(assess({ checks: [{ ...weighed('burst_hour', 60), outcome: 'hold' }], scoring: { holdAt: 10, rejectAt: 60 } }, { burstHour: 9 })).toMatchObject({ outcome: 'reject', reason: 'check.score' }));
  it('counts what rejects by itself too, whose reason stands first', () =>
    expect(assess({ checks: [{ ...weighed('burst_hour', 60), outcome: 'reject' }], scoring: { holdAt: 10 } }, { burstHour: 9 })).toMatchObject({ reason: 'check.burst_hour', evidence: { burstHour: 9, score: 60, found: 'burst_hour' } }));
  it('never falls with one more finding, nor with a higher measurement', () => fc.assert(fc.property(book, signals, fc.constantFrom('burstHour', 'networkHour', 'stemRun', 'deviceSignups'), fc.nat(20), (rb, s, name, more) => {
    const [a, b] = [assess(rb, s), assess(rb, { ...s, [name]: Number(s[name] ?? 0) + more })];
    expect(b.score).toBeGreaterThanOrEqual(a.score);
    expect(SEVERITY[b.outcome]).toBeGreaterThanOrEqual(SEVERITY[a.outcome]);
  }), { numRuns: 400 }));
  it('is never milder with a check more, a heavier weight or a lower bound', () => fc.assert(fc.property(book, check, signals, fc.nat(40), (rb, extra, s, more) => {
    const without = { ...rb, checks: rb.checks.filter((c) => c.code !== extra.code) };
    expect(severity({ ...without, checks: [...without.checks, extra] }, s)).toBeGreaterThanOrEqual(severity(without, s));
    expect(severity({ ...rb, checks: rb.checks.map((c) => ({ ...c, weight: (c.weight ?? 0) + more })) }, s)).toBeGreaterThanOrEqual(severity(rb, s));
    if (rb.scoring) expect(severity({ ...rb, scoring: { ...rb.scoring, holdAt: Math.max(1, rb.scoring.holdAt - more) } }, s)).toBeGreaterThanOrEqual(severity(rb, s));
  }), { numRuns: 400 }));
  it('changes nothing where it is not added up: evidence stays as it was', () => fc.assert(fc.property(book, signals, ({ checks }, s) => {
    const plain = checks.map(({ weight: _weight, ...c }) => c as Check);
    expect(assess({ checks }, s).evidence).toEqual(assess({ checks: plain }, s).evidence);
    expect(Object.keys(assess({ checks }, s).evidence)).not.toContain('score');
  })));
});

describe('going on by itself', () => {
  const auto = (below: number): Rulebook => rules({ checks: [weighed('burst_hour', 30)], scoring: { holdAt: 20, autoApprove: { below, afterHours: 48 } } });
  const suspect = friend(1, { at: T0, signals: { burstHour: 9 } });

  it('counts after its time, with the evidence, unless somebody has looked', () => {
    const held = tell(auto(40), [suspect]);
    expect([statusOf(held.state, 1), held.state.timers]).toEqual([['held', 'check.score'], [{ kind: 'approve', subjectId: 'r1', dueAt: T0 + 48 * HOUR }]]);
    expect(advance(held.state, T0 + 48 * HOUR - 1, auto(40)).state.sums.qualified).toBe(0);
    const later = advance(held.state, day(9), auto(40));
    expect([later.state.sums.qualified, later.state.timers]).toEqual([1, []]);
    expect(only(later.decisions, 'entry')).toEqual([expect.objectContaining({ effectiveAt: T0 + 48 * HOUR, delta: 1, from: 'held', evidence: { burstHour: 9, score: 30, found: 'burst_hour', approvedAfterHours: 48 } })]);
  });
  it('is not for a score at the bound', () => {
    const held = tell(auto(30), [suspect]);
    expect([held.state.timers, advance(held.state, day(99), auto(30)).state.sums.qualified]).toEqual([[], 0]);
  });
  it.each([['reject', 'rejected'], ['approve', 'qualified']] as const)('ends with a person who says %s', (verdict, status) => {
    const seen = tell(auto(40), [suspect, review(1, verdict)]);
    const later = advance(seen.state, day(9), auto(40));
    expect([seen.state.timers, later.state.referrals.get('r1')!.status, later.decisions]).toEqual([[], status, []]);
  });
  it('begins again when the verdict is withdrawn, from the confirmation', () =>
    expect(tell(auto(40), [suspect, review(1, 'reject'), review(1, 'withdraw')]).state.timers.map((t) => t.dueAt)).toEqual([T0 + 48 * HOUR]));
  it('does not begin again for one that had waited for a person: nobody goes on because a verdict was undone', () => {
    const undone = tell(auto(40), [suspect, review(1, 'reject'), takenBack(1, { waits: true })]);
    expect([statusOf(undone.state, 1), undone.state.timers]).toEqual([['held', 'check.score'], []]);
    expect(advance(undone.state, day(99), auto(40)).state.sums.qualified).toBe(0);
    expect(statusOf(tell(auto(40), [review(1, 'approve')], undone).state, 1)).toEqual(['qualified', 'qualified']);
  });
  it('stands where time alone had let them pass before a verdict that is undone', () => {
    const late = { ...review(1, 'reject'), at: day(9) };
    expect(statusOf(tell(auto(40), [suspect, late, takenBack(1, {})]).state, 1)).toEqual(['qualified', 'qualified']);
  });
  it('never speaks for a claim of who invited', () => {
    const claim = friend(1, { at: T0, signals: { burstHour: 9 }, touches: [{ memberId: 'fan', linkId: 'l', via: 'claim', at: T0 }] });
    expect(statusOf(advance(tell(auto(40), [claim]).state, day(9), auto(40)).state, 1)).toEqual(['held', 'claim']);
  });
  it('is followed by the hold period, counted from the confirmation', () => {
    const rb = { ...auto(40), holdDays: 5 };
    const waits = advance(tell(rb, [suspect]).state, day(3), rb).state;
    expect([statusOf(waits, 1), waits.timers]).toEqual([['pending', 'hold'], [{ kind: 'hold', subjectId: 'r1', dueAt: T0 + 5 * 24 * HOUR }]]);
  });
});

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

function weighed(code: 'burst_hour' | 'address_pattern', weight: number): Check {
  return { code, outcome: 'allow', weight, args: { max: 3 } };
}
