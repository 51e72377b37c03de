import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StripeFake } from '@fanfare/testing';
import Stripe from 'stripe';
import { newId } from '../../../platform/ids.js';
import { inParallel } from '../../../platform/jobs/in-parallel.js';
import { Jobs } from '../../../platform/jobs/jobs.js';
import { Maintenance } from '../../../platform/jobs/maintenance.js';
import { Worker } from '../../../platform/jobs/worker.js';
import { Reconciler } from '../../../rewards/reconciliation/reconciler.js';
import { codeOf, type Fan, RewardProgram } from '../../../testing/reward-program.js';
import { openSession, type SignedIn, staffSession } from '../../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../../testing/test-app.js';

/** As late as the double’s own clock. */
const NOW = new Date();
const HOUR = 3_600_000;
const KEY = 'sk_test_fanfare12';
const SECRET = 'whsec_test_0123456789abcdef';
const CONNECT_SECRET = 'whsec_test_fedcba9876543210';
const EMAIL = 'ewa@example.org';
const EUROS = { amountMinor: 1_000, currency: 'EUR' };

interface Step { grantId: string; provider: string; status: string; problem: string | null; reference: string | null; grantStatus: string; payout: object | null }
interface Mine { id: string; status: string; code: string | null; delivery: object | null }

describe('rewards through Stripe', () => {
  let fake: StripeFake;
  let test: TestApp;
  let program: RewardProgram;
  let owner: SignedIn;
  let fan: Fan;

  beforeAll(async () => {
    fake = await new StripeFake().listen();
    test = await startTestApp({ now: NOW, env: { STRIPE_API_URL: fake.origin } });
    program = await RewardProgram.make(test, 'halcyon');
    fan = await program.fan();
    await program.rows('INSERT INTO identities (program_id, id, member_id, email, email_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)', [newId(), fan.memberId, EMAIL, Buffer.from('hash'), NOW]);
    await signIn();
    await connect({ gives: true, connectSecret: CONNECT_SECRET });
    await test.app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await test.close();
    await fake.close();
  });
  beforeEach(async () => {
    fake.clearFaults();
    fake.requests.length = 0;
    await signIn();
  });

  async function signIn(): Promise<void> {
    owner = await staffSession(test.app, 'owner', program.id);
    fan = { ...fan, ...(await openSession(test.app, fan.accountId, 'member')) };
  }
  const connect = (more: object) => program.staff('stripe', { signingSecret: SECRET, apiKey: KEY, livemode: false, ...more }, owner, 'PUT');
  const staff = (path: string, payload?: object) => program.staff(path, payload, owner);
  async function reward(item: object): Promise<string> {
    const answer = await staff('rewards', { needsAddress: false, stock: null, ...item });
    expect([answer.statusCode, answer.body.slice(0, 200)]).toEqual([201, expect.any(String)]);
    return answer.json<{ id: string }>().id;
  }
  const later = (ms: number) => {
    test.clock.moveTo(new Date(test.clock.now().getTime() + ms));
    fake.advance(ms);
  };
  const drain = () => test.app.get(Worker).drain();
  async function pass(ms: number): Promise<void> {
    later(ms);
    await test.app.get(Maintenance).run('due_reward_steps');
    await drain();
    await signIn();
  }
  async function given(rewardId: string): Promise<string> {
    later(1_000);
    const { id } = (await staff('grants', { memberId: fan.memberId, rewardId, reason: 'a kind word' })).json<{ id: string }>();
    expect((await program.mine(fan, `/${id}/claim`, {})).statusCode).toBe(200);
    return id;
  }
  const mine = async (id: string) => (await program.mine(fan, '?limit=100')).json<{ items: Mine[] }>().items.find((item) => item.id === id)!;
  async function stepOf(id: string): Promise<Step> {
    for (const view of ['stuck', 'under_way', 'by_hand', 'done']) {
      const found = (await staff(`reward-steps?view=${view}&limit=100`)).json<{ items: Step[] }>().items.find((item) => item.grantId === id);
      if (found) return found;
    }
    throw new Error(`no step of ${id} is on any list`);
  }
  const account = (who: Fan, what: 'link' | 'check', body: object = {}) => program.call(who, 'POST', `me/programs/halcyon/payout-account/${what}`, body);
  const things = (object: string, id: string) => fake.all(object).filter((thing) => (thing['metadata'] as Record<string, string> | undefined)?.['grant_id'] === id);

  const sum = (ids: readonly string[]) => fake.all('customer_balance_transaction').filter(({ id }) => ids.includes(id)).reduce((all, each) => all + (each['amount'] as number), 0);

  describe('a promotion code', () => {
    const code = (more: object = {}) => reward({ kind: 'discount_code', codeSource: 'stripe', title: { en: 'Ten euros off' }, amount: EUROS, ...more });

    it('is made for the member with what the reward says, and shown to them alone', async () => {
      const rewardId = await code({ minimumMinor: 3_000, validDays: 30, codePrefix: 'Spring-26' });
      const id = await given(rewardId);
      expect(await mine(id)).toMatchObject({ status: 'claimed', code: null });
      const claimedAt = Math.floor(test.clock.now().getTime() / 1_000);
      await drain();
      const [made] = things('promotion_code', id);
      expect(made).toMatchObject({ active: true, max_redemptions: 1, expires_at: claimedAt + 30 * 86_400, restrictions: { minimum_amount: 3_000, minimum_amount_currency: 'eur' } });
      expect(made!['code']).toMatch(/^SPRING-26-[A-Z0-9]{8}$/);
      expect(await mine(id)).toMatchObject({ status: 'fulfilled', code: made!['code'], delivery: { provider: 'stripe', status: 'done' } });
      expect(await stepOf(id)).toMatchObject({ status: 'done', reference: made!.id });
      expect(fake.all('coupon').filter((coupon) => coupon.id === `fanfare-${rewardId}`)).toMatchObject([{ amount_off: 1_000, currency: 'eur', duration: 'once', name: 'Ten euros off' }]);
    });

    it('is bound to the member’s customer where there is one, and the coupon is made once', async () => {
      const rewardId = await code({ amount: null, percentOff: 15 });
      const [first, second] = [await given(rewardId), await given(rewardId)];
      await drain();
      expect([...things('promotion_code', first), ...things('promotion_code', second)].map((made) => made['customer'])).toEqual([null, null]);
      const { id: customer } = await new Stripe(KEY, { ...fake.host, telemetry: false }).customers.create({ email: EMAIL });
      const third = await given(rewardId);
      await drain();
      expect(things('promotion_code', third)).toMatchObject([{ customer, max_redemptions: 1 }]);
      expect(fake.all('coupon').filter((coupon) => coupon.id === `fanfare-${rewardId}`)).toMatchObject([{ percent_off: 15 }]);
    });

    it.each([
      ['lost', { times: 2 }], ['truncated', {}], ['wrong_object', { answer: { object: 'promotion_code', id: 'promo_other', metadata: { grant_id: 'other' } } }], ['lost_before', { times: 2 }], ['unavailable', {}], ['rate_limited', { retryAfter: 40 }],
    ] as const)('is made once when the answer is %s', async (kind, options) => {
      fake.plan({ method: 'POST', path: '/v1/promotion_codes' }, kind, options);
      const id = await given(await code());
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: 'due', grantStatus: 'sending' });
      await pass(61_000);
      expect([await stepOf(id), things('promotion_code', id).length]).toMatchObject([{ status: 'done' }, 1]);
    });

    it('is looked up a day later, when Stripe has forgotten the key', async () => {
      fake.plan({ method: 'POST', path: '/v1/promotion_codes' }, 'lost', { times: 2 }); // the library itself asks once more, under the key
      const id = await given(await code());
      await drain();
      fake.forgetKeys();
      await pass(25 * HOUR);
      expect([await stepOf(id), things('promotion_code', id).length]).toMatchObject([{ status: 'done', reference: things('promotion_code', id)[0]!.id }, 1]);
    });

    it('that Stripe refuses is parked with Stripe’s reason, and made when it is sent again', async () => {
      fake.plan({ method: 'POST', path: '/v1/promotion_codes' }, 'refused', { error: { type: 'invalid_request_error', code: 'coupon_expired', message: 'expired' } });
      const id = await given(await code());
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: 'failed', problem: 'refused:coupon_expired', grantStatus: 'claimed' });
      expect((await mine(id)).code).toBeNull();
      await staff(`reward-steps/${id}/code/again`, {});
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: 'done', grantStatus: 'fulfilled' });
    });

    it('is made by hand where Stripe gives nothing: staff see the code to make, the member once it is there', async () => {
      const rewardId = await code();
      await connect({ gives: false });
      const id = await given(rewardId);
      await drain();
      expect(await stepOf(id)).toMatchObject({ provider: 'manual', status: 'waiting' });
      const { code: toMake } = (await staff(`grants/${id}/reveal-code`, {})).json<{ code: string }>();
      expect([toMake, (await mine(id)).code]).toEqual([expect.stringMatching(/^HALCYON-/), null]);
      await staff(`reward-steps/${id}/code/arrived`, {});
      expect(await mine(id)).toMatchObject({ status: 'fulfilled', code: toMake });
      expect(fake.requests).toEqual([]);
      await connect({ gives: true });
    });

    it('says what it takes off, and only that', async () => {
      const refused = (item: object) => staff('rewards', { kind: 'discount_code', codeSource: 'stripe', title: { en: 'Off' }, needsAddress: false, stock: null, ...item });
      for (const item of [{}, { amount: EUROS, percentOff: 10 }, { percentOff: 10, minimumMinor: 5 }, { amount: { amountMinor: 1, currency: 'XXX' } }, { percentOff: 10, codePrefix: 'Ä' }]) {
        expect((await refused(item)).statusCode).toBe(422);
      }
    });
  });

  describe('credit', () => {
    const credit = () => reward({ kind: 'account_credit', title: { en: 'Ten euros' }, amount: EUROS });
    const balanceOf = (customer: unknown) => fake.all('customer').find(({ id }) => id === customer)!['balance'];

    it('is booked to the customer who has the member’s address, made where there is none, once', async () => {
      await program.rows('UPDATE identities SET email = $3 WHERE program_id = $1 AND member_id = $2', [fan.memberId, 'new@example.org']);
      const rewardId = await credit();
      fake.plan({ method: 'POST', path: '/v1/customers/*/balance_transactions' }, 'lost', { times: 2 });
      const [first, second] = [await given(rewardId), await given(rewardId)];
      await drain();
      await pass(61_000);
      const booked = [first, second].flatMap((id) => things('customer_balance_transaction', id));
      expect(booked).toMatchObject([{ amount: -1_000, currency: 'eur' }, { amount: -1_000 }]);
      expect(new Set(booked.map((each) => each['customer'])).size).toBe(1);
      expect(balanceOf(booked[0]!['customer'])).toBe(-2_000);
      expect(fake.all('customer').filter((customer) => customer['email'] === 'new@example.org')).toHaveLength(1);
      expect(await mine(first)).toMatchObject({ status: 'fulfilled', delivery: { provider: 'stripe', status: 'done' } });
    });

    it('is found a day later where its answer was lost, and parked where it is not there', async () => {
      const rewardId = await credit();
      fake.plan({ method: 'POST', path: '/v1/customers/*/balance_transactions' }, 'lost', { times: 2 });
      const kept = await given(rewardId);
      await drain();
      fake.plan({ method: 'POST', path: '/v1/customers/*/balance_transactions' }, 'lost_before', { times: 2 });
      const missed = await given(rewardId);
      await drain();
      fake.forgetKeys();
      await pass(25 * HOUR);
      expect([await stepOf(kept), await stepOf(missed)]).toMatchObject([{ status: 'done' }, { status: 'unclear', problem: 'not_there' }]);
      expect([things('customer_balance_transaction', kept).length, things('customer_balance_transaction', missed).length]).toEqual([1, 0]);
    });

    it('is booked to the customer that was made, whatever Stripe answers when it is asked for one', async () => {
      await program.rows('UPDATE identities SET email = $3 WHERE program_id = $1 AND member_id = $2', [fan.memberId, 'newer@example.org']);
      fake.plan({ method: 'POST', path: '/v1/customers' }, 'wrong_object');
      const id = await given(await credit());
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: 'due' });
      await pass(61_000);
      expect([await stepOf(id), fake.all('customer').filter((customer) => customer['email'] === 'newer@example.org').length]).toMatchObject([{ status: 'done' }, 1]);
    });

    it('needs an amount, and no address', async () => {
      const make = (more: object) => staff('rewards', { kind: 'account_credit', title: { en: 'Credit' }, needsAddress: false, stock: null, ...more });
      expect((await make({})).json()).toMatchObject({ code: 'request.invalid', errors: [{ field: 'amount' }] });
      expect((await make({ amount: EUROS, needsAddress: true })).json()).toMatchObject({ errors: [{ field: 'needsAddress' }] });
    });
  });

  describe('cash', () => {
    const cash = () => reward({ kind: 'cash', title: { en: 'Ten euros' }, amount: EUROS });
    const balance = async (key: string, id: string) => (await new Stripe(key, { ...fake.host, telemetry: false }).balance.retrieve({}, { stripeAccount: id })).available[0]?.amount ?? 0;
    /** Somebody who has told Stripe where to pay. */
    async function payee(name: string): Promise<{ who: Fan; accountId: string }> {
      const who = await program.fan(name);
      await account(who, 'link', { country: 'DE' });
      const accountId = fake.all('account').at(-1)!.id;
      fake.completeAccount(accountId);
      expect((await account(who, 'check')).json()).toMatchObject({ state: 'ready' });
      return { who, accountId };
    }
    async function givenTo(who: Fan, rewardId: string): Promise<string> {
      later(1_000);
      const { id } = (await staff('grants', { memberId: who.memberId, rewardId, reason: 'a kind word' })).json<{ id: string }>();
      expect((await program.mine(who, `/${id}/claim`, {})).statusCode).toBe(200);
      return id;
    }

    beforeEach(() => fake.setBalance(KEY, 'eur', 1_000_000));

    it('waits until the member has told Stripe where to pay, and is sent once; its payout is shown', async () => {
      const ola = await program.fan('Ola');
      const id = await givenTo(ola, await cash());
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: 'waiting', waitsFor: 'member', grantStatus: 'claimed' });
      expect((await account(ola, 'check')).json()).toEqual({ state: 'none', payout: null });
      const first = (await account(ola, 'link', { country: 'DE' })).json<{ url: string }>().url;
      expect((await account(ola, 'check')).json()).toMatchObject({ state: 'started' });
      expect((await account(ola, 'link', { country: 'DE' })).json<{ url: string }>().url).not.toBe(first);
      const made = fake.all('account').filter((each) => (each['metadata'] as Record<string, string>)['member_id'] === ola.memberId);
      expect(made).toHaveLength(1);
      fake.completeAccount(made[0]!.id);
      expect((await account(ola, 'check')).json()).toMatchObject({ state: 'ready' });
      fake.plan({ method: 'POST', path: '/v1/transfers' }, 'lost', { times: 2 });
      await drain();
      await pass(61_000);
      expect(things('transfer', id)).toMatchObject([{ amount: 1_000, currency: 'eur', destination: made[0]!.id, transfer_group: id }]);
      expect(await stepOf(id)).toMatchObject({ status: 'done', grantStatus: 'fulfilled', reference: things('transfer', id)[0]!.id });
      fake.payOutAccount(made[0]!.id);
      expect((await account({ ...ola, ...(await openSession(test.app, ola.accountId, 'member')) }, 'check')).json()).toMatchObject({ state: 'ready', payout: { status: 'pending', amountMinor: 1_000, currency: 'EUR' } });
    });

    it('goes on by itself for who finished at Stripe and did not come back', async () => {
      const ida = await program.fan('Ida');
      const id = await givenTo(ida, await cash());
      await account(ida, 'link', { country: 'AT' });
      fake.completeAccount(fake.all('account').at(-1)!.id);
      await test.app.get(Maintenance).run('payout_accounts');
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: 'done' });
    });

    it('goes on at once when Stripe tells that the account is ready, and where its payout is, in any order and however often', async () => {
      const uma = await program.fan('Uma');
      const id = await givenTo(uma, await cash());
      await account(uma, 'link', { country: 'DE' });
      const accountId = fake.all('account').at(-1)!.id;
      const url = `${await test.app.getUrl()}/api/v1/integrations/stripe/${program.id}`;
      const told = (type: string) => fake.events(type).filter((event) => event['account'] === accountId);
      const tell = (type: string, how?: Parameters<StripeFake['send']>[2], secret = CONNECT_SECRET) => fake.send(told(type).at(-1)!, { url, secret }, how);
      fake.completeAccount(accountId);
      expect(await tell('account.updated', { tampered: true })).toBe(400);
      expect(await tell('account.updated', { agedSeconds: 400 })).toBe(400);
      expect(await tell('account.updated', { livemode: true })).toBe(400);
      expect(await tell('account.updated', {}, 'whsec_another_0123456789')).toBe(400);
      expect((await stepOf(id)).status).toBe('waiting');
      expect(await tell('account.updated')).toBe(200);
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: 'done' });

      const payoutId = fake.payOutAccount(accountId)!.id;
      fake.settle(payoutId, 'failed');
      fake.requests.length = 0;
      expect([await tell('payout.failed'), await tell('payout.failed')]).toEqual([200, 200]);
      expect(fake.requests.filter(({ path }) => path === '/v1/payouts')).toHaveLength(1); // the second time it was known
      expect((await stepOf(id)).payout).toMatchObject({ status: 'failed', problem: 'account_closed', amountMinor: 1_000, currency: 'EUR' });
      expect((await account(uma, 'check')).json()).toMatchObject({ payout: { status: 'failed', problem: 'account_closed' } });
      fake.settle(fake.payOutAccount(accountId)!.id, 'paid');
      expect([await tell('payout.paid'), await tell('payout.created')]).toEqual([200, 200]); // the former comes late, and changes nothing
      expect((await stepOf(id)).payout).toMatchObject({ status: 'paid', problem: null });
      expect(await tell('payout.paid', { account: 'acct_ofsomebodyelse', fields: { id: 'evt_ofsomebodyelse' } })).toBe(200);
      expect((await staff('stripe')).json<{ events: { outcome: string }[] }>().events.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['account_asked', 'other_account']));
    });

    it('that waits for where to pay is asked for after an hour and once more after a week', async () => {
      const una = await program.fan('Una');
      const id = await givenTo(una, await cash());
      const asked = async () => (await program.rows<{ n: number }>(`SELECT count(*)::int AS n FROM outbox WHERE program_id = $1 AND topic = 'grant.payout_awaited' AND payload->>'grantId' = $2`, [id]))[0]!.n;
      const counts: number[] = [];
      for (const hours of [0, 1, 24, 6 * 24, 30 * 24]) {
        later(hours * HOUR);
        await test.app.get(Maintenance).run('grant_deadlines');
        counts.push(await asked());
      }
      expect(counts).toEqual([0, 1, 1, 2, 2]);
      await signIn();
    });

    it.each([
      ['declined', 'insufficient_funds', () => fake.setBalance(KEY, 'eur', 0)],
      ['restricted', 'restricted', (accountId: string) => fake.restrictAccount(accountId)],
    ] as const)('is parked when it is %s, and sent again by a person', async (_, problem, breakIt) => {
      const { who, accountId } = await payee(`Payee ${problem}`);
      const rewardId = await cash();
      breakIt(accountId);
      const id = await givenTo(who, rewardId);
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: 'failed', problem, grantStatus: 'claimed' });
      fake.setBalance(KEY, 'eur', 1_000_000);
      await staff(`reward-steps/${id}/transfer/again`, {});
      if (problem === 'restricted') {
        expect(await stepOf(id)).toMatchObject({ status: 'waiting', waitsFor: 'member' });
        expect((await account(who, 'check')).json()).toMatchObject({ state: 'restricted' });
        fake.completeAccount(accountId);
        await account(who, 'check');
      }
      await drain();
      expect([await stepOf(id), things('transfer', id).length]).toMatchObject([{ status: 'done' }, 1]);
    });

    it.each(['lost', 'truncated', 'error_after', 'late'] as const)('is sent once when the answer is %s, found a day later at the latest', async (kind) => {
      const { who } = await payee(`Payee ${kind}`);
      fake.plan({ method: 'POST', path: '/v1/transfers' }, kind, { times: kind === 'lost' ? 2 : 1, ms: 50 });
      const id = await givenTo(who, await cash());
      await drain();
      fake.forgetKeys();
      await pass(25 * HOUR);
      expect([await stepOf(id), things('transfer', id).length]).toMatchObject([{ status: 'done' }, 1]);
    });

    it('is taken back while it is there, and left where it was paid out', async () => {
      const { who, accountId } = await payee('Rey');
      const rewardId = await cash();
      const [back, gone] = [await givenTo(who, rewardId), await givenTo(who, rewardId)];
      await drain();
      await staff(`grants/${back}/revoke`, { reason: 'a mistake' });
      await drain();
      expect([things('transfer_reversal', back).length, await balance(KEY, accountId)]).toEqual([1, 1_000]);
      fake.payOutAccount(accountId);
      await staff(`grants/${gone}/revoke`, { reason: 'a mistake' });
      await drain();
      const stuck = (await staff('reward-steps?view=stuck&limit=100')).json<{ items: (Step & { step: string })[] }>().items.find(({ grantId, step }) => grantId === gone && step === 'reversal');
      expect(stuck).toMatchObject({ status: 'failed', problem: 'used' });
      expect((await staff(`reward-steps/${gone}/reversal/keep`, {})).json()).toMatchObject({ status: 'undone' });
    });

    it('needs Stripe for the way there, and says so where it is not connected', async () => {
      await connect({ gives: false });
      expect(codeOf(await account(await program.fan('Noa'), 'link', { country: 'DE' }))).toBe('payout.not_available');
      await connect({ gives: true });
    });
  });

  describe('what Stripe tells by itself', () => {
    const tell = async (event: object, more: object = {}) => {
      const payload = JSON.stringify({ ...event, ...more });
      const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, timestamp: Math.floor(test.clock.now().getTime() / 1_000) });
      const answer = await test.app.inject({ method: 'POST', url: `/api/v1/integrations/stripe/${program.id}`, headers: { 'content-type': 'application/json', 'stripe-signature': signature }, payload });
      await drain();
      return answer.statusCode;
    };
    const createdFor = (id: string) => fake.events('promotion_code.created').find((event) => (event['data'] as { object: { metadata: { grant_id?: string } } }).object.metadata.grant_id === id)!;
    const code = () => reward({ kind: 'discount_code', codeSource: 'stripe', title: { en: 'Off' }, percentOff: 10 });

    it('is a reason to ask: a lost answer is made good at once, and what was parked is looked up', async () => {
      const rewardId = await code();
      fake.plan({ method: 'POST', path: '/v1/promotion_codes' }, 'lost', { times: 4 });
      const [waiting, parked] = [await given(rewardId), await given(rewardId)];
      await drain();
      await program.rows(`UPDATE reward_steps SET status = 'unclear', next_try_at = NULL WHERE program_id = $1 AND grant_id = $2`, [parked]);
      expect([await stepOf(waiting), await stepOf(parked)]).toMatchObject([{ status: 'due' }, { status: 'unclear' }]);
      fake.requests.length = 0;
      for (const id of [waiting, parked, waiting, parked]) expect(await tell(createdFor(id))).toBe(200);
      expect([await stepOf(waiting), await stepOf(parked)]).toMatchObject([{ status: 'done' }, { status: 'done' }]);
      expect(fake.requests.map(({ method, grantId }) => [method, grantId])).toEqual([['POST', waiting], ['GET', null]]);
    });

    it('is not believed: what is not there stays for a person, and of another mode or program it is nothing', async () => {
      fake.plan({ method: 'POST', path: '/v1/promotion_codes' }, 'lost_before', { times: 2 });
      const id = await given(await code());
      await drain();
      await program.rows(`UPDATE reward_steps SET status = 'unclear', next_try_at = NULL WHERE program_id = $1 AND grant_id = $2`, [id]);
      const said = (programId: string) => ({ id: `evt_${newId()}`, object: 'event', livemode: false, type: 'promotion_code.created', data: { object: { object: 'promotion_code', metadata: { grant_id: id, program_id: programId } } } });
      expect(await tell(said(program.id), { livemode: true })).toBe(400);
      expect(await tell(said(newId()))).toBe(200);
      expect((await stepOf(id)).problem).toBe('connection');
      expect(await tell(said(program.id))).toBe(200);
      expect(await stepOf(id)).toMatchObject({ status: 'unclear', problem: 'not_there' });
    });
  });

  describe('taken back by staff', () => {
    const revoke = (id: string) => staff(`grants/${id}/revoke`, { reason: 'it was a mistake' });

    it('a code is switched off, and seen no more', async () => {
      const id = await given(await reward({ kind: 'discount_code', codeSource: 'stripe', title: { en: 'Off' }, percentOff: 10 }));
      await drain();
      fake.plan({ method: 'POST', path: '/v1/promotion_codes/*' }, 'lost', { times: 2 });
      expect((await revoke(id)).json()).toMatchObject({ status: 'revoked', delivery: { step: 'reversal', status: 'due' } });
      await drain();
      await pass(61_000);
      expect([things('promotion_code', id)[0]!['active'], await mine(id)]).toMatchObject([false, { status: 'revoked', code: null }]);
      expect((await staff(`grants?memberId=${fan.memberId}&status=revoked`)).json<{ items: { id: string; delivery: object }[] }>().items.find((grant) => grant.id === id)!.delivery).toMatchObject({ status: 'done' });
    });

    it('a code that was used, and credit that was, stay until somebody says so', async () => {
      const code = await given(await reward({ kind: 'discount_code', codeSource: 'stripe', title: { en: 'Off' }, percentOff: 10 }));
      const credit = await given(await reward({ kind: 'account_credit', title: { en: 'Ten euros' }, amount: EUROS }));
      await drain();
      fake.redeem(things('promotion_code', code)[0]!.id);
      const customer = String(things('customer_balance_transaction', credit)[0]!['customer']);
      const balance = fake.all('customer').find(({ id }) => id === customer)!['balance'] as number;
      await new Stripe(KEY, { ...fake.host, telemetry: false }).customers.createBalanceTransaction(customer, { amount: -balance, currency: 'eur' }); // invoices took it all
      await revoke(code);
      await revoke(credit);
      await drain();
      const stuck = (await staff('reward-steps?view=stuck&limit=100')).json<{ items: (Step & { step: string })[] }>().items.filter(({ step }) => step === 'reversal');
      expect(stuck).toMatchObject([{ status: 'failed', problem: 'used' }, { status: 'failed', problem: 'used' }]);
      expect((await staff(`reward-steps/${code}/reversal/keep`, {})).json()).toMatchObject({ status: 'undone' });
      expect((await staff(`reward-steps/${credit}/reversal/by-hand`, {})).json()).toMatchObject({ provider: 'manual', status: 'waiting' });
      expect((await staff(`reward-steps/${credit}/reversal/arrived`, { reference: 'invoice 12' })).json()).toMatchObject({ status: 'done', grantStatus: 'revoked' });
    });

    it('credit that is still there is booked back, once', async () => {
      const id = await given(await reward({ kind: 'account_credit', title: { en: 'Ten euros' }, amount: EUROS }));
      await drain();
      const [{ customer }] = things('customer_balance_transaction', id) as unknown as [{ customer: string }];
      await revoke(id);
      await drain();
      expect(things('customer_balance_transaction', id).map((each) => [each['customer'], each['amount']])).toEqual([[customer, -1_000], [customer, 1_000]]);
    });
  });

  describe('the connection', () => {
    it('gives with a key of its own mode only', async () => {
      expect((await connect({ apiKey: 'sk_live_fanfare12' })).json()).toMatchObject({ code: 'request.invalid', errors: [{ field: 'apiKey', code: 'other_mode' }] });
      expect((await connect({ livemode: true, apiKey: undefined })).json()).toMatchObject({ errors: [{ field: 'apiKey', code: 'other_mode' }] });
      expect((await connect({ apiKey: null, gives: true })).json()).toMatchObject({ errors: [{ field: 'apiKey', code: 'required' }] });
      expect(codeOf(await program.staff('stripe', { livemode: false }, await staffSession(test.app, 'manager', program.id), 'PUT'))).toBe('auth.forbidden');
    });

    it('that Stripe refuses parks what was claimed, and a disconnected one too', async () => {
      fake.plan({ path: '/v1/promotion_codes' }, 'refused', { status: 401, error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } });
      const rewardId = await reward({ kind: 'discount_code', codeSource: 'stripe', title: { en: 'Off' }, percentOff: 10 });
      const refused = await given(rewardId);
      await drain();
      expect(await stepOf(refused)).toMatchObject({ status: 'failed', problem: 'key_refused' });
      const left = await given(rewardId);
      await connect({ gives: false });
      await drain();
      expect(await stepOf(left)).toMatchObject({ status: 'failed', problem: 'not_connected' });
      await connect({ gives: true });
    });
  });

  describe('the reconciliation', () => {
    type Finding = { id: string; code: string; grant: { id: string } | null; member: { id: string } | null; detail: Record<string, unknown>; accepted: { note: string } | null };
    type State = { run: { status: string; problem: string | null; counts: Record<string, number> }; items: Finding[]; counts: Record<string, number> };
    const stripe = () => new Stripe(KEY, { ...fake.host, maxNetworkRetries: 0, telemetry: false });
    const state = async (view = 'open') => (await staff(`reconciliation?view=${view}&limit=100`)).json<State>();
    /** What the minute's maintenance wakes, and the jobs of it. */
    const pass = async () => {
      await test.app.get(Maintenance).run('reconciliation_passes');
      await test.app.get(Jobs).drain('reconciliations');
    };
    async function compare(): Promise<State> {
      later(1_000);
      expect((await staff('reconciliation/run', {})).statusCode).toBe(204);
      await pass();
      return state();
    }
    const found = ({ items }: State) => items.map(({ code, grant, detail }) => `${code} ${grant?.id ?? String(detail['rewardId'] ?? detail['reference'])}`).toSorted();
    const put = (sql: string, ...params: unknown[]) => program.rows(sql, params);
    /** What waits for a person since the tests above is none of it: it is on its own list. */
    beforeEach(async () => {
      await put(`DELETE FROM reconciliation_findings WHERE program_id = $1`);
      await put(`UPDATE payout_accounts SET payout_id = NULL, payout_status = NULL, payout_amount_minor = NULL, payout_currency = NULL, payout_arrives_at = NULL, payout_problem = NULL WHERE program_id = $1`);
    });

    it('finds nothing where everything was left as it came to be, and says what it has looked at', async () => {
      const seen = await compare();
      expect([found(seen), seen.run]).toMatchObject([[], { status: 'done', problem: null }]);
      for (const what of ['steps', 'discount_code', 'account_credit', 'cash', 'made']) expect([what, seen.run.counts[what]]).toEqual([what, expect.any(Number)]);
    });

    it('finds each difference, once, and none that is mended', async () => {
      const code = await reward({ kind: 'discount_code', codeSource: 'stripe', title: { en: 'Off' }, percentOff: 10 });
      const credit = await reward({ kind: 'account_credit', title: { en: 'Credit' }, amount: EUROS, cost: EUROS });
      const money = await reward({ kind: 'cash', title: { en: 'Cash' }, amount: EUROS });
      const shirtId = await reward({ kind: 'swag', title: { en: 'Shirt' }, variants: [{ label: 'S', stock: 5 }, { label: 'M', stock: 5 }] });
      const shirt = (await staff('rewards')).json<{ items: { id: string; pool: { id: string } | null }[] }>().items.find(({ id }) => id === shirtId)!;
      const budget = (await staff('budgets', { rewardId: credit, currency: 'EUR', amountMinor: 100_000, lowAtMinor: 0, period: 'total', reason: 'spring' })).json<{ id: string }>().id;
      await account(fan, 'link', { country: 'DE' });
      const accountId = fake.all('account').at(-1)!.id;
      fake.completeAccount(accountId);
      await account(fan, 'check');
      const [missing, off, on, less, back, open, unbrought, cost] = [
        await given(code), await given(code), await given(code), await given(credit), await given(money), await given(code), await given(code), await given(credit)];
      const left = (await staff('grants', { memberId: fan.memberId, rewardId: shirt.id, reason: 'a kind word' })).json<{ id: string }>().id;
      await drain();
      await staff(`grants/${on}/revoke`, { reason: 'a mistake' });
      await drain();
      expect([budget, found(await compare())]).toEqual([expect.any(String), []]);

      const promo = (id: string) => things('promotion_code', id)[0]!.id;
      const kept = promo(missing);
      const alien = newId();
      await put(`UPDATE reward_steps SET reference = 'promo_gone' WHERE program_id = $1 AND grant_id = $2`, missing);
      await stripe().promotionCodes.update(promo(off), { active: false });
      await stripe().promotionCodes.update(promo(on), { active: true });
      await put(`UPDATE reward_steps SET terms = terms || '{"amountMinor": 900}' WHERE program_id = $1 AND grant_id = $2`, less);
      fake.reverseTransfer(things('transfer', back)[0]!.id, 400);
      await put(`UPDATE grants SET status = 'claimed' WHERE program_id = $1 AND id = $2`, open);
      await put(`UPDATE reward_steps SET status = 'failed' WHERE program_id = $1 AND grant_id = $2`, unbrought);
      await put('UPDATE grants SET cost_minor = 999 WHERE program_id = $1 AND id = $2', cost);
      await put('UPDATE pools SET units_left = units_left + 7 WHERE program_id = $1 AND id = (SELECT pool_id FROM budgets WHERE program_id = $1 AND id = $2)', budget);
      await put(`UPDATE grants SET status = 'expired' WHERE program_id = $1 AND id = $2`, left);
      await put(`UPDATE pools SET units_left = units_left + 3 WHERE program_id = $1 AND id = $2`, shirt.pool!.id);
      const stranger = await stripe().transfers.create({ amount: 700, currency: 'eur', destination: accountId, metadata: { grant_id: alien, step: 'transfer', program_id: program.id } });
      await stripe().transfers.create({ amount: 800, currency: 'eur', destination: accountId, metadata: { grant_id: newId(), step: 'transfer', program_id: newId() } }); // of another program
      const strange = await stripe().customers.createBalanceTransaction(things('customer_balance_transaction', less)[0]!['customer'] as string, { amount: -500, currency: 'eur', metadata: { grant_id: newId(), step: 'credit', program_id: program.id } });
      fake.settle(fake.payOutAccount(accountId)!.id, 'failed');
      await account(fan, 'check');
      const payoutId = fake.all('payout').at(-1)!.id;
      const book = newId();
      await put(`INSERT INTO standings (program_id, member_id, version, at, standing, qualified, points, spent, attended, season, reached_at, last_fact_seq, last_entry_seq, head_hash)
        VALUES ($1, $2, 1, $3, 'active', 0, 0, 0, 0, '{}', $3, 0, 0, '') ON CONFLICT DO NOTHING`, fan.memberId, test.clock.now());
      await put(`INSERT INTO awards (program_id, member_id, subject_id, ordinal, side, earned_as, measure, beneficiary_id, threshold, status, since) SELECT $1, $2, $3, n, 'own', 'milestone', 'qualified', $2, 1, CASE n WHEN 2 THEN 'lost' ELSE 'active' END, $4 FROM generate_series(1, 3) AS n`, fan.memberId, book, test.clock.now());
      const [lost, kind] = [newId(), newId()];
      await put(`INSERT INTO grants (program_id, id, reward_id, beneficiary_id, book_id, subject_id, ordinal, side, status, reason, awarded_at, updated_at)
        SELECT $1, v.id, $3, $2, $2, $4, v.n, 'own', v.status, NULL, $5, $5 FROM (VALUES ($6::uuid, 2, 'claimable'), ($7::uuid, 3, 'suspended')) AS v (id, n, status)`, fan.memberId, code, book, test.clock.now(), lost, kind);

      const expected = [
        `provider_missing ${missing}`, `provider_inactive ${off}`, `provider_still_there ${on}`, `provider_amount ${less}`, `provider_taken_back ${back}`, `brought_but_open ${open}`,
        `arrived_but_not_brought ${unbrought}`, `cost_differs ${cost}`, `budget_differs ${credit}`, `left_over ${left}`, `stock_differs ${shirt.id}`, `provider_unknown ${stranger.id}`,
        `provider_unknown ${strange.id}`, `payout_refused ${back}`, `award_without_grant undefined`, `grant_without_award ${lost}`, `grant_not_taken_up ${kind}`,
        `provider_unknown ${missing}`, // what its step does not name is known to nobody
      ].toSorted();
      const first = await compare();
      expect(found(first)).toEqual(expected);
      const [nobodys] = first.items.filter(({ code: it }) => it === 'award_without_grant');
      expect(nobodys).toMatchObject({ grant: null, member: { id: fan.memberId } }); // whom to give it
      expect(first.items.find(({ code: name }) => name === 'provider_amount')!.detail).toMatchObject({ amountMinor: 900, thereMinor: 1_000, currency: 'EUR' });
      expect(first.items.find(({ code: name }) => name === 'payout_refused')!.detail).toMatchObject({ reference: payoutId, problem: 'account_closed' });
      expect(found(await compare())).toEqual(expected); // seen again, and not twice

      // Said to be all right, it is off the list; what is not any more what was accepted is on it again.
      const accepted = first.items.find(({ code: name }) => name === 'provider_taken_back')!;
      expect((await staff(`reconciliation/findings/${accepted.id}/accept`, { note: 'agreed by mail' })).json()).toMatchObject({ accepted: { note: 'agreed by mail' } });
      expect(codeOf(await staff(`reconciliation/findings/${accepted.id}/accept`, { note: 'twice' }))).toBe('reconciliation.finding_settled');
      expect(codeOf(await staff(`reconciliation/findings/${newId()}/accept`, { note: 'nothing' }))).toBe('reconciliation.finding_not_found');
      expect(found(await compare())).toEqual(expected.filter((each) => !each.startsWith('provider_taken_back')));
      fake.completeAccount(accountId);
      fake.reverseTransfer(things('transfer', back)[0]!.id, 100);
      expect(found(await compare())).toEqual(expected);

      // A budget from which somebody was given something since is off by as much as it was, until it is not.
      const off7 = first.items.find(({ code: name }) => name === 'budget_differs')!;
      expect((await staff(`reconciliation/findings/${off7.id}/accept`, { note: 'a known gap' })).statusCode).toBe(200);
      await given(credit);
      await drain();
      expect(found(await compare())).toEqual(expected.filter((each) => !each.startsWith('budget_differs')));
      const gap = (by: number) => put('UPDATE pools SET units_left = units_left + $3 WHERE program_id = $1 AND id = (SELECT pool_id FROM budgets WHERE program_id = $1 AND id = $2)', budget, by);
      await gap(1);
      expect(found(await compare())).toEqual(expected);
      await gap(-1);

      await put(`UPDATE reward_steps SET reference = $3 WHERE program_id = $1 AND grant_id = $2`, missing, kept);
      await stripe().promotionCodes.update(promo(off), { active: true });
      await stripe().promotionCodes.update(promo(on), { active: false });
      await put(`UPDATE reward_steps SET terms = terms || '{"amountMinor": 1000}' WHERE program_id = $1 AND grant_id = $2`, less);
      await put(`UPDATE grants SET status = 'fulfilled' WHERE program_id = $1 AND id = $2`, open);
      await put(`UPDATE reward_steps SET status = 'done' WHERE program_id = $1 AND grant_id = $2`, unbrought);
      await put('UPDATE grants SET cost_minor = 1000 WHERE program_id = $1 AND id = $2', cost);
      await put('UPDATE pools SET units_left = units_left - 7 WHERE program_id = $1 AND id = (SELECT pool_id FROM budgets WHERE program_id = $1 AND id = $2)', budget);
      await put(`UPDATE grants SET status = 'claimable' WHERE program_id = $1 AND id = $2`, left);
      await put(`UPDATE pools SET units_left = units_left - 3 WHERE program_id = $1 AND id = $2`, shirt.pool!.id);
      await put(`DELETE FROM grants WHERE program_id = $1 AND id = ANY($2)`, [lost, kind]).catch(() => put(`UPDATE grants SET status = 'revoked' WHERE program_id = $1 AND id = ANY($2)`, [lost, kind]));
      await put(`UPDATE awards SET status = 'lost' WHERE program_id = $1 AND subject_id = $2`, book);
      fake.settle(fake.payOutAccount(accountId)!.id, 'paid');
      await account(fan, 'check');
      const rest = [`provider_taken_back ${back}`, `provider_unknown ${strange.id}`, `provider_unknown ${stranger.id}`];
      expect(found(await compare())).toEqual(rest.toSorted());
      expect((await state('resolved')).items).toHaveLength(expected.length - rest.length);
      await staff(`budgets/${budget}/close`, { reason: 'over' });
    });

    it('by the clock tells the owners of what is new, once', async () => {
      const told = async () => (await program.rows<{ n: number }>(`SELECT count(*)::int AS n FROM outbox WHERE program_id = $1 AND topic = 'reconciliation.differs'`))[0]!.n;
      const counts: number[] = [];
      for (let night = 0; night < 2; night++) {
        later(24 * HOUR);
        await test.app.get(Maintenance).run('reconciliations');
        await pass();
        counts.push(await told());
      }
      await signIn();
      expect((await state()).counts['open']).toBeGreaterThan(0);
      expect(counts[0]).toBeGreaterThan(0);
      expect(counts[1]).toBe(counts[0]);
    });

    it('waits for a Stripe that has no time, goes on where it was, and says what it could not read', async () => {
      fake.plan({ method: 'GET', path: '/v1/promotion_codes/*' }, 'rate_limited');
      const waiting = await compare();
      expect(waiting.run).toMatchObject({ status: 'running', problem: 'rate_limited' });
      expect(codeOf(await staff('reconciliation/run', {}))).toBe('reconciliation.running');
      later(61_000);
      await pass();
      expect((await state()).run).toMatchObject({ status: 'done' });
      fake.plan({ method: 'GET', path: '/v1/promotion_codes/*' }, 'refused', { status: 401, error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } });
      const before = (await state()).counts['open'];
      expect((await compare()).run).toMatchObject({ status: 'failed', problem: 'key_refused' });
      await connect({ gives: false });
      expect((await compare()).run).toMatchObject({ status: 'done', problem: 'not_connected' });
      expect((await state()).counts['open']).toBe(before); // what cannot be read stays as it was
      await connect({ gives: true });
    });

    it('is gone on with by one worker at a time, and one that comes too late changes nothing', async () => {
      const once = (await compare()).run;
      const reconciler = test.app.get(Reconciler);
      later(1_000);
      expect((await staff('reconciliation/run', {})).statusCode).toBe(204);
      await test.app.get(Maintenance).run('reconciliation_passes'); // asks nobody: a slow Stripe is not what other maintenance waits for
      const counted = () => put('SELECT status, passes, counts FROM reconciliations WHERE program_id = $1 ORDER BY began_at DESC LIMIT 1');
      expect(await counted()).toEqual([{ status: 'running', passes: 0, counts: {} }]);
      fake.plan({ method: 'GET', path: '/v1/*' }, 'late', { ms: 50, times: 3 });
      await inParallel([0, 1, 2], 3, () => reconciler['passIfDue'](program.id));
      expect(await counted()).toEqual([{ status: 'done', passes: 1, counts: once.counts }]);

      later(1_000);
      expect((await staff('reconciliation/run', {})).statusCode).toBe(204);
      const lost = await reconciler['take'](program.id); // its worker hangs
      await pass();
      expect(await counted()).toMatchObject([{ status: 'running', passes: 1, counts: {} }]);
      later(HOUR);
      await pass();
      await reconciler['pass'](lost!);
      fake.plan({ method: 'GET', path: '/v1/promotion_codes/*' }, 'rate_limited');
      await reconciler['pass']({ ...lost!, section: 'provider' });
      expect(await counted()).toEqual([{ status: 'done', passes: 2, counts: once.counts }]);
      fake.clearFaults();
      await signIn();
    });

    it('is nobody’s who may not give rewards', async () => {
      const clerk = await staffSession(test.app, 'fulfilment', program.id);
      expect((await program.staff('reconciliation', undefined, clerk)).statusCode).toBe(403);
    });
  });

  it('was never given twice', () => expect(fake.doubles().filter(({ object, ids }) => object !== 'customer_balance_transaction' || sum(ids) < -1_000)).toEqual([]));
});
