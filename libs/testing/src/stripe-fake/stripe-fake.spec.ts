import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { StripeFake } from './index.js';

const HOUR = 3_600_000;
const EUR = 'eur';

let fake: StripeFake;
let keyNumber = 0;
/** Of the test that runs: each has a platform of its own on the one server. */
let key: string;
let stripe: Stripe;

const sdk = (of: string, on = fake, options: Stripe.StripeConfig = {}) => new Stripe(of, { ...on.host, maxNetworkRetries: 0, telemetry: false, ...options });

beforeAll(async () => {
  fake = await new StripeFake().listen();
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.clearFaults();
  key = `sk_test_${(keyNumber += 1)}`;
  stripe = sdk(key);
});

/** What the library throws. */
async function refused(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  return promise.then(() => { throw new Error('It went through.'); }, (error: unknown) => error as Stripe.errors.StripeError);
}

async function payee(): Promise<string> {
  const account = await stripe.accounts.create({ type: 'express', country: 'DE', capabilities: { transfers: { requested: true } } });
  fake.completeAccount(account.id);
  return account.id;
}

const transfer = (destination: string, idempotencyKey?: string, amount = 500, grant = 'g1') =>
  stripe.transfers.create({ amount, currency: EUR, destination, metadata: { grant_id: grant } }, idempotencyKey ? { idempotencyKey } : {});
const transfersOf = async () => (await stripe.transfers.list()).data.length;

describe('parameters', () => {
  it('refuses what Stripe does not know, by name, nested too', async () => {
    expect(await refused(stripe.promotionCodes.create({ coupon: 'x' } as never))).toMatchObject({ statusCode: 400, code: 'parameter_unknown', param: 'coupon' });
    expect(await refused(stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'x', code: 'y' } } as never))).toMatchObject({ code: 'parameter_unknown', param: 'promotion[code]' });
    expect(await refused(stripe.transfers.list({ metadata: { grant_id: '1' } } as never))).toMatchObject({ code: 'parameter_unknown', param: 'metadata' });
  });

  it('names what is missing, and what is not a number, a currency, an id', async () => {
    expect(await refused(stripe.transfers.create({ currency: EUR } as never))).toMatchObject({ code: 'parameter_missing', param: 'destination' });
    expect(await refused(stripe.transfers.create({ amount: 1.5, currency: EUR, destination: 'x' }))).toMatchObject({ code: 'parameter_invalid_integer', param: 'amount' });
    expect(await refused(stripe.transfers.create({ amount: 1, currency: 'eurs', destination: 'x' }))).toMatchObject({ param: 'currency' });
    expect(await refused(transfer('acct_none'))).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'destination' });
    expect(await refused(stripe.transfers.retrieve('tr_none'))).toMatchObject({ statusCode: 404, code: 'resource_missing' });
  });

  it('knows who asks', async () => {
    expect(await refused(sdk('nonsense').coupons.list())).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(await refused(stripe.balance.retrieve({}, { stripeAccount: 'acct_strange' }))).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(await stripe.accounts.retrieveCurrent()).toMatchObject({ object: 'account', payouts_enabled: true });
    expect((await sdk('sk_live_1').coupons.create({ percent_off: 5 })).livemode).toBe(true);
    expect((await sdk('sk_live_2').coupons.list()).data).toEqual([]);
  });
});

describe('codes', () => {
  const codeFor = (coupon: string, more: Partial<Stripe.PromotionCodeCreateParams> = {}) => stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, ...more });

  it('makes a code for one customer, used once, until it is disabled', async () => {
    const { id: coupon } = await stripe.coupons.create({ amount_off: 500, currency: EUR, duration: 'once', metadata: { grant_id: 'g' } });
    const customer = await stripe.customers.create({ email: 'a@b.example' });
    const code = await codeFor(coupon, { code: 'Thanks-1', customer: customer.id, max_redemptions: 1, restrictions: { minimum_amount: 2000, minimum_amount_currency: EUR } });
    expect(code).toMatchObject({ object: 'promotion_code', active: true, promotion: { type: 'coupon', coupon }, restrictions: { minimum_amount: 2000 } });
    expect((await stripe.promotionCodes.list({ code: 'THANKS-1' })).data.map((each) => each.id)).toEqual([code.id]);
    expect((await stripe.promotionCodes.retrieve(code.id, { expand: ['promotion.coupon'] })).promotion.coupon).toMatchObject({ amount_off: 500 });
    fake.redeem(code.id);
    expect(await stripe.promotionCodes.retrieve(code.id)).toMatchObject({ active: false, times_redeemed: 1 });
    expect(await refused(stripe.promotionCodes.update(code.id, { active: true }))).toMatchObject({ statusCode: 400 });
  });

  it('keeps a code unique among the active, whatever its case', async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 10 });
    const [one, other] = [await stripe.customers.create(), await stripe.customers.create()];
    const first = await codeFor(coupon, { code: 'FAN', customer: one.id });
    expect(await refused(codeFor(coupon, { code: 'fan', customer: one.id }))).toMatchObject({ code: 'resource_already_exists' });
    expect(await refused(codeFor(coupon, { code: 'fan' }))).toMatchObject({ code: 'resource_already_exists' });
    await codeFor(coupon, { code: 'FAN', customer: other.id });
    await stripe.promotionCodes.update(first.id, { active: false });
    await codeFor(coupon, { code: 'FAN', customer: one.id });
    expect(await refused(stripe.promotionCodes.update(first.id, { active: true }))).toMatchObject({ code: 'resource_already_exists' });
  });

  it('ends with its time, and refuses a half minimum or a past expiry', async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 10 });
    const soon = Math.floor(fake.now().getTime() / 1000) + 3600;
    const code = await codeFor(coupon, { expires_at: soon });
    expect(await refused(codeFor(coupon, { restrictions: { minimum_amount: 5 } }))).toMatchObject({ param: 'restrictions[minimum_amount_currency]' });
    fake.advance(2 * HOUR);
    expect((await stripe.promotionCodes.retrieve(code.id)).active).toBe(false);
    expect(await refused(codeFor(coupon, { expires_at: soon }))).toMatchObject({ param: 'expires_at' });
  });

  it('takes a coupon of one kind or the other, and a name once', async () => {
    expect(await refused(stripe.coupons.create({}))).toMatchObject({ statusCode: 400 });
    expect(await refused(stripe.coupons.create({ percent_off: 10, amount_off: 5, currency: EUR }))).toMatchObject({ statusCode: 400 });
    await stripe.coupons.create({ id: 'reward-1', percent_off: 10 });
    expect(await refused(stripe.coupons.create({ id: 'reward-1', percent_off: 10 }))).toMatchObject({ code: 'resource_already_exists' });
  });
});

describe('credit', () => {
  it('adds to the balance of a customer, in one currency', async () => {
    const { id } = await stripe.customers.create({ email: 'fan@x.example', metadata: { member_id: 'm7' } });
    const made = await stripe.customers.createBalanceTransaction(id, { amount: -1500, currency: EUR, metadata: { grant_id: 'g9' } });
    expect(made).toMatchObject({ amount: -1500, ending_balance: -1500, type: 'adjustment', metadata: { grant_id: 'g9' } });
    expect(await refused(stripe.customers.createBalanceTransaction(id, { amount: -1, currency: 'usd' }))).toMatchObject({ param: 'currency' });
    expect((await stripe.customers.listBalanceTransactions(id)).data).toHaveLength(1);
    expect((await stripe.customers.list({ email: 'fan@x.example' })).data[0]).toMatchObject({ id, balance: -1500 });
  });

  it('searches customers, late on demand, and nothing that Stripe cannot search', async () => {
    const { id } = await stripe.customers.create({ metadata: { member_id: 'm8' } });
    const query = `metadata['member_id']:'m8'`;
    expect((await stripe.customers.search({ query })).data.map((each) => each.id)).toEqual([id]);
    fake.lagSearch(60_000);
    expect((await stripe.customers.search({ query })).data).toEqual([]);
    fake.lagSearch(0);
    expect(await refused(stripe.customers.search({ query: 'nonsense' }))).toMatchObject({ param: 'query' });
    expect(await refused(stripe.rawRequest('GET', '/v1/transfers/search?query=x'))).toMatchObject({ param: 'query' });
    expect(await refused(stripe.rawRequest('GET', '/v1/charges'))).toMatchObject({ statusCode: 404 });
  });
});

describe('payouts', () => {
  it('goes from an invitation to onboarding to money at the bank', async () => {
    const account = await stripe.accounts.create({ type: 'express', country: 'DE', email: 'fan@x.example', capabilities: { transfers: { requested: true } } });
    expect(account).toMatchObject({ payouts_enabled: false, details_submitted: false, capabilities: { transfers: 'inactive' } });
    expect(await refused(transfer(account.id))).toMatchObject({ code: 'insufficient_capabilities_for_transfer' });
    const link = await stripe.accountLinks.create({ account: account.id, type: 'account_onboarding', refresh_url: 'http://x.example/again', return_url: 'http://x.example/back' });
    expect(await (await fetch(link.url)).text()).toContain('Set up your payouts');
    const again = await fetch(link.url, { redirect: 'manual' });
    expect(again.headers.get('location')).toBe('http://x.example/again');
    const done = await fetch(link.url, { method: 'POST', body: new URLSearchParams({ act: 'complete' }), redirect: 'manual' });
    expect(done.headers.get('location')).toBe('http://x.example/back');
    expect(await stripe.accounts.retrieve(account.id)).toMatchObject({ payouts_enabled: true, requirements: { currently_due: [], disabled_reason: null } });
    await transfer(account.id);
    const payout = fake.payOutAccount(account.id)!;
    expect(await stripe.payouts.retrieve(payout.id, {}, { stripeAccount: account.id })).toMatchObject({ amount: 500, status: 'pending', automatic: true });
    fake.advance(49 * HOUR);
    expect((await stripe.payouts.list({ status: 'paid' }, { stripeAccount: account.id })).data).toHaveLength(1);
    expect(fake.events('payout.paid').at(-1)).toMatchObject({ account: account.id });
  });

  it('gives money back when the bank refuses, and takes a transfer back while it is there', async () => {
    const account = await payee();
    const sent = await transfer(account);
    fake.settle(fake.payOutAccount(account)!.id, 'failed');
    expect((await stripe.balance.retrieve({}, { stripeAccount: account })).available).toMatchObject([{ amount: 500, currency: EUR }]);
    await stripe.transfers.createReversal(sent.id, { amount: 200, metadata: { grant_id: 'g1' } });
    expect(await refused(stripe.transfers.createReversal(sent.id, { amount: 400 }))).toMatchObject({ param: 'amount' });
    expect(await stripe.transfers.retrieve(sent.id)).toMatchObject({ amount_reversed: 200, reversed: false, reversals: { total_count: 1 } });
    fake.settle(fake.payOutAccount(account)!.id, 'paid');
    expect(await refused(stripe.transfers.createReversal(sent.id))).toMatchObject({ code: 'balance_insufficient' });
  });

  it('says when there is not enough, or when the account is restricted again', async () => {
    const account = await payee();
    fake.setBalance(key, EUR, 400);
    expect(await refused(transfer(account))).toMatchObject({ code: 'balance_insufficient' });
    fake.setBalance(key, EUR, 1000);
    fake.restrictAccount(account);
    expect(await refused(transfer(account))).toMatchObject({ code: 'insufficient_capabilities_for_transfer' });
  });

  it('lists by group, a page at a time', async () => {
    const account = await payee();
    for (let i = 1; i <= 5; i += 1) await stripe.transfers.create({ amount: i, currency: EUR, destination: account, transfer_group: i < 5 ? 'grants' : 'other' });
    const amounts: number[] = [];
    for await (const each of stripe.transfers.list({ transfer_group: 'grants', limit: 3 })) amounts.push(each.amount);
    expect(amounts).toEqual([4, 3, 2, 1]);
    expect((await stripe.transfers.list({ created: { lt: 5 } })).data).toEqual([]);
  });
});

describe('idempotency keys', () => {
  it('give the same answer for a day, and then are new', async () => {
    const account = await payee();
    const first = await transfer(account, 'k:transfer');
    expect((await transfer(account, 'k:transfer')).id).toBe(first.id);
    expect(fake.requests.at(-1)).toMatchObject({ replayed: true, key: 'k:transfer', grantId: 'g1' });
    fake.advance(25 * HOUR);
    expect((await transfer(account, 'k:transfer')).id).not.toBe(first.id);
    expect(await transfersOf()).toBe(2);
  });

  it('refuse other parameters, another endpoint, and a request while the first is in hand', async () => {
    const account = await payee();
    await transfer(account, 'k');
    expect(await refused(transfer(account, 'k', 501))).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(await refused(stripe.coupons.create({ percent_off: 1 }, { idempotencyKey: 'k' }))).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    fake.plan({ path: '/v1/transfers' }, 'late', { ms: 1_000 });
    const slow = transfer(account, 'k2');
    await new Promise((passed) => setTimeout(passed, 30));
    expect(await refused(transfer(account, 'k2'))).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect((await slow).id).toBe((await transfer(account, 'k2')).id);
  });

  it('remember a 500 and a refusal, but not what never began', async () => {
    const account = await payee();
    fake.plan({ path: '/v1/transfers' }, 'error_before');
    expect(await refused(transfer(account, 'k'))).toMatchObject({ statusCode: 500 });
    expect(await refused(transfer(account, 'k'))).toMatchObject({ statusCode: 500 });
    fake.setBalance(key, EUR, 0);
    expect(await refused(transfer(account, 'k2'))).toMatchObject({ code: 'balance_insufficient' });
    fake.setBalance(key, EUR, 1000);
    expect(await refused(transfer(account, 'k2'))).toMatchObject({ code: 'balance_insufficient' });
    fake.plan({ path: '/v1/transfers' }, 'rate_limited', { retryAfter: 7 });
    expect(await refused(transfer(account, 'k3'))).toMatchObject({ statusCode: 429, headers: { 'retry-after': '7' } });
    expect(await refused(transfer(account, 'k4', 0))).toMatchObject({ statusCode: 400 });
    await transfer(account, 'k3');
    await transfer(account, 'k4');
    expect(await transfersOf()).toBe(2);
  });

  it('belong to one account, and can be forgotten at once', async () => {
    const account = await payee();
    await transfer(account, 'k');
    fake.forgetKeys();
    await transfer(account, 'k');
    expect(fake.doubles()).toContainEqual(expect.objectContaining({ object: 'transfer', grantId: 'g1' }));
    const other = sdk('sk_test_other');
    expect((await other.coupons.create({ percent_off: 1 }, { idempotencyKey: 'k' })).object).toBe('coupon');
  });
});

describe('bad days', () => {
  const happened = async (account: string) => (await stripe.transfers.list({ destination: account })).data.length;

  it.each([
    ['declined', { code: 'balance_insufficient' }, 0], ['restricted', { code: 'insufficient_capabilities_for_transfer' }, 0], ['refused', { code: 'card_declined' }, 0],
    ['rate_limited', { statusCode: 429 }, 0], ['unavailable', { statusCode: 503 }, 0], ['error_before', { statusCode: 500 }, 0], ['error_after', { statusCode: 500 }, 1],
    ['lost_before', { type: 'StripeConnectionError' }, 0], ['lost', { type: 'StripeConnectionError' }, 1], ['truncated', { type: 'StripeAPIError' }, 1],
  ] as const)('%s: the library says so, and it happened as often as it should', async (kind, said, times) => {
    const account = await payee();
    // When a connection breaks, the library asks once more by itself, whatever it is told about retries.
    fake.plan({ method: 'POST', path: '/v1/transfers' }, kind, { times: kind.startsWith('lost') ? 2 : 1 });
    expect(await refused(transfer(account, `k-${kind}`))).toMatchObject(said);
    expect(await happened(account)).toBe(times);
  });

  it('answers with something else, or after the library has given up', async () => {
    const account = await payee();
    fake.plan({ method: 'POST', path: '/v1/transfers' }, 'wrong_object');
    expect((await transfer(account, 'k1')).object).toBe('charge');
    const impatient = sdk(key, fake, { timeout: 40 });
    const send = (idempotencyKey: string) => impatient.transfers.create({ amount: 5, currency: EUR, destination: account }, { idempotencyKey });
    for (const kind of ['late', 'late_answer'] as const) {
      fake.plan({ method: 'POST', path: '/v1/transfers' }, kind, { ms: 100 });
      expect(await refused(send(kind))).toMatchObject({ type: 'StripeConnectionError' });
    }
    await new Promise((passed) => setTimeout(passed, 100));
    expect(await happened(account)).toBe(3);
  });

  it('are planned for one request, one grant, a number of times, or by chance', async () => {
    const account = await payee();
    fake.plan({ path: '/v1/*', grantId: 'g2' }, 'unavailable', { times: 2 });
    await transfer(account);
    for (const _ of [1, 2]) expect(await refused(transfer(account, undefined, 5, 'g2'))).toMatchObject({ statusCode: 503 });
    await transfer(account, undefined, 5, 'g2');
    fake.plan({ path: '/v1/transfers' }, 'unavailable', { times: Infinity, chance: 0.5 });
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => transfer(account)));
    expect(outcomes.filter((each) => each.status === 'rejected').length).toBeGreaterThan(5);
    expect(outcomes.filter((each) => each.status === 'fulfilled').length).toBeGreaterThan(5);
  });
});

it('says when a request is where, and by which door it came', async () => {
  const account = await payee();
  const door = await fake.door();
  const moments: string[] = [];
  fake.onMoment = (moment, logged) => void moments.push(`${moment} ${logged.method} ${logged.door === door ? 'by the door' : ''} ${fake.all('transfer').some((each) => each['destination'] === account)}`);
  await sdk(key, fake, { port: door }).transfers.create({ amount: 5, currency: EUR, destination: account });
  await fake.idle();
  fake.onMoment = () => undefined;
  expect(moments).toEqual(['arrived POST by the door false', 'happened POST by the door true', 'answered POST by the door true']);
});

describe('events', () => {
  const secret = 'whsec_test';
  let received: { event: Stripe.Event | null; error: unknown }[];
  let server: Server;
  let url: string;
  let sender: StripeFake;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        try {
          received.push({ event: Stripe.webhooks.constructEvent(Buffer.concat(chunks), request.headers['stripe-signature']!, secret, 300, undefined, sender.now().getTime()), error: null });
        } catch (error) {
          received.push({ event: null, error });
        }
        response.end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  beforeEach(() => {
    received = [];
    sender = fake;
  });
  afterAll(() => void server.close());

  it('are signed as the library wants it; a late, changed or foreign one is not believed', async () => {
    const { id } = await stripe.coupons.create({ percent_off: 3 });
    const event = fake.events('coupon.created').at(-1)!;
    expect((await stripe.events.retrieve(event.id)).data.object).toMatchObject({ id });
    expect(await fake.send(event, { url, secret })).toBe(200);
    await fake.send(event, { url, secret }, { agedSeconds: 290, livemode: true, account: 'acct_1' });
    await fake.send(event, { url, secret }, { agedSeconds: 310 });
    await fake.send(event, { url, secret }, { tampered: true });
    await fake.send(event, { url, secret: 'whsec_other' });
    expect(received.map((each) => each.event && [each.event.id, each.event.livemode, each.event.account])).toEqual([[event.id, false, undefined], [event.id, true, 'acct_1'], null, null, null]);
    expect(await fake.send(event, { url: 'http://127.0.0.1:1/', secret })).toBe(0);
  });

  it('go to the endpoints by themselves, those of connected accounts to theirs', async () => {
    const sending = await new StripeFake({ sendsEvents: true }).listen();
    sender = sending;
    const client = sdk('sk_test_hooks', sending);
    sending.addEndpoint('sk_test_hooks', url, { secret });
    const account = await client.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } });
    sending.completeAccount(account.id);
    await client.coupons.create({ percent_off: 3 });
    while (received.length === 0) await new Promise((passed) => setTimeout(passed, 5));
    sending.addEndpoint('sk_test_hooks', url, { secret, connect: true });
    sending.restrictAccount(account.id);
    while (received.length === 1) await new Promise((passed) => setTimeout(passed, 5));
    expect(received.map(({ event }) => [event?.type, event?.account])).toEqual([['coupon.created', undefined], ['account.updated', account.id]]);
    await sending.close();
  });
});

it('survives its process, keys and clock included', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-fake-'));
  const file = join(folder, 'state.json');
  const before = await new StripeFake({ file }).listen();
  before.advance(HOUR);
  const made = await sdk('sk_test_1', before).coupons.create({ percent_off: 3 }, { idempotencyKey: 'k' });
  await before.close();
  const after = await new StripeFake({ file }).listen();
  expect((await sdk('sk_test_1', after).coupons.create({ percent_off: 3 }, { idempotencyKey: 'k' })).id).toBe(made.id);
  expect((await sdk('sk_test_1', after).coupons.list()).data).toHaveLength(1);
  expect(after.now().getTime() - Date.now()).toBeGreaterThan(HOUR - 1000);
  await after.close();
  rmSync(folder, { recursive: true });
});

it('has a page to turn things by hand', async () => {
  const account = await payee();
  const sent = await transfer(account);
  const act = (path: string, fields: Record<string, string> = {}) => fetch(`${fake.origin}/hand/${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  await act('faults', { method: 'POST', path: '/v1/transfers', kind: 'unavailable', times: '1' });
  expect(await refused(transfer(account))).toMatchObject({ statusCode: 503 });
  await act(`transfers/${sent.id}`);
  await act(`accounts/${account}`, { act: 'restrict' });
  expect((await stripe.transfers.retrieve(sent.id)).reversed).toBe(true);
  expect(await (await fetch(fake.origin)).text()).toContain(account);
});
