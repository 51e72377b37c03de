import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  advance, decide, dueOrdinals, emptyState, mergeBooks, replayGroup, type Decision, type Fact, type Id, type MergeFact, type Rulebook, type State, type Step,
} from './index.js';
import { day, friend, only, plain, review, rules, T0, type Happening } from './testing.js';

// Anna and Bert turn out to be one person from day 10 to day 20. Friends 0 and 1 were brought by both, friend 5 is the other one.
const MERGED = day(10);
const PARTED = day(20);
const END = day(60);
const BOOKS = ['anna', 'bert'] as const;
type Name = (typeof BOOKS)[number];

const seasons = [{ id: 's1', from: T0, to: day(14) }, { id: 's2', from: day(14), to: day(45) }];
const signals = fc.record({ disposable: fc.boolean(), localDay: fc.constantFrom('d1', 'd2'), domain: fc.constantFrom('x', null) });
const n = fc.nat(5);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ n, signals }).map(({ n, signals }) => friend(n, { signals })) },
  { weight: 2, arbitrary: fc.record({ n, verdict: fc.constantFrom('approve' as const, 'reject' as const, 'withdraw' as const) }).map((r) => review(r.n, r.verdict)) },
  fc.record({ n, amountMinor: fc.constantFrom(100, 200) }).map((o): Happening => ({ kind: 'converted', referralId: `r${o.n}`, type: 'purchase', order: 'o', occurredAt: day(8), amountMinor: o.amountMinor })),
  n.map((n): Happening => ({ kind: 'refunded', referralId: `r${n}`, order: 'o' })),
  fc.record({ measure: fc.constantFrom('qualified' as const, 'points' as const, 'attended' as const), delta: fc.integer({ min: -2, max: 3 }) })
    .map((a): Happening => ({ kind: 'adjusted', reason: 'adjust.correction', by: 's', ...a })),
  fc.record({ order: fc.nat(2), points: fc.constantFrom(3, -3) }).map(({ order, points }): Happening => ({ kind: 'spent', grantId: `g${order}`, buyer: '', points, reason: points > 0 ? 'shop.bought' : 'shop.cancelled' })),
  fc.constantFrom('active' as const, 'suspended' as const).map((to): Happening => ({ kind: 'standing', to })),
  fc.constantFrom('press', null).map((to): Happening => ({ kind: 'cohort', to, by: 's' })),
);
/** Half days from the start, so that timers, seasons, the merge and its end are met exactly now and then. */
const story = fc.array(fc.tuple(fc.nat(60), happening), { maxLength: 24 }).map((told) => told.toSorted(([a], [b]) => a - b).map(([half, h]) => ({ ...h, at: T0 + half * 43_200_000 })));

const rulebook: fc.Arbitrary<Rulebook> = fc.record({
  holdDays: fc.constantFrom(0, 3), at: fc.integer({ min: 1, max: 3 }), every: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  buys: fc.boolean(), graceDays: fc.constantFrom(0, 2), limited: fc.boolean(), per: fc.constantFrom('life' as const, 'season' as const), friendSide: fc.boolean(),
}).map((r) => rules({
  seasons, holdDays: r.holdDays, qualification: r.buys ? { kind: 'converted', type: 'purchase', minAmountMinor: 150 } : { kind: 'confirmed' },
  checks: [{ code: 'disposable', outcome: 'hold', args: {} }, { code: 'burst', outcome: 'hold', args: { max: 3 } }],
  limits: r.limited ? [{ per: 'day', max: 2 }, { per: 'season', max: 3 }] : [],
  points: [{ on: 'qualified', points: 2, ...(r.limited && { capPerSeason: 5 }) }, { on: 'purchase', points: 1 }, { on: 'attended', points: 1 }],
  milestones: [
    { id: 'm', at: { else: r.at, cohorts: { press: 1 } }, measure: 'qualified', ...(r.every && { every: r.every }), rewardId: 'x', ...(r.friendSide && { friendRewardId: 'y' }) },
    { id: 'p', at: 4, measure: 'points', rewardId: 'x' },
  ],
  tiers: [{ id: 't1', at: 2, measure: 'qualified', per: r.per, graceDays: r.graceDays }, { id: 't2', at: 4, measure: 'qualified', per: r.per, graceDays: 0 }],
}));

/** A story in a book's own names, without what the ledger would refuse. */
function tellAs(name: Name, told: readonly (Happening & { at: number })[]): (Happening & { at: number })[] {
  const known = new Set<string>();
  return told.flatMap((h): (Happening & { at: number })[] => {
    if (h.kind === 'spent') return [{ ...h, buyer: name }];
    if (!('referralId' in h)) return [h];
    const referralId = `${name}-${h.referralId}`;
    if ((h.kind === 'confirmed') === known.has(referralId)) return [];
    known.add(referralId);
    return [h.kind === 'confirmed' ? { ...h, referralId, refereeId: friendOf(name, Number(h.referralId.slice(1))), touches: [touchOf(name, h.referralId, h.at)] } : { ...h, referralId }];
  });
}
const friendOf = (name: Name, i: number): Id => (i === 5 ? (name === 'anna' ? 'bert' : 'anna') : i < 2 ? `both${i}` : `${name}-friend${i}`);
const touchOf = (name: Name, r: string, at: number) =>
  ({ memberId: name, linkId: `l-${name}`, at, via: r === 'r4' ? ('claim' as const) : ('click' as const), seen: { burst60: r === 'r3' ? 3 : 0 } });

interface Group { facts: Fact[]; states: Record<Name, State>; decisions: { book: Name; d: Decision }[] }
const begin = (rb: Rulebook): Group => ({ facts: [], decisions: [], states: { anna: emptyState('anna', rb.version, T0), bert: emptyState('bert', rb.version, T0) } });
const place = (g: Group, book: Name, h: Happening & { at: number }): Fact =>
  ({ version: 1, ...h, memberId: book, seq: g.states[book].seq + 1, key: `${book} ${g.states[book].seq + 1}` }) as Fact;
function keep(g: Group, book: Name, step: Step): void {
  g.states[book] = step.state;
  g.decisions.push(...step.decisions.map((d) => ({ book, d })));
}
function tell(g: Group, rb: Rulebook, book: Name, hs: readonly (Happening & { at: number })[]): void {
  for (const h of hs) {
    const f = place(g, book, h);
    g.facts.push(f);
    keep(g, book, decide(g.states[book], f, rb));
  }
}
function pair(g: Group, rb: Rulebook, kind: MergeFact['kind'], at: number): void {
  const [fa, fb] = [place(g, 'anna', { kind, other: 'bert', at }), place(g, 'bert', { kind, other: 'anna', at })] as [MergeFact, MergeFact];
  g.facts.push(fa, fb);
  const [b, a] = mergeBooks(g.states.bert, g.states.anna, fb, fa, rb);
  for (const [book, step] of kind === 'merged' ? [['bert', b], ['anna', a]] as const : [['anna', a], ['bert', b]] as const) keep(g, book, step);
}

const within = <H extends { at: number }>(hs: readonly H[], from: number, to: number): H[] => hs.filter((h) => from <= h.at && h.at < to);
/** What the ledger makes of both stories: two books, one from day 10 to 20, two again. */
function live(rb: Rulebook, anna: Happenings, bert: Happenings, upTo: 'merged' | 'parted' | 'end'): Group {
  const g = begin(rb);
  tell(g, rb, 'anna', within(anna, T0, MERGED));
  tell(g, rb, 'bert', within(bert, T0, MERGED));
  pair(g, rb, 'merged', MERGED);
  const meanwhile = [...within(anna, MERGED, PARTED), ...within(bert, MERGED, PARTED)].toSorted((a, b) => a.at - b.at);
  tell(g, rb, 'anna', meanwhile);
  if (upTo === 'merged') return g;
  pair(g, rb, 'unmerged', PARTED);
  if (upTo === 'parted') return g;
  tell(g, rb, 'anna', within(anna, PARTED, END));
  tell(g, rb, 'bert', within(bert, PARTED, END));
  for (const book of BOOKS) keep(g, book, advance(g.states[book], END, rb));
  return g;
}
type Happenings = readonly (Happening & { at: number })[];
const stories = fc.tuple(rulebook, story.map((s) => tellAs('anna', s)), story.map((s) => tellAs('bert', s)));
const given = (check: (rb: Rulebook, anna: Happenings, bert: Happenings) => void) =>
  fc.assert(fc.property(stories, ([rb, anna, bert]) => check(rb, anna, bert)), { numRuns: 250 });

/** A book without its place in the chain, and without awards at rest that only the two together earned. */
function alone(s: State, expected: State): unknown {
  const awards = new Map([...s.awards].filter(([key, a]) => a.status === 'active' || expected.awards.has(key)));
  return { ...(plain({ ...s, awards }) as object), seq: 0 };
}
const asWas = (s: State) => ({ ...(plain(s) as object), seq: 0 });

describe('for any two books', () => {
  it('merging and parting again is as if nothing had been', () => given((rb, anna, bert) => {
    const g = begin(rb);
    tell(g, rb, 'anna', anna);
    tell(g, rb, 'bert', bert);
    const before = BOOKS.map((b) => advance(g.states[b], END, rb).state);
    pair(g, rb, 'merged', END);
    pair(g, rb, 'unmerged', END);
    expect(BOOKS.map((b, i) => alone(g.states[b], before[i]!))).toEqual(before.map(asWas));
  }));

  it('parted, each is what it would be had they never met', () => given((rb, anna, bert) => {
    const meanwhile = (h: Happening & { at: number }) => MERGED <= h.at && h.at < PARTED;
    const anyones = (h: Happening) => !('referralId' in h) && h.kind !== 'spent';
    const g = live(rb, anna, bert, 'parted');
    const own = begin(rb);
    const until = (hs: Happenings) => within(hs, T0, PARTED).toSorted((x, y) => x.at - y.at);
    tell(own, rb, 'anna', until([...anna, ...bert.filter((h) => meanwhile(h) && anyones(h))]));
    tell(own, rb, 'bert', until([...anna.filter((h) => meanwhile(h) && h.kind === 'standing'), ...bert.filter((h) => !meanwhile(h) || !anyones(h) || h.kind === 'standing')]));
    for (const book of BOOKS) {
      const expected = advance(own.states[book], PARTED, rb).state;
      const { awards, ...rest } = g.states[book];
      expect(alone({ ...rest, awards: new Map() }, expected)).toEqual(asWas({ ...expected, awards: new Map() }));
      const status = (m: State['awards'], key: string) => [...m.values()].find((a) => a.key === key)?.status === 'active';
      for (const key of new Set([...awards.keys(), ...expected.awards.keys()])) if (key.endsWith('own')) expect([key, status(awards, key)]).toEqual([key, status(expected.awards, key)]);
    }
  }));

  it('the replay of the group is the live path', () => given((rb, anna, bert) => {
    const g = live(rb, anna, bert, 'end');
    const replayed = replayGroup(g.facts.toReversed(), () => rb, END);
    for (const book of BOOKS) {
      expect(plain(replayed.get(book)!.state)).toEqual(plain(g.states[book]));
      expect(replayed.get(book)!.decisions).toEqual(g.decisions.filter((x) => x.book === book).map((x) => x.d));
    }
  }));

  it('sums are what the entries add up to, in both books', () => given((rb, anna, bert) => {
    for (const upTo of ['merged', 'parted', 'end'] as const) {
      const g = live(rb, anna, bert, upTo);
      for (const book of BOOKS) for (const m of ['qualified', 'points', 'attended', 'spent'] as const) {
        const entries = only(g.decisions.filter((x) => x.book === book).map((x) => x.d), 'entry');
        expect(entries.filter((e) => e.measure === m).reduce((sum, e) => sum + e.delta, 0)).toBe(g.states[book].sums[m]);
      }
    }
  }));

  it('the group counts each friend once, nobody of its own, and adjustments', () => given((rb, anna, bert) => {
    const { states, facts } = live(rb, anna, bert, 'merged');
    const counted = [...states.anna.referrals.values()].filter((r) => r.counted);
    const adjustments = facts.filter((f) => f.kind === 'adjusted' && f.measure === 'qualified').reduce((sum, f) => sum + (f as { delta: number }).delta, 0);
    expect(states.anna.sums.qualified).toBe(counted.length + adjustments);
    expect(states.anna.referrals.size).toBe(facts.filter((f) => f.kind === 'confirmed').length);
    expect(counted.filter((r) => r.refereeId === 'anna' || r.refereeId === 'bert')).toEqual([]);
    for (const d of ['d1', 'd2']) expect(states.anna.windows[`day:${d}`] ?? 0).toBe(counted.filter((r) => r.counted!.day === d).length);
    for (const [id, total] of Object.entries(states.anna.season)) {
      const season = seasons.find((x) => x.id === id)!;
      const adjusted = facts.filter((f) => f.kind === 'adjusted' && f.measure === 'qualified' && season.from <= f.at && f.at < season.to).reduce((sum, f) => sum + (f as { delta: number }).delta, 0);
      expect([id, total]).toEqual([id, counted.filter((r) => r.counted!.season === id).length + adjusted]);
    }
    const onHold = [...states.anna.referrals].filter(([, r]) => r.reason === 'hold').map(([id]) => id);
    expect(states.anna.timers.filter((t) => t.kind === 'hold').map((t) => t.subjectId).toSorted()).toEqual(onHold.toSorted());
    expect({ ...states.bert, seq: 0, standing: '', cohort: null }).toEqual({ ...emptyState('bert', 1, MERGED), standing: '', merged: { into: 'anna' } });
  }));

  it('what is due to the group is held, each ordinal by one of its books', () => given((rb, anna, bert) => {
    const { states: { anna: group }, decisions } = live(rb, anna, bert, 'merged');
    const keys = [...givenBy(decisions)].filter(([, status]) => status === 'held').map(([award]) => award.slice(award.indexOf(' ') + 1));
    expect(new Set(keys).size).toBe(keys.length);
    if (group.standing !== 'active') return;
    for (const m of rb.milestones) for (let k = 1; k <= dueOrdinals(m, group.sums[m.measure], group.cohort); k++) expect(keys).toContain(`${m.id}#${k}#own`);
  }));

  it('each award of each book is given once, and taken and given back in turn', () => given((rb, anna, bert) => {
    const { states, decisions } = live(rb, anna, bert, 'end');
    const held = givenBy(decisions);
    for (const book of BOOKS) for (const a of states[book].awards.values()) {
      if (a.of === 'milestone') expect([a.key, held.get(`${book} ${a.key}`)]).toEqual([a.key, a.status === 'active' ? 'held' : 'off']);
    }
  }));
});

/** What whoever writes grants knows of each award, by its book and key. */
function givenBy(decisions: Group['decisions']): Map<string, 'held' | 'off'> {
  const held = new Map<string, 'held' | 'off'>();
  for (const { book, d } of decisions) {
    if (d.kind !== 'award' && d.kind !== 'suspend' && d.kind !== 'reinstate') continue;
    const award = `${d.book ?? book} ${d.key}`;
    expect([d.kind, held.get(award)]).toEqual([d.kind, d.kind === 'award' ? undefined : d.kind === 'suspend' ? 'held' : 'off']);
    held.set(award, d.kind === 'suspend' ? 'off' : 'held');
  }
  return held;
}
