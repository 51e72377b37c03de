import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { Verifier } from '../../ledger/index.js';
import { Transactions } from '../../platform/database/transactions.js';
import { inParallel } from '../../platform/jobs/in-parallel.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { Rulebooks } from '../../programs/index.js';
import { changeRules, TestMachine } from '../../testing/machine.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { StripeLookup } from './stripe-lookup.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const SECONDS = Math.floor(NOW.getTime() / 1000);
const SECRET = 'whsec_test_0123456789abcdef';
const WIDTH = 12;
const PERSON = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };

/** Stripe as far as it is asked: which payments began a subscription. */
class StripeFake extends StripeLookup {
  readonly begun = new Map<string, string>();
  readonly asked: string[] = [];
  trouble: Error | null = null;

  async subscriptionBegunBy(apiKey: string, payment: string): Promise<string | null> {
    this.asked.push(apiKey);
    if (this.trouble) throw this.trouble;
    return this.begun.get(payment) ?? null;
  }
}

const fake = new StripeFake();
let test: TestApp;
let program: SignupProgram;
let owner: SignedIn;
let shop: TestMachine;

beforeAll(async () => {
  test = await startTestApp({ now: NOW, providers: (module) => module.overrideProvider(StripeLookup).useValue(fake) });
  program = await SignupProgram.make(test.app, 'paid', test.database.superUrl);
  shop = await TestMachine.make(test.app, program.id);
  owner = await staffSession(test.app, 'owner', program.id);
  const { milestones } = await test.app.get(Transactions).readProgram(program.id, (tx) => test.app.get(Rulebooks).inForce(tx, program.id, NOW));
  await changeRules(test.app, program.id, {
    qualification: { kind: 'converted', type: 'purchase' }, milestones: milestones.map((milestone, n) => (n === 0 ? { ...milestone, at: 1 } : milestone)),
  });
});
afterAll(async () => {
  await program.close();
  await test.close();
});
beforeEach(async () => {
  test.clock.moveTo(NOW);
  fake.trouble = null;
  owner = await staffSession(test.app, 'owner', program.id);
  await connect();
});

const settings = (method: 'GET' | 'PUT' | 'DELETE', payload?: object) => test.app.inject({ method, url: `/api/v1/programs/${program.id}/stripe`, headers: owner.headers, ...(payload && { payload }) });
const connect = (more: object = {}) => settings('PUT', { signingSecret: SECRET, livemode: true, ...more });

let events = 0;
const event = (type: string, object: object, more: object = {}) => ({ id: `evt_${++events}`, object: 'event', api_version: '2026-01-28', created: SECONDS + events, livemode: true, type, data: { object }, ...more });
function send(told: object, { secret = SECRET, to = program.id, at = SECONDS }: { secret?: string; to?: string; at?: number } = {}) {
  const payload = JSON.stringify(told);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: at });
  return test.app.inject({ method: 'POST', url: `/api/v1/integrations/stripe/${to}`, headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature }, payload });
}
const session = (id: string, email: string, more: object = {}) => ({
  id: `cs_${id}`, object: 'checkout.session', mode: 'payment', payment_status: 'paid', payment_intent: `pi_${id}`, subscription: null, amount_total: 5000, currency: 'eur',
  customer_details: { email }, customer_email: null, metadata: {}, client_reference_id: null, created: SECONDS - 60, ...more,
});
const refund = (id: string, payment: string, amount: number, more: object = {}) => ({ id: `re_${id}`, object: 'refund', amount, currency: 'eur', payment_intent: payment, status: 'succeeded', created: SECONDS - 10, ...more });
const charge = (id: string, payment: string, more: object = {}) => ({ id: `ch_${id}`, object: 'charge', payment_intent: payment, amount: 5000, amount_refunded: 5000, refunded: true, ...more });
const outcomes = async () => (await settings('GET')).json<{ events: { type: string; outcome: string }[] }>().events;

/** What the library throws where a key is not known (401), or may not read what it asks for (403). */
const refusal = (statusCode: number) => {
  const { StripeAuthenticationError, StripePermissionError } = Stripe.errors;
  return statusCode === 401
    ? new StripeAuthenticationError({ message: 'no such key', type: 'authentication_error', statusCode })
    : new StripePermissionError({ message: 'not allowed', type: 'invalid_request_error', statusCode });
};

/** A fan and a friend who has signed up by their code. */
async function pair(name: string): Promise<{ fanId: string; email: string; code: string }> {
  const fan = (await shop.convert({ externalId: `${name}-fan`, type: 'signup', email: `${name}-fan@reader.test` })).json();
  const email = `${name}@reader.test`;
  await shop.convert({ externalId: name, type: 'signup', email, referralCode: fan.member.link.code });
  return { fanId: fan.member.id, email, code: fan.member.link.code };
}

async function endOf(fanId: string): Promise<unknown> {
  const own = [program.id, fanId];
  return {
    count: (await program.sql('SELECT qualified, points FROM standings WHERE program_id = $1 AND member_id = $2', own))[0],
    referrals: await program.sql('SELECT status, reason FROM referrals WHERE program_id = $1 AND member_id = $2', own),
    awards: await program.sql(`SELECT subject_id, ordinal FROM awards WHERE program_id = $1 AND member_id = $2 AND status = 'active'`, own),
  };
}

function permutations<T>(items: readonly T[]): T[][] {
  return items.length <= 1 ? [[...items]] : items.flatMap((first, n) => permutations(items.toSpliced(n, 1)).map((rest) => [first, ...rest]));
}

describe('Stripe', () => {
  // All 720 orders take minutes: EVERY_ORDER=1 does it, and did. Otherwise every seventh, which has each event in each place.
  it('ends the same for six events in whatever order, each told three times', async () => {
    const all = permutations([0, 1, 2, 3, 4, 5]).filter((_, n) => n % 7 === 0 || process.env['EVERY_ORDER']);
    const ends = await inParallel(all.map((order, n) => ({ order, n })), WIDTH, async ({ order, n }) => {
      const { fanId, email } = await pair(`p${n}`);
      const once = session(`p${n}a`, email);
      const subscription = session(`p${n}b`, email, { mode: 'subscription', payment_intent: null, subscription: `sub_p${n}` });
      const told = [
        event('checkout.session.completed', once),
        event('checkout.session.async_payment_succeeded', once),
        event('refund.created', refund(`p${n}`, `pi_p${n}a`, 2500)),
        event('charge.refunded', charge(`p${n}`, `pi_p${n}a`)),
        event('checkout.session.completed', subscription),
        event('customer.subscription.deleted', { id: `sub_p${n}`, object: 'subscription', ended_at: SECONDS }),
      ];
      for (const which of [...order, ...order, ...order]) {
        const answer = await send(told[which]!);
        if (answer.statusCode !== 200) throw new Error(answer.body);
      }
      return endOf(fanId);
    });
    const different = new Map(ends.map((end, n) => [JSON.stringify(end), all[n]]));
    expect([...different]).toEqual([[JSON.stringify({
      count: { qualified: 1, points: 0 }, referrals: [{ status: 'qualified', reason: 'qualified' }], awards: [{ subject_id: program.ids.milestones.stickers, ordinal: 1 }],
    }), expect.anything()]]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  }, 300_000);

  it('may tell of a purchase before the friend signs up, and whose link it was', async () => {
    const fan = await pair('early');
    const click = '0190a000-0000-7000-8000-0000000000ab';
    for (const [n, clues] of [{ client_reference_id: fan.code.toUpperCase() }, { client_reference_id: `${fan.code}_${click}` }, { metadata: { ref: fan.code } }].entries()) {
      expect((await send(event('checkout.session.completed', session(`early${n}`, `buyer${n}@reader.test`, clues)))).statusCode).toBe(200);
      await shop.convert({ externalId: `buyer${n}`, type: 'signup', email: `buyer${n}@reader.test` });
    }
    expect(await program.qualified(fan.fanId)).toBe(3);
  });

  describe.each(['first', 'last'] as const)('where the %s visit counts', (model) => {
    beforeAll(() => changeRules(test.app, program.id, { attribution: { model, windowDays: 30, codeBeatsClick: true } }));
    afterAll(() => changeRules(test.app, program.id, { attribution: { model: 'last', windowDays: 30, codeBeatsClick: true } }));

    /** Two fans whose links somebody opens, one after the other, and buys. @returns whom the purchase counts for */
    async function bought(name: string, clues: (first: string, last: string, code: string) => object): Promise<number[]> {
      const fans = [await pair(`${model}${name}1`), await pair(`${model}${name}2`)];
      const clicks: string[] = [];
      for (const [n, { code }] of fans.entries()) {
        test.clock.moveTo(new Date(NOW.getTime() + n * 1000));
        const answer = await test.app.inject({ url: `/r/${code}`, headers: PERSON });
        clicks.push(new URL(answer.headers.location!, 'http://x').searchParams.get('click')!);
      }
      const email = `${model}${name}@reader.test`;
      expect((await send(event('checkout.session.completed', session(`${model}${name}`, email, clues(clicks[0]!, clicks[1]!, fans[1]!.code))))).statusCode).toBe(200);
      await shop.convert({ externalId: email, type: 'signup', email });
      return Promise.all(fans.map(({ fanId }) => program.qualified(fanId)));
    }
    const credited = { first: [1, 0], last: [0, 1] }[model];

    it('finds it in what the checkout was opened with', async () => {
      expect(await bought('both', (firstClick, click, ref) => ({ metadata: { ref, click, firstClick: firstClick.toUpperCase() } }))).toEqual(credited);
      expect(await bought('reference', (firstClick, click, ref) => ({ client_reference_id: `${ref}_${click}_${firstClick}` }))).toEqual(credited);
      expect(await bought('apart', (firstClick, click, ref) => ({ metadata: { firstClick }, client_reference_id: `${ref}_${click}` }))).toEqual(credited);
    });

    it.each(['', 'none', '0190a000-0000-7000-8000-00000000000x'])('takes what is malformed as not there: %j', async (wrong) => {
      expect(await bought(`first${wrong}`, (_, click, ref) => ({ metadata: { ref, click, firstClick: wrong } }))).toEqual([0, 1]);
      expect(await bought(`last${wrong}`, (firstClick) => ({ metadata: { click: wrong, firstClick } }))).toEqual([1, 0]);
    });
  });

  it('is asked which subscription a refunded payment began, where it has given a key for that', async () => {
    await connect({ apiKey: 'rk_live_12345678' });
    const { fanId, email } = await pair('begun');
    await send(event('checkout.session.completed', session('begun', email, { mode: 'subscription', payment_intent: null, subscription: 'sub_begun' })));
    expect(await program.qualified(fanId)).toBe(1);
    await send(event('charge.refunded', charge('later', 'pi_fifth_month'))); // not the first: the friend stays one
    expect(await program.qualified(fanId)).toBe(1);
    fake.begun.set('pi_first_month', 'sub_begun');
    await send(event('charge.refunded', charge('first', 'pi_first_month')));
    expect(await program.qualified(fanId)).toBe(0);
    expect(new Set(fake.asked)).toEqual(new Set(['rk_live_12345678']));
    await connect({ apiKey: null });
  });

  it('is not asked for a payment that is an order itself, whatever the key may do', async () => {
    await connect({ apiKey: 'rk_live_12345678' });
    const { fanId, email } = await pair('single');
    await send(event('checkout.session.completed', session('single', email)));
    fake.trouble = refusal(403);
    const asked = fake.asked.length;
    expect((await send(event('refund.created', refund('single', 'pi_single', 5000)))).statusCode).toBe(200);
    expect([await program.qualified(fanId), fake.asked.length]).toEqual([0, asked]);
    await connect({ apiKey: null });
  });

  it.each([401, 403])('that refuses the key with %i has the refund taken as of its payment, and staff are told', async (status) => {
    test.clock.moveTo(new Date(NOW.getTime() + status * 10)); // the latest are shown first
    await connect({ apiKey: 'rk_live_12345678' });
    const { fanId, email } = await pair(`refused${status}`);
    fake.trouble = refusal(status);
    expect((await send(event('refund.created', refund(`refused${status}`, `pi_refused${status}`, 5000)))).statusCode).toBe(200);
    expect((await outcomes())[0]).toMatchObject({ type: 'refund.created', outcome: 'not_asked' });
    await send(event('checkout.session.completed', session(`refused${status}`, email))); // told later than its refund
    expect(await program.qualified(fanId)).toBe(0);
    await connect({ apiKey: null });
  });

  it.each([
    ['is not reached', new Stripe.errors.StripeConnectionError({ message: 'reset', type: 'api_error' })],
    ['has too much to do', new Stripe.errors.StripeRateLimitError({ message: 'slow down', type: 'rate_limit_error', statusCode: 429 })],
    ['is out of order', new Stripe.errors.StripeAPIError({ message: 'oh', type: 'api_error', statusCode: 500 })],
  ])('that %s is to tell it again, and it counts then', async (what, trouble) => {
    await connect({ apiKey: 'rk_live_12345678' });
    const { fanId, email } = await pair(`again-${events}`);
    const [subscription, payment] = [`sub_${what}`, `pi_${what}`];
    await send(event('checkout.session.completed', session(`again-${events}`, email, { mode: 'subscription', payment_intent: null, subscription })));
    fake.begun.set(payment, subscription);
    const told = event('charge.refunded', charge(what, payment));
    fake.trouble = trouble;
    const answer = await send(told);
    expect([answer.statusCode, answer.json().code, await program.qualified(fanId)]).toEqual([503, 'payout.not_now', 1]);
    fake.trouble = null;
    expect([(await send(told)).statusCode, await program.qualified(fanId)]).toEqual([200, 0]);
    await connect({ apiKey: null });
  });

  it('reports nothing that is not final: unpaid, asked for, in part', async () => {
    test.clock.moveTo(new Date(NOW.getTime() + 10_000)); // the latest are shown first
    const { fanId, email } = await pair('notyet');
    await send(event('checkout.session.completed', session('notyet', email, { payment_status: 'unpaid' })));
    expect(await program.qualified(fanId)).toBe(0);
    await send(event('checkout.session.async_payment_succeeded', session('notyet', email)));
    expect(await program.qualified(fanId)).toBe(1);
    await send(event('refund.created', refund('asked', 'pi_notyet', 5000, { status: 'pending' })));
    await send(event('charge.refunded', charge('part', 'pi_notyet', { refunded: false, amount_refunded: 1000 })));
    await send(event('customer.created', { id: 'cus_1' }));
    await send(event('checkout.session.completed', session('nobody', '', { customer_details: null })));
    expect(await program.qualified(fanId)).toBe(1);
    expect((await outcomes()).slice(0, 6).map((shown) => shown.outcome).toSorted()).toEqual(['no_email', 'not_final', 'not_final', 'other_type', 'recorded', 'unpaid']);
    await send(event('refund.updated', refund('asked', 'pi_notyet', 5000)));
    expect(await program.qualified(fanId)).toBe(0);
  });

  it('takes the count back once parts of a refund leave less than the rule asks for', async () => {
    await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'purchase', minAmountMinor: 2000 } });
    const { fanId, email } = await pair('parts');
    await send(event('checkout.session.completed', session('parts', email)));
    for (const [id, amount, counting] of [['parts1', 1000, 1], ['parts2', 2000, 1], ['parts3', 1, 0]] as const) {
      for (const type of ['refund.created', 'charge.refund.updated']) await send(event(type, refund(id, 'pi_parts', amount)));
      expect([id, await program.qualified(fanId)]).toEqual([id, counting]);
    }
  });
});

describe('what only says that it is Stripe', () => {
  it('changes nothing: another secret, a changed body, an old one, none at all', async () => {
    const before = await program.fingerprint();
    const told = event('checkout.session.completed', session('forged', 'forger@reader.test'));
    const payload = JSON.stringify(told);
    const header = (at: number) => Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, timestamp: at });
    const raw = (body: string, headers: Record<string, string>) => test.app.inject({ method: 'POST', url: `/api/v1/integrations/stripe/${program.id}`, headers: { 'content-type': 'application/json', ...headers }, payload: body });
    const answers = [
      await send(told, { secret: 'whsec_other_0123456789abcdef' }), await raw(payload.replace('5000', '5001'), { 'stripe-signature': header(SECONDS) }),
      await raw(payload, { 'stripe-signature': header(SECONDS - 301) }), await raw(payload, {}), await raw(payload, { 'stripe-signature': 't=1,v1=00' }),
    ];
    expect(answers.map((a) => [a.statusCode, a.json().code])).toEqual(Array(5).fill([400, 'stripe.signature_invalid']));
    expect((await raw(payload, { 'stripe-signature': header(SECONDS - 299) })).statusCode).toBe(200);
    await program.sql('DELETE FROM inbound_events WHERE event_id = $1', [told.id]);
    await program.sql(`DELETE FROM conversions WHERE external_id = 'cs_forged'`);
    expect(await program.fingerprint()).toBe(before);
  });

  it('is refused in the other mode, or of another account', async () => {
    const told = (more: object) => event('checkout.session.completed', session('wrong', 'x@reader.test'), more);
    expect((await send(told({ livemode: false }))).json().code).toBe('stripe.wrong_account');
    expect((await send(told({ account: 'acct_other' }))).json().code).toBe('stripe.wrong_account');
    await connect({ accountId: 'acct_ours' });
    expect((await send(told({ account: 'acct_ours' }))).statusCode).toBe(200);
    expect((await send(told({}))).json().code).toBe('stripe.wrong_account');
  });

  it('finds no program that is not connected, and none that does not exist', async () => {
    const other = await SignupProgram.make(test.app, 'unconnected', test.database.superUrl);
    const told = event('checkout.session.completed', session('lost', 'x@reader.test'));
    expect((await send(told, { to: other.id })).json().code).toBe('stripe.not_connected');
    expect((await send(told, { to: 'unconnected' })).json().code).toBe('stripe.not_connected');
    expect((await send(told, { to: 'nothing-here' })).json().code).toBe('program.not_found');
    expect((await send(told, { to: 'paid' })).statusCode).toBe(200);
    await other.close();
  });
});

describe('the connection', () => {
  it('keeps its secrets sealed, and never shows them', async () => {
    await connect({ apiKey: 'rk_live_abcdefgh' });
    const [row] = await program.sql<{ text: string }>('SELECT c::text AS text FROM stripe_connections c WHERE program_id = $1', [program.id]);
    const shown = (await settings('GET')).body;
    for (const secret of [SECRET, 'rk_live_abcdefgh']) {
      expect(row!.text).not.toContain(Buffer.from(secret).toString('hex'));
      expect(shown).not.toContain(secret);
    }
    expect(JSON.parse(shown)).toMatchObject({ connection: { livemode: true, accountId: null, hasApiKey: true }, webhookUrl: `http://fanfare.test/api/v1/integrations/stripe/${program.id}` });
  });

  it('is changed without typing the secrets again, and given up', async () => {
    await connect({ apiKey: 'rk_live_abcdefgh' });
    expect((await settings('PUT', { livemode: true })).json()).toMatchObject({ connection: { hasApiKey: true } });
    expect((await send(event('customer.created', { id: 'cus_2' }))).statusCode).toBe(200);
    expect((await settings('DELETE')).statusCode).toBe(204);
    expect((await send(event('customer.created', { id: 'cus_3' }))).json().code).toBe('stripe.not_connected');
    expect((await settings('PUT', { livemode: true })).json()).toMatchObject({ errors: [{ field: 'signingSecret' }] });
    expect((await settings('PUT', { livemode: true, signingSecret: 'sk_live_wrong' })).json()).toMatchObject({ errors: [{ field: 'signingSecret' }] });
  });

  it('is changed by who signed in a moment ago only', async () => {
    await connect();
    test.clock.moveTo(new Date(NOW.getTime() + 11 * 60_000));
    expect((await connect({ apiKey: 'rk_live_somebodyelses' })).json()).toMatchObject({ code: 'auth.step_up_required', level: 'staff' });
    expect((await settings('GET')).json()).toMatchObject({ connection: { hasApiKey: false } });
  });

  it('forgets which events it took in after three months', async () => {
    await send(event('customer.created', { id: 'cus_4' }));
    test.clock.moveTo(new Date(NOW.getTime() + 91 * 86_400_000));
    await test.app.get(Maintenance).run('old_inbound_events');
    expect(await program.sql('SELECT 1 FROM inbound_events WHERE program_id = $1', [program.id])).toEqual([]);
  });
});
