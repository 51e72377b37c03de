import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Verifier } from '../../ledger/index.js';
import { inParallel } from '../../platform/jobs/in-parallel.js';
import { Worker } from '../../platform/jobs/worker.js';
import { Rulebooks } from '../../programs/index.js';
import { Transactions } from '../../platform/database/transactions.js';
import { changeRules, TestMachine } from '../../testing/machine.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const WIDTH = 8;
let test: TestApp;
let program: SignupProgram;
let shop: TestMachine;

/** A purchase programme whose first friend already brings a reward. */
beforeAll(async () => {
  // Thousands of reports in one moment that does not pass: more than a key or a program may make.
  test = await startTestApp({ now: NOW, env: { RATE_LIMITS: 'machineOfKey=100000/1,machineOfProgram=100000/1' } });
  program = await SignupProgram.make(test.app, 'orders', test.database.superUrl);
  shop = await TestMachine.make(test.app, program.id);
  const { milestones } = await test.app.get(Transactions).readProgram(program.id, (tx) => test.app.get(Rulebooks).inForce(tx, program.id, NOW));
  await changeRules(test.app, program.id, {
    qualification: { kind: 'converted', type: 'purchase', minAmountMinor: 2000 },
    milestones: milestones.map((milestone, n) => (n === 0 ? { ...milestone, at: 1 } : milestone)),
  });
});
afterAll(async () => {
  await program.close();
  await test.close();
});

type Event = 'sign-up' | 'purchase' | 'refund' | 'part refund' | 'another part' | 'other purchase';
const SIGN_UP: readonly Event[] = ['sign-up'];

/** Reports, one after another, what a friend of a new fan does. @returns how it ends */
async function tell(name: string, events: readonly Event[]): Promise<unknown> {
  const fan = (await shop.convert({ externalId: `${name}-fan`, type: 'signup', email: `${name}-fan@reader.test` })).json();
  const email = `${name}@reader.test`;
  const reports: Record<Event, object> = {
    'sign-up': { externalId: `${name}-customer`, type: 'signup', email, referralCode: fan.member.link.code },
    purchase: { externalId: `${name}-a`, type: 'purchase', email, amountMinor: 5000, currency: 'EUR' },
    refund: { externalId: `${name}-a-back`, type: 'refund', order: `${name}-a` },
    // 50 € were paid, 20 are asked for: after the first part exactly that is left, after the other a cent less.
    'part refund': { externalId: `${name}-a-part`, type: 'refund', order: `${name}-a`, amountMinor: 3000, currency: 'EUR' },
    'another part': { externalId: `${name}-a-cent`, type: 'refund', order: `${name}-a`, amountMinor: 1, currency: 'EUR' },
    'other purchase': { externalId: `${name}-b`, type: 'purchase', email, amountMinor: 2000, currency: 'EUR' },
  };
  for (const event of events) {
    const answer = await shop.convert(reports[event] as Record<string, unknown>);
    if (answer.statusCode > 201) throw new Error(`${event}: ${answer.body}`);
  }
  return endOf(fan.member.id);
}

async function endOf(fanId: string): Promise<unknown> {
  const own = [program.id, fanId];
  const [count] = await program.sql('SELECT qualified, points, tier_id FROM standings WHERE program_id = $1 AND member_id = $2', own);
  return {
    count,
    referrals: await program.sql('SELECT status, reason FROM referrals WHERE program_id = $1 AND member_id = $2', own),
    awards: await program.sql(`SELECT subject_id, ordinal, side FROM awards WHERE program_id = $1 AND member_id = $2 AND status = 'active'`, own),
    grants: await program.sql(`SELECT reward_id, status FROM grants WHERE program_id = $1 AND beneficiary_id = $2 AND status NOT IN ('suspended', 'revoked')`, own),
  };
}

/** Every different order of these events. */
function arrangements(events: readonly Event[]): Event[][] {
  if (events.length === 0) return [[]];
  return [...new Set(events)].flatMap((first) => {
    const rest = [...events];
    rest.splice(rest.indexOf(first), 1);
    return arrangements(rest).map((others) => [first, ...others]);
  });
}

describe('a purchase programme', () => {
  it('ends the same for a purchase and its refund three times each, and the sign-up, in every order', async () => {
    const all = arrangements([...SIGN_UP, 'purchase', 'purchase', 'purchase', 'refund', 'refund', 'refund']);
    expect(all).toHaveLength(140);
    const ends = await inParallel(all.map((events, n) => ({ events, n })), WIDTH, ({ events, n }) => tell(`every${n}`, events));
    const different = new Map(ends.map((end, n) => [JSON.stringify(end), all[n]]));
    expect([...different]).toEqual([[JSON.stringify({
      count: { qualified: 0, points: 0, tier_id: null }, referrals: [{ status: 'reversed', reason: 'refunded' }], awards: [], grants: [],
    }), expect.anything()]]);
  }, 180_000);

  const COUNTS = { count: { qualified: 1 }, referrals: [{ status: 'qualified', reason: 'qualified' }], awards: [{ ordinal: 1 }], grants: [{ status: 'claimable' }] };
  const LEFT_TOO_LITTLE = { count: { qualified: 0 }, referrals: [{ status: 'reversed', reason: 'refunded_in_part' }], awards: [], grants: [] };
  it.each<[string, Event[], typeof COUNTS | typeof LEFT_TOO_LITTLE]>([
    ['one of two orders is refunded', ['sign-up', 'purchase', 'refund', 'other purchase'], COUNTS],
    ['a part is refunded and the least amount is left', ['sign-up', 'purchase', 'part refund'], COUNTS],
    ['parts are refunded and too little is left', ['sign-up', 'purchase', 'part refund', 'another part'], LEFT_TOO_LITTLE],
    ['too little is left of one, and another was bought', ['sign-up', 'purchase', 'part refund', 'another part', 'other purchase'], COUNTS],
  ])('ends the same where %s, whatever comes when and how often', async (_what, happens, end) => {
    let told = 0;
    const ends = new Set<string>();
    const times = happens.flatMap((event) => [event, event, event]);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(times, { minLength: times.length, maxLength: times.length }), async (events) => {
      ends.add(JSON.stringify(await tell(`${happens.length}-${happens.at(-1)!.replaceAll(' ', '-')}-${told++}`, events)));
      expect(ends.size).toBe(1);
    }), { numRuns: 30, endOnFailure: true });
    expect(JSON.parse([...ends][0]!)).toMatchObject(end);
  }, 180_000);

  it('and every book proves it', async () => {
    await test.app.get(Worker).drain();
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  }, 60_000);
});
