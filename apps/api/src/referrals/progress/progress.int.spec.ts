import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Rulebook } from '@fanfare/domain';
import { Verifier } from '../../ledger/index.js';
import { newId } from '../../platform/ids.js';
import { Worker } from '../../platform/jobs/worker.js';
import { changeRules } from '../../testing/machine.js';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { MyAdjustmentsResponse, ProgressResponse } from './progress.dto.js';

const LAST_YEAR = { id: '2025-01-01', from: Date.parse('2025-01-01T00:00:00+01:00'), to: Date.parse('2026-01-01T00:00:00+01:00') };
const THIS_YEAR = { id: '2026-01-01', from: LAST_YEAR.to, to: Date.parse('2027-01-01T00:00:00+01:00') };
const RICH = newId();
const MUG = newId();
let test: TestApp;
let program: SignupProgram;
let people = 0;
beforeAll(async () => {
  test = await startTestApp({ now: new Date('2025-11-03T09:00:00Z') });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  const { tiers, milestones, rewards } = program.ids;
  const rules: Pick<Rulebook, 'seasons' | 'points' | 'tiers' | 'milestones'> = {
    seasons: [LAST_YEAR, THIS_YEAR],
    points: [{ on: 'qualified', points: 20 }],
    tiers: [
      { id: tiers.ambassador, name: 'Ambassador', at: 3, measure: 'qualified', per: 'season', graceDays: 30 },
      { id: tiers.gold, name: 'Gold', at: 20, measure: 'qualified', per: 'life', graceDays: 0 },
      { id: RICH, name: 'Rich', at: 200, measure: 'points', per: 'life', graceDays: 0 },
    ],
    milestones: [
      { id: milestones.stickers, name: 'Stickers', at: 1, every: 1, measure: 'qualified', rewardId: rewards.stickers, friendRewardId: rewards.discountCode },
      { id: milestones.welcomeBox, name: 'Box', at: 5, measure: 'qualified', rewardId: rewards.welcomeBox, friendRewardId: rewards.welcomeBox },
      { id: MUG, name: 'Mug', at: 60, measure: 'points', rewardId: rewards.discountCode },
    ],
  };
  await changeRules(test.app, program.id, rules);
});
afterAll(async () => {
  expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  await program.close();
  await test.close();
});

interface Fan { readonly email: string; readonly code: string; readonly memberId: string; readonly who: SignedIn }
let staff: SignedIn;
let fan: Fan;
/** Each story begins at its own time, with somebody new. */
const begin = async (now: string): Promise<Fan> => {
  test.clock.moveTo(new Date(now));
  staff = await staffSession(test.app, 'manager', program.id);
  const email = `fan${++people}@reader.test`;
  const code = await program.join(email, { name: 'Maja' });
  return { email, code, memberId: (await program.memberOf(email))!, who: await openSession(test.app, await accountOf(test.app, email), 'member') };
};
const mine = async <T = ProgressResponse>(path = 'progress'): Promise<T> => {
  const who = await openSession(test.app, await accountOf(test.app, fan.email), 'member');
  return (await test.app.inject({ url: `/api/v1/me/programs/halcyon/${path}`, headers: who.headers })).json<T>();
};
const bring = async (count: number) => {
  for (let n = 0; n < count; n++) {
    test.clock.moveTo(new Date(test.clock.now().getTime() + 60_000));
    await program.join(`friend${++people}@reader.test`, { referralCode: fan.code });
  }
};
const adjust = async (delta: number, more: object = {}) => {
  const answer = await test.app.inject({
    method: 'POST', url: `/api/v1/programs/${program.id}/members/${fan.memberId}/adjustments`, headers: staff.headers,
    payload: { id: randomUUID(), measure: 'qualified', delta, reason: 'adjust.correction', note: 'Asked by the press office', ...more },
  });
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
};
const read = new Set<string>();
/** The fan's mails since they last read, oldest first; those about rewards have tests of their own. */
const mails = async () => {
  const fresh = (await drainMail(test.app)).filter((mail) => mail.to === fan.email && !read.has(mail.id)).reverse();
  for (const mail of fresh) read.add(mail.id);
  return fresh.filter(({ subject }) => !subject.endsWith('is yours'));
};
const pass = async (now: string) => {
  test.clock.moveTo(new Date(now));
  staff = await staffSession(test.app, 'manager', program.id);
  await test.app.get(Worker).drain();
};

describe('a tier of a season', () => {
  beforeEach(async () => {
    fan = await begin('2025-12-01T09:00:00Z');
  });

  it('is one friend away by the season’s own sum, and the mail says so', async () => {
    await bring(2);
    await pass('2026-02-02T09:00:00Z');
    expect(await mine()).toMatchObject({
      qualified: 2, tier: null, nextTier: { name: 'Ambassador', per: 'season', sum: 0, threshold: 3, remaining: 3 },
      tiers: [{ name: 'Ambassador', sum: 0, held: false }, { name: 'Gold', sum: 2 }, { name: 'Rich', measure: 'points', sum: 40, threshold: 200, held: false }],
    });
    await mails();
    await bring(1);
    expect((await mails()).map(({ subject, text }) => [subject, text])).toEqual([
      ['Two friends to Ambassador, Maja', expect.stringContaining('That makes 3 friends at Halcyon Daily. Two friends this season to Ambassador.')],
    ]);
    await bring(1); // four in all: by the life-long sum it would have been reached long ago
    expect((await mails()).map(({ subject, text }) => [subject, text])).toEqual([
      ['Maja, one friend to Ambassador', expect.stringContaining('2 friends count for you at Halcyon Daily this season.')],
    ]);
    await bring(1);
    expect(await mine()).toMatchObject({ tier: { name: 'Ambassador', toKeep: null, keptUntil: null }, nextTier: { name: 'Gold', sum: 5, remaining: 15 } });
    expect((await mails()).find(({ subject }) => subject.includes('Ambassador now'))!.text).toContain('3 friends have joined Halcyon Daily through you this season');
  });

  it('says what keeps it: by the end of the season, and then by the end of its grace', async () => {
    await bring(3);
    await pass('2026-06-01T09:00:00Z');
    expect(await mine()).toMatchObject({
      tier: { name: 'Ambassador', keptUntil: null, toKeep: { name: 'Ambassador', measure: 'qualified', per: 'season', threshold: 3, sum: 0, remaining: 3, until: '2026-12-31T22:59:59.999Z' } },
      tiers: [{ name: 'Ambassador', sum: 0, held: true }, { held: false }, { held: false }],
      nextTier: { name: 'Gold' },
    });
    await mails();
    await bring(1);
    const [told] = await mails();
    expect([told?.subject, told?.text]).toEqual(['Two friends to stay Ambassador, Maja', expect.stringContaining('Two friends by December 31, 2026 to stay Ambassador.')]);
  });
});

describe('a tier that is about to be lost', () => {
  it('is told with how many friends keep it, and by when', async () => {
    fan = await begin('2026-03-01T09:00:00Z');
    await bring(4);
    expect((await mine()).tier).toMatchObject({ name: 'Ambassador', toKeep: null });
    await adjust(-3);
    expect(await mine()).toMatchObject({
      qualified: 1, tier: { name: 'Ambassador', keptUntil: '2026-03-31T09:04:00.000Z', toKeep: { threshold: 3, sum: 1, remaining: 2, until: '2026-03-31T09:04:00.000Z' } }, nextTier: { name: 'Gold', remaining: 19 },
    });
    const [path] = (await test.app.inject({ method: 'POST', url: '/api/v1/me/programs/halcyon/personal-link/rotate', headers: fan.who.headers })).json<{ url: string }>().url.split('/p/').slice(1);
    expect((await test.app.inject({ url: `/p/${path}`, headers: { 'accept-language': 'en' } })).body).toContain('2 more friends by March 31, 2026 to stay Ambassador');
    await bring(2);
    expect((await mine()).tier).toMatchObject({ name: 'Ambassador', keptUntil: null, toKeep: null });
  });
});

describe('what is measured in points', () => {
  it('is told in points, and what the friend gets beside it', async () => {
    fan = await begin('2026-04-01T09:00:00Z');
    await bring(2);
    expect((await mine()).milestones).toEqual([
      expect.objectContaining({ title: 'Stickers', measure: 'qualified', sum: 2, friend: { title: expect.any(String), each: true, at: 3 } }),
      expect.objectContaining({ measure: 'qualified', threshold: 5, sum: 2, friend: { title: 'Welcome box', each: false, at: 5 } }),
      expect.objectContaining({ measure: 'points', threshold: 60, sum: 40, friend: null, status: 'ahead' }),
    ]);
    const join = async (query: string) => (await test.app.inject({ url: `/join/halcyon${query}`, headers: { 'accept-language': 'en' } })).body;
    const page = await join(`?ref=${fan.code.toUpperCase()}`);
    for (const said of ['60 points', '1 friend', 'Your friend gets', 'as soon as your sign-up counts.', 'You get Welcome box if you are the friend with whom whoever invited you reaches 5 friends.']) expect(page).toContain(said);
    expect(await join('')).not.toContain('as soon as your sign-up counts');
    expect(await join('?ref=nobodys')).not.toContain('as soon as your sign-up counts');
    const each = async () => (await mine()).milestones[0]!.friend;
    await adjust(-1); // the next friend brings back what was there
    expect(await join(`?ref=${fan.code}`)).not.toContain('as soon as your sign-up counts');
    expect(await each()).toMatchObject({ each: false, at: 3 });
    await adjust(1);
    expect(await each()).toMatchObject({ each: true, at: 3 });
    expect(await join(`?ref=${fan.code}`)).toContain('as soon as your sign-up counts');
  });
});

describe('a count that people have moved', () => {
  it('says so among the friends, with a mail, and without what staff noted', async () => {
    fan = await begin('2026-05-01T09:00:00Z');
    await bring(1);
    await mails();
    await adjust(1);
    await adjust(-1);
    await adjust(1, { reason: 'adjust.goodwill' });
    await adjust(30, { measure: 'points' });
    const { items } = await mine<MyAdjustmentsResponse>('adjustments');
    expect(items.map(({ delta, reason }) => `${delta} ${reason}`)).toEqual(['1 goodwill', '-1 correction', '1 correction']);
    expect((await mine()).qualified).toBe(1 + items.reduce((sum, { delta }) => sum + delta, 0));
    const told = (await mails()).filter(({ subject }) => subject.includes('went'));
    expect(told.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['Maja, your count at Halcyon Daily went up', 'Maja, your count at Halcyon Daily went down', 'Maja, your points at Halcyon Daily went up']));
    expect(told).toHaveLength(4);
    expect(told.some(({ text }) => text.includes('The team has added one friend as a goodwill gesture.'))).toBe(true);
    expect(JSON.stringify([items, told])).not.toContain('press office');
  });
});

describe('a correction that reaches a tier', () => {
  it.each([['adjust.correction', 'The team has added 9 friends to correct your count. 10 friends have joined'], ['adjust.goodwill', 'The team has added 9 friends as a goodwill gesture. 10 friends have joined']])('is one mail, which says both: %s', async (reason, said) => {
    fan = await begin('2026-05-02T09:00:00Z');
    await bring(1);
    await mails();
    await adjust(9, { reason });
    const told = await mails();
    expect(told.filter(({ subject }) => /went|Ambassador/.test(subject)).map(({ subject }) => subject)).toEqual(['Maja, you’re Ambassador now']);
    expect(told.find(({ subject }) => subject.includes('Ambassador'))!.text).toContain(said);
  });
});

describe('rules that lower a count', () => {
  it('are told once to whoever has fewer friends by them, with the reason, however often the publication is worked off', async () => {
    fan = await begin('2026-06-01T09:00:00Z');
    await bring(3);
    await mails();
    const owner = (await staffSession(test.app, 'owner', program.id)).headers;
    const { items: [before] } = (await test.app.inject({ url: `/api/v1/programs/${program.id}/rulebooks`, headers: owner })).json<{ items: [{ rules: object }] }>();
    const answer = await test.app.inject({
      method: 'POST', url: `/api/v1/programs/${program.id}/rulebooks`, headers: owner,
      payload: { rules: { ...before.rules, limits: [{ per: 'day', max: 1 }] }, mode: 'recount', keepTiers: true },
    });
    expect([answer.statusCode, answer.body.slice(0, 300)]).toEqual([201, expect.any(String)]);
    for (let n = 0; n < 3; n++) await test.app.get(Worker).drain();
    const told = (await mails()).filter(({ subject }) => subject.includes('rules'));
    expect(told.map(({ subject }) => subject)).toEqual(['Maja, the rules of Halcyon Daily have changed']);
    expect(told[0]!.text).toContain('2 friends no longer count: one friend counts for you now.');
    expect(told[0]!.text).toContain('there is a limit to how many count in a period.');
  });
});
