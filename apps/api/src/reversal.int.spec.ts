import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenFriends } from '@fanfare/domain';
import { BookVisitor, Verifier } from './ledger/index.js';
import { Worker } from './platform/jobs/worker.js';
import { Keys } from './platform/keys.js';
import { changeRules, TestMachine } from './testing/machine.js';
import { drainMail } from './testing/mailbox.js';
import { BERLIN } from './testing/reward-program.js';
import { accountOf, openSession, type SignedIn, staffSession } from './testing/sign-in.js';
import { putBack } from './rewards/pool-queue.js';
import { Transactions } from './platform/database/transactions.js';
import { SignupProgram } from './testing/signup-program.js';
import { startTestApp, type TestApp } from './testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const STATES = ['claimable', 'claimed', 'packed', 'shipped', 'delivered'] as const;
type GrantState = (typeof STATES)[number];
const STOPPED: readonly GrantState[] = ['claimable', 'claimed'];
const STEPS: readonly { to: GrantState; path: string; body?: object }[] = [
  { to: 'packed', path: 'pack' }, { to: 'shipped', path: 'ship', body: {} }, { to: 'delivered', path: 'deliver' },
];

/** Maja, whose friends Jonas and Ewa have each bought something: two bring stickers by post and make an Ambassador. */
interface Story {
  readonly name: string;
  readonly fan: SignedIn & { readonly email: string; readonly memberId: string };
  readonly ewa: string;
  readonly grantId: string;
}

let test: TestApp;
let program: SignupProgram;
let shop: TestMachine;
let staff: SignedIn;
let stories = 0;

beforeAll(async () => {
  // Hundreds of orders in one moment that does not pass: more than a key or a program may report.
  test = await startTestApp({ now: NOW, env: { RATE_LIMITS: 'machineOfKey=100000/1,machineOfProgram=100000/1' } });
  program = await SignupProgram.make(test.app, 'reversal', test.database.superUrl);
  shop = await TestMachine.make(test.app, program.id);
  staff = await staffSession(test.app, 'manager', program.id);
  await changeRules(test.app, program.id, {
    qualification: { kind: 'converted', type: 'purchase' },
    tiers: [{ id: program.ids.tiers.ambassador, name: 'Ambassador', at: 2, measure: 'qualified', per: 'life', graceDays: 14 }],
    milestones: [{ id: program.ids.milestones.stickers, name: 'Stickers', at: 2, measure: 'qualified', rewardId: program.ids.rewards.stickers }],
  });
  expect((await ask(staff, 'PUT', `programs/${program.id}/rewards/${program.ids.rewards.stickers}/stock`, { unitsLeft: 100 })).statusCode).toBe(200);
});
afterAll(async () => {
  expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  await program.close();
  await test.close();
});

const ask = (who: SignedIn, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) =>
  test.app.inject({ method, url: `/api/v1/${path}`, headers: who.headers, ...(payload && { payload }) });
const ofGrant = (grantId: string, path: string, body?: object) => ask(staff, 'POST', `programs/${program.id}/grants/${grantId}/${path}`, body);
const mine = async <T>(fan: SignedIn, path: string): Promise<T> => (await ask(fan, 'GET', `me/programs/${program.slug}/${path}`)).json<T>();
const later = (minutes: number) => test.clock.moveTo(new Date(test.clock.now().getTime() + minutes * 60_000));
const DAY = 24 * 60; // minutes

/** What the shop tells of one person. */
const report = async (body: Record<string, unknown>) => {
  const answer = await shop.convert(body);
  if (answer.statusCode > 201) throw new Error(answer.body);
  return answer.json<{ member: { id: string; link: { code: string } }; referral: { id: string } | null }>();
};
const buys = (story: string, who: string, order: string) => report({ externalId: `${story}-${order}`, type: 'purchase', email: `${story}-${who.toLowerCase()}@reader.test`, amountMinor: 5000, currency: 'EUR' });
const refunds = (story: string, order: string) => report({ externalId: `${story}-${order}-back`, type: 'refund', order: `${story}-${order}` });

async function begin(): Promise<Omit<Story, 'grantId' | 'ewa'> & { code: string }> {
  const name = `s${++stories}`;
  const email = `${name}-maja@reader.test`;
  const { member } = await report({ externalId: `${name}-maja`, type: 'signup', email, name: 'Maja Nowak' });
  return { name, code: member.link.code, fan: { ...(await openSession(test.app, await accountOf(test.app, email), 'member')), email, memberId: member.id } };
}

async function joins(story: string, code: string, who: string): Promise<string> {
  const { referral } = await report({ externalId: `${story}-${who}`, type: 'signup', email: `${story}-${who.toLowerCase()}@reader.test`, name: who, referralCode: code });
  return referral!.id;
}

/** @param state how far the stickers have come */
async function reach(state: GrantState): Promise<Story> {
  staff = await staffSession(test.app, 'manager', program.id); // the last one may be over
  const { code, ...begun } = await begin();
  later(1);
  await joins(begun.name, code, 'Jonas');
  const ewa = await joins(begun.name, code, 'Ewa');
  await buys(begun.name, 'Jonas', 'j1');
  await buys(begun.name, 'Ewa', 'e1');
  const [{ id: grantId }] = (await mine<{ items: [{ id: string }] }>(begun.fan, 'rewards')).items;
  if (state !== 'claimable') expect((await ask(begun.fan, 'POST', `me/programs/${program.slug}/rewards/${grantId}/claim`, { address: BERLIN })).statusCode).toBe(200);
  for (const { path, body } of STEPS.slice(0, STEPS.findIndex(({ to }) => to === state) + 1)) expect((await ofGrant(grantId, path, body)).statusCode).toBe(200);
  await drainMail(test.app);
  later(1);
  return { ...begun, ewa, grantId };
}

const review = async (referralId: string, verdict: string, reason: string) =>
  ask(staff, 'POST', `programs/${program.id}/reviews`, { id: randomUUID(), referralId, seen: await program.revisionOf(referralId), verdict, reason });
/** Who leaves presses the button of a mail. */
async function unsubscribes(memberId: string): Promise<void> {
  const answer = await program.form(`/unsubscribe?token=${test.app.get(Keys).token('unsubscribe', memberId)}`, { 'List-Unsubscribe': 'One-Click' });
  expect(answer.statusCode).toBe(200);
  await test.app.get(Worker).drain();
}

/** The mails that somebody has had since, oldest first. */
async function mailsDuring(email: string, act: () => Promise<unknown>): Promise<{ subject: string; text: string }[]> {
  const before = new Set((await drainMail(test.app)).map((mail) => mail.id));
  await act();
  return (await drainMail(test.app)).filter((mail) => mail.to === email && !before.has(mail.id)).reverse();
}

const ofBook = (memberId: string) => [program.id, memberId];
/** Everything that must fit together. */
async function where({ fan, grantId }: Story) {
  const [standing] = await program.sql<{ qualified: number; tier_id: string | null }>('SELECT qualified, tier_id FROM standings WHERE program_id = $1 AND member_id = $2', ofBook(fan.memberId));
  const awards = await program.sql<{ status: string }>(`SELECT status FROM awards WHERE program_id = $1 AND member_id = $2 AND earned_as = 'milestone' AND side = 'own'`, ofBook(fan.memberId));
  const grants = await program.sql('SELECT id, status, resume_status, reason FROM grants WHERE program_id = $1 AND beneficiary_id = $2', ofBook(fan.memberId));
  const units = await program.sql<{ units: number }>('SELECT units::int FROM allocations WHERE program_id = $1 AND grant_id = $2', [program.id, grantId]);
  const created = await program.sql(`SELECT 1 FROM outbox WHERE program_id = $1 AND topic = 'grant.created' AND payload->>'memberId' = $2`, ofBook(fan.memberId));
  return { qualified: standing!.qualified, isAmbassador: standing!.tier_id === program.ids.tiers.ambassador, awards: awards.map((award) => award.status), grants, units: units.map(({ units: n }) => n), created: created.length };
}
const entries = (referralId: string) => program.sql(
  `SELECT from_status AS "from", to_status AS "to", delta, reason FROM ledger_entries WHERE program_id = $1 AND referral_id = $2 AND measure = 'qualified' AND reason <> 'noted' ORDER BY seq DESC LIMIT 1`, [program.id, referralId]);
const unitsLeft = async () => (await program.sql<{ units_left: number }>('SELECT units_left::int FROM pools WHERE program_id = $1', [program.id]))[0]!.units_left;

const CAUSES = {
  refund: {
    reason: 'refunded', memberReason: 'refunded', because: 'purchase was refunded',
    falls: (story: Story, n: number) => refunds(story.name, `e${n}`),
    rises: (story: Story, n: number) => buys(story.name, 'Ewa', `e${n + 1}`),
  },
  'fraud found later': {
    reason: 'review.abuse', memberReason: 'not_accepted', because: 'sign-up was not accepted',
    falls: (story: Story) => review(story.ewa, 'reject', 'review.abuse'),
    rises: (story: Story) => review(story.ewa, 'withdraw', 'review.withdrawn'),
  },
} as const;

const standing = async ({ fan }: Story, what: 'suspend' | 'reinstate') =>
  expect((await ask(staff, 'POST', `programs/${program.id}/members/${fan.memberId}/${what}`, { id: randomUUID(), reason: 'somebody complained' })).statusCode).toBe(200);
const grantIn = async (story: Story) => (await where(story)).grants;

describe('a member who is suspended', () => {
  it.each(STATES)('whose stickers are %s: what is not on its way waits, and goes on where it was', async (state) => {
    const story = await reach(state);
    const isStopped = STOPPED.includes(state);
    await standing(story, 'suspend');
    expect(await grantIn(story)).toEqual([isStopped ? { id: story.grantId, status: 'suspended', resume_status: state, reason: 'member_suspended' } : { id: story.grantId, status: state, resume_status: null, reason: null }]);
    if (isStopped) {
      expect((await ask(story.fan, 'POST', `me/programs/${program.slug}/rewards/${story.grantId}/claim`, { address: BERLIN })).json()).toMatchObject({ code: 'grant.not_claimable', grantStatus: 'suspended' });
      expect((await ofGrant(story.grantId, 'pack')).json()).toMatchObject({ code: 'grant.wrong_state' });
    }
    later(10);
    await standing(story, 'reinstate');
    expect(await where(story)).toMatchObject({ awards: ['active'], units: [1], created: 1, grants: [{ id: story.grantId, status: state, resume_status: null, reason: null }] });
  });

  it('and whose friend is refunded meanwhile gets nothing back until both are well again', async () => {
    const story = await reach('claimed');
    await standing(story, 'suspend');
    await refunds(story.name, 'e1');
    expect(await grantIn(story)).toEqual([{ id: story.grantId, status: 'suspended', resume_status: 'claimed', reason: 'award_suspended' }]);
    later(1);
    await standing(story, 'reinstate');
    expect(await grantIn(story)).toEqual([{ id: story.grantId, status: 'suspended', resume_status: 'claimed', reason: 'award_suspended' }]);
    await buys(story.name, 'Ewa', 'e2');
    expect(await grantIn(story)).toEqual([{ id: story.grantId, status: 'claimed', resume_status: null, reason: null }]);
  });

  it('and whose packed stickers lose their award, or whose parcel is taken out again, is sent nothing', async () => {
    const story = await reach('packed');
    await refunds(story.name, 'e1');
    expect(await grantIn(story)).toEqual([{ id: story.grantId, status: 'packed', resume_status: null, reason: 'stands' }]);
    await standing(story, 'suspend');
    const [{ id: parcelId }] = await program.sql<{ id: string }>('SELECT parcel_id AS id FROM parcel_lines WHERE program_id = $1 AND grant_id = $2', [program.id, story.grantId]) as [{ id: string }];
    expect((await ask(staff, 'POST', `programs/${program.id}/parcels/${parcelId}/unpack`)).statusCode).toBe(200);
    expect(await grantIn(story)).toEqual([{ id: story.grantId, status: 'suspended', resume_status: 'claimed', reason: 'award_suspended' }]);
    await standing(story, 'reinstate');
    await buys(story.name, 'Ewa', 'e2');
    expect(await grantIn(story)).toEqual([{ id: story.grantId, status: 'claimed', resume_status: null, reason: null }]);
  });

  it('is kept waiting by what is given by hand, too', async () => {
    const story = await reach('delivered');
    await standing(story, 'suspend');
    const gift = (await ask(staff, 'POST', `programs/${program.id}/grants`, { memberId: story.fan.memberId, rewardId: program.ids.rewards.stickers, reason: 'sorry' })).json<{ id: string; status: string }>();
    expect(gift.status).toBe('suspended');
    await standing(story, 'reinstate');
    expect((await grantIn(story)).find((grant) => (grant as { id: string }).id === gift.id)).toMatchObject({ status: 'claimable', reason: 'by_hand' });
  });
});

describe.each(Object.entries(CAUSES))('a %s', (_cause, { reason, memberReason, because, falls, rises }) => {
  it.each(STATES)('of a friend whose stickers are %s', async (state) => {
    const story = await reach(state);
    const isStopped = STOPPED.includes(state);
    const left = await unitsLeft();
    expect(await where(story)).toEqual({
      qualified: 2, isAmbassador: true, awards: ['active'], units: [1], created: 1, grants: [{ id: story.grantId, status: state, resume_status: null, reason: null }],
    });
    for (const n of [1, 2, 3]) {
      const bad = await mailsDuring(story.fan.email, () => falls(story, n));
      expect(await entries(story.ewa)).toEqual([{ from: 'qualified', to: 'reversed', delta: -1, reason }]);
      expect(await where(story)).toEqual({
        qualified: 1, isAmbassador: true, awards: ['suspended'], units: [1], created: 1,
        grants: [isStopped ? { id: story.grantId, status: 'suspended', resume_status: state, reason: 'award_suspended' } : { id: story.grantId, status: state, resume_status: null, reason: 'stands' }],
      });
      expect(bad.map((mail) => mail.subject)).toEqual([isStopped ? 'Maja, Stickers is on hold' : 'Maja, Ewa no longer counts']);
      expect(bad[0]!.text).toContain(because);
      expect(bad[0]!.text).toContain('One friend counts for you at Halcyon Daily now');
      expect(bad[0]!.text).toContain('You stay Ambassador until March 16, 2026. One friend by then, and you keep it.');
      expect(bad[0]!.text).toContain(isStopped ? 'it goes on where it was; nothing has to be earned twice' : 'packed or sent already stays yours');
      expect((await mine<{ items: object[] }>(story.fan, 'referrals')).items).toContainEqual(expect.objectContaining({ id: story.ewa, status: 'reversed', reasons: [{ code: memberReason, text: expect.any(String) }] }));
      expect(await mine(story.fan, 'progress')).toMatchObject({ qualified: 1, reversed: 1, tier: { name: 'Ambassador', keptUntil: expect.stringMatching('^2026-03-16'), toKeep: { sum: 1, threshold: 2, remaining: 1 } } });

      later(1);
      const good = await mailsDuring(story.fan.email, () => rises(story, n));
      expect(await entries(story.ewa)).toEqual([{ from: 'reversed', to: 'qualified', delta: 1, reason: 'qualified' }]);
      expect(await where(story)).toEqual({
        qualified: 2, isAmbassador: true, awards: ['active'], units: [1], created: 1, grants: [{ id: story.grantId, status: state, resume_status: null, reason: null }],
      });
      expect(good.map((mail) => mail.subject)).toEqual(isStopped ? ['Maja, Stickers goes on'] : ['2 friends count for you, Maja']);
      expect(good[0]!.text).toContain('Ewa counts again');
      later(1);
    }
    expect(await unitsLeft()).toBe(left);
    expect(await program.sql(`SELECT 1 FROM timers WHERE program_id = $1 AND member_id = $2`, ofBook(story.fan.memberId))).toEqual([]);
  }, 60_000);

  it('stops the claim while it stands still, and lets it go on afterwards', async () => {
    const story = await reach('claimable');
    await falls(story, 1);
    const claim = () => ask(story.fan, 'POST', `me/programs/${program.slug}/rewards/${story.grantId}/claim`, { address: BERLIN });
    expect((await claim()).json()).toMatchObject({ status: 409, code: 'grant.not_claimable' });
    expect((await ofGrant(story.grantId, 'pack')).json()).toMatchObject({ code: 'grant.wrong_state' });
    await rises(story, 1);
    expect((await claim()).statusCode).toBe(200);
    expect((await where(story)).grants).toEqual([expect.objectContaining({ status: 'claimed' })]);
  });
});

it('a part refund that leaves too little says so, until all of it is given back', async () => {
  const story = await reach('claimable');
  await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'purchase', minAmountMinor: 2000 } }, 'recount');
  const why = async () => (await mine<{ items: { id: string; reasons: object[] }[] }>(story.fan, 'referrals')).items.find(({ id }) => id === story.ewa)!.reasons;
  const part = { type: 'refund', order: `${story.name}-e1`, amountMinor: 3001, currency: 'EUR' };
  const mails = await mailsDuring(story.fan.email, () => report({ externalId: `${story.name}-part`, ...part }));
  expect(mails.map((mail) => mail.text)).toEqual([expect.stringContaining('Ewa no longer counts: part of the purchase was refunded, and what is left is below the least amount.')]);
  expect(await why()).toEqual([{ code: 'refunded_in_part', text: 'Part of the purchase was refunded, and what is left is below the least amount.' }]);
  expect(await mailsDuring(story.fan.email, () => report({ externalId: `${story.name}-rest`, ...part, amountMinor: 1999 }))).toEqual([]);
  expect(await why()).toEqual([{ code: 'refunded', text: 'The purchase was refunded.' }]);
  await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'purchase' } });
});

it('an approval that is taken back is told: the friend waits again, and may count again', async () => {
  await changeRules(test.app, program.id, { checks: [{ code: 'disposable', outcome: 'hold', args: {} }] });
  staff = await staffSession(test.app, 'manager', program.id);
  const { code, name, fan } = await begin();
  const email = `${name}@mailinator.com`;
  const { referral } = await report({ externalId: `${name}-tom`, type: 'signup', email, name: 'Tom', referralCode: code });
  await report({ externalId: `${name}-t1`, type: 'purchase', email, amountMinor: 5000, currency: 'EUR' });
  expect((await review(referral!.id, 'approve', 'review.genuine')).statusCode).toBe(200);
  later(1);
  const mails = await mailsDuring(fan.email, () => review(referral!.id, 'withdraw', 'review.withdrawn'));
  expect(await entries(referral!.id)).toMatchObject([{ from: 'qualified', to: 'held', delta: -1 }]);
  expect(mails.map(({ subject }) => subject)).toEqual(['Maja, Tom no longer counts']);
  expect(mails[0]!.text).toContain('The team is looking at the sign-up once more, and it may count again. Nobody counts for you at Halcyon Daily now.');
  await changeRules(test.app, program.id, { checks: tenFriends(program.ids).checks });
});

describe('a friend who unsubscribes in the hold period', () => {
  it.each(STATES)('has never counted, and changes nothing where the stickers are %s', async (state) => {
    const story = await reach(state);
    const before = await where(story);
    await changeRules(test.app, program.id, { holdDays: 7 });
    const code = (await program.sql<{ code: string }>('SELECT code FROM links WHERE program_id = $1 AND member_id = $2', ofBook(story.fan.memberId)))[0]!.code;
    const tom = await joins(story.name, code, 'Tom');
    const bad = await mailsDuring(story.fan.email, async () => {
      await buys(story.name, 'Tom', 't1');
      await unsubscribes((await program.memberOf(`${story.name}-tom@reader.test`))!);
    });
    expect(await entries(tom)).toEqual([{ from: 'pending', to: 'rejected', delta: 0, reason: 'unsubscribed' }]);
    later(8 * DAY);
    await test.app.get(BookVisitor).visitDue(program.id, test.clock.now());
    expect(await where(story)).toEqual(before);
    expect(bad).toEqual([]);
    expect((await mine<{ items: object[] }>(story.fan, 'referrals')).items).toContainEqual(expect.objectContaining({ id: tom, status: 'rejected', reasons: [{ code: 'left', text: 'Has left again.' }] }));
    // Who has counted may leave: what was earned with them stays.
    await unsubscribes((await program.memberOf(`${story.name}-jonas@reader.test`))!);
    expect(await where(story)).toEqual(before);
    await changeRules(test.app, program.id, { holdDays: 0 });
  });
});

describe('a tier', () => {
  it('goes when its grace is over, is said to have gone, and comes back with the friend', async () => {
    const story = await reach('claimable');
    await refunds(story.name, 'e1');
    await drainMail(test.app);
    later(14 * DAY);
    const gone = await mailsDuring(story.fan.email, () => test.app.get(BookVisitor).visitDue(program.id, test.clock.now()));
    expect(await where(story)).toMatchObject({ qualified: 1, isAmbassador: false });
    expect(gone.map((mail) => mail.subject)).toEqual(['Maja, you’re no longer Ambassador']);
    expect(gone[0]!.text).toContain('One friend to Ambassador');
    const back = await mailsDuring(story.fan.email, () => buys(story.name, 'Ewa', 'e2'));
    expect(await where(story)).toMatchObject({ qualified: 2, isAmbassador: true, created: 1, grants: [{ status: 'claimable' }] });
    expect(back.map((mail) => mail.subject).toSorted()).toEqual(['Maja, Stickers goes on', 'Maja, you’re Ambassador now']);
  });
});

describe('a reward for both', () => {
  beforeAll(() => changeRules(test.app, program.id, {
    milestones: [{ id: program.ids.milestones.stickers, name: 'Stickers', at: 2, measure: 'qualified', rewardId: program.ids.rewards.stickers, friendRewardId: program.ids.rewards.welcomeBox }],
  }));

  it('stands still for the friend, too, who is told what it hangs on, and waits for that friend to count again', async () => {
    const story = await reach('claimable');
    const email = `${story.name}-ewa@reader.test`;
    const ewa = { ...(await openSession(test.app, await accountOf(test.app, email), 'member')), email };
    const box = async () => (await mine<{ items: { side: string; status: string }[] }>(ewa, 'rewards')).items;
    expect(await box()).toEqual([expect.objectContaining({ side: 'friend', status: 'claimable' })]);

    const bad = await mailsDuring(ewa.email, () => refunds(story.name, 'e1'));
    expect(bad.map((mail) => mail.subject)).toEqual(['Ewa, Welcome box is on hold']);
    expect(bad[0]!.text).toContain('you do not count as one at the moment. As soon as you do again, it goes on where it was');
    expect(bad[0]!.text).not.toContain('You stay');
    expect(await box()).toEqual([expect.objectContaining({ side: 'friend', status: 'suspended' })]);

    const code = (await program.sql<{ code: string }>('SELECT code FROM links WHERE program_id = $1 AND member_id = $2', ofBook(story.fan.memberId)))[0]!.code;
    await joins(story.name, code, 'Tom');
    await buys(story.name, 'Tom', 't1'); // lifts Maja's count, not Ewa
    expect((await where(story)).grants).toMatchObject([{ status: 'claimable' }]);
    expect(await box()).toEqual([expect.objectContaining({ status: 'suspended' })]);

    const good = await mailsDuring(ewa.email, () => buys(story.name, 'Ewa', 'e2'));
    expect(good.map((mail) => mail.subject)).toEqual(['Ewa, Welcome box goes on']);
    expect(good[0]!.text).toContain('You count as a friend at Halcyon Daily again: Welcome box goes on where it was.');
    expect(await box()).toEqual([expect.objectContaining({ status: 'claimable' })]);
  });
});

describe('the last one', () => {
  it('comes back to the queue and is said to be there once, when it is', async () => {
    const story = await reach('claimable');
    await ask(staff, 'PUT', `programs/${program.id}/rewards/${program.ids.rewards.stickers}/stock`, { unitsLeft: 0 });
    const waiting = await reach('claimable');
    expect((await where(waiting)).grants).toMatchObject([{ status: 'queued' }]);
    expect((await mailsDuring(waiting.fan.email, () => refunds(waiting.name, 'e1'))).map((mail) => mail.subject)).toEqual(['Maja, Stickers is on hold']);
    expect((await ofGrant(story.grantId, 'revoke', { reason: 'not coming' })).statusCode).toBe(200); // its unit is free, and nobody waits
    const back = await mailsDuring(waiting.fan.email, () => buys(waiting.name, 'Ewa', 'e2'));
    expect(back.map((mail) => mail.subject)).toEqual(['Maja, your reward is ready to claim: Stickers']);
    expect((await where(waiting)).grants).toMatchObject([{ status: 'claimable' }]);
    await ask(staff, 'PUT', `programs/${program.id}/rewards/${program.ids.rewards.stickers}/stock`, { unitsLeft: 100 });
  });
});

describe('at one moment', () => {
  const ROUNDS = 6;
  const both = async (state: 'claimable' | 'claimed', step: (story: Story) => Promise<{ statusCode: number }>) => {
    const ends: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const story = await reach(state);
      const first = round % 2; // each has its turn to be asked first
      const answers = first ? await Promise.all([step(story), refunds(story.name, 'e1')]) : (await Promise.all([refunds(story.name, 'e1'), step(story)])).toReversed();
      const stepped = (answers[0] as { statusCode: number }).statusCode;
      ends.push([stepped, ...((await where(story)).grants as { status: string; resume_status: string | null; reason: string }[]).map(({ status, resume_status: resume, reason }) => [status, resume, reason])]);
    }
    return ends;
  };

  it('packed and reversed, a parcel is either stopped or stands', async () => {
    for (const end of await both('claimed', ({ grantId }) => ofGrant(grantId, 'pack'))) {
      expect([[200, ['packed', null, 'stands']], [409, ['suspended', 'claimed', 'award_suspended']]]).toContainEqual(end);
    }
  });

  it('claimed and reversed, a reward is stopped where it had come to', async () => {
    for (const end of await both('claimable', ({ fan, grantId }) => ask(fan, 'POST', `me/programs/${program.slug}/rewards/${grantId}/claim`, { address: BERLIN }))) {
      expect([[200, ['suspended', 'claimed', 'award_suspended']], [409, ['suspended', 'claimable', 'award_suspended']]]).toContainEqual(end);
    }
  });
});

describe('what stands somewhere of its own', () => {
  it('is held by staff again once it goes on', async () => {
    const story = await reach('claimed');
    expect((await ofGrant(story.grantId, 'hold', { reason: 'somebody looks at it' })).statusCode).toBe(200);
    const held = { status: 'on_hold', resume_status: null, reason: 'held_by_staff' };
    expect((await where(story)).grants).toMatchObject([held]);
    await refunds(story.name, 'e1');
    expect((await where(story)).grants).toMatchObject([{ status: 'suspended', resume_status: 'on_hold' }]);
    await buys(story.name, 'Ewa', 'e2');
    expect((await where(story)).grants).toMatchObject([held]);
  });

  it('came back by post and keeps saying why', async () => {
    const story = await reach('shipped');
    expect((await ofGrant(story.grantId, 'return', { reason: 'not_collected' })).statusCode).toBe(200);
    for (const change of [() => refunds(story.name, 'e1'), () => buys(story.name, 'Ewa', 'e2')]) {
      await change();
      expect((await where(story)).grants).toMatchObject([{ status: 'returned', reason: 'returned_not_collected' }]);
    }
  });

  it('expired, and is opened again only once it is earned again', async () => {
    const story = await reach('claimable');
    await test.app.get(Transactions).inProgram(program.id, (tx) => putBack(tx, program.id, [story.grantId]));
    await program.sql(`UPDATE grants SET status = 'expired', served_at = NULL, claim_by = NULL WHERE program_id = $1 AND id = $2`, [program.id, story.grantId]);
    await refunds(story.name, 'e1');
    expect((await where(story)).grants).toMatchObject([{ status: 'expired' }]);
    expect((await ofGrant(story.grantId, 'extend', { days: 5, reason: 'asked for it' })).statusCode).toBe(200);
    expect((await where(story)).grants).toMatchObject([{ status: 'suspended', resume_status: 'queued', reason: 'award_suspended' }]);
    await buys(story.name, 'Ewa', 'e2');
    expect((await where(story)).grants).toMatchObject([{ status: 'claimable', resume_status: null, reason: null }]);
  });

  it('was withdrawn by staff and stays so, whoever counts again', async () => {
    const story = await reach('claimable');
    const left = await unitsLeft();
    await refunds(story.name, 'e1');
    expect((await ofGrant(story.grantId, 'revoke', { reason: 'found out' })).statusCode).toBe(200);
    expect(await unitsLeft()).toBe(left + 1);
    const mails = await mailsDuring(story.fan.email, () => buys(story.name, 'Ewa', 'e2'));
    expect(await where(story)).toMatchObject({ qualified: 2, awards: ['active'], created: 1, units: [], grants: [{ status: 'revoked', reason: 'revoked_by_staff' }] });
    expect(mails.map((mail) => mail.subject)).toEqual(['2 friends count for you, Maja']);
  });
});
