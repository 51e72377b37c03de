import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WEBHOOK_TOPICS } from '@fanfare/contracts';
import { Webhook } from 'standardwebhooks';
import { newId } from '../../platform/ids.js';
import { Relay } from '../../platform/outbox/relay.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { Worker } from '../../platform/jobs/worker.js';
import { Verifier } from '../../ledger/index.js';
import { changeRules, TestMachine } from '../../testing/machine.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { Sink } from '../../testing/sink.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { EVENT_DATA } from './webhook-events.js';

const HOUR_MS = 3_600_000;
let test: TestApp;
let program: SignupProgram;
let owner: SignedIn;
let sink: Sink;
let programs = 0;

// Signatures are checked by a library that reads the real clock, so this test lives in the present.
beforeAll(async () => {
  test = await startTestApp({ env: { OUTBOUND_NETWORKS: '127.0.0.0/8' } });
});
afterAll(() => test.close());
const present = () => test.clock.moveTo(new Date());
beforeEach(async () => {
  present();
  program = await SignupProgram.make(test.app, `hooks-${++programs}`, test.database.superUrl);
  owner = await staffSession(test.app, 'owner', program.id);
  sink = await Sink.open();
});
afterEach(async () => {
  await sink.close();
  await program.close();
});

interface Hook { id: string; status: string; disabledBecause: string | null; pending: number; dead: number; failingSince: string | null; formerSecretUntil: string | null }
interface Delivery { id: string; topic: string; status: string; attempts: number; answerStatus: number | null; error: string | null; nextTryAt: string | null }
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const staff = (method: Method, path: string, payload?: object) => test.app.inject({ method, url: `/api/v1/programs/${program.id}${path}`, headers: owner.headers, ...(payload && { payload }) });
const call = (method: Method, path: string, payload?: object) => staff(method, `/webhooks${path}`, payload);
const add = async (body: object = {}) => (await call('POST', '', { url: sink.url, topics: WEBHOOK_TOPICS, ...body })).json<{ secret: string; webhook: Hook }>();
const hook = async (id: string) => (await call('GET', '')).json<{ items: Hook[] }>().items.find((item) => item.id === id)!;
const log = async (id: string, status = '') => (await call('GET', `/${id}/deliveries${status && `?status=${status}`}`)).json<{ items: Delivery[] }>().items;
const drain = () => test.app.get(Worker).drain();
/** What was planned for later is due now. */
const hurry = () => program.sql(`UPDATE pgboss.job SET start_after = now() - interval '1 minute' WHERE name = 'webhooks' AND state < 'active'`);
const events = () => sink.received.map(({ body }) => JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> });
const email = (name: string) => `${name}${programs}@reader.test`;
/** A fan who has brought a friend, with all that follows from it. */
async function friendship(): Promise<{ fan: string; friend: string }> {
  await program.join(email('friend'), { referralCode: await program.join(email('fan')) });
  return { fan: (await program.memberOf(email('fan')))!, friend: (await program.memberOf(email('friend')))! };
}

describe('a webhook', () => {
  it('tells of members, friends, tiers and rewards, signed so that the standard’s library believes it', async () => {
    await changeRules(test.app, program.id, {
      tiers: [{ id: program.ids.tiers.ambassador, name: 'Ambassador', at: 1, measure: 'qualified', per: 'life', graceDays: 0 }],
      milestones: [{ id: program.ids.milestones.stickers, name: 'Stickers', at: 1, measure: 'qualified', rewardId: program.ids.rewards.stickers }],
    });
    const { secret } = await add();
    const { fan, friend } = await friendship();
    await drain();
    const told = Map.groupBy(events(), (event) => event.type);
    expect([...told.keys()].toSorted()).toEqual(['grant.created', 'member.joined', 'referral.qualified', 'tier.reached']);
    expect(told.get('member.joined')).toHaveLength(2);
    expect(told.get('referral.qualified')![0]!.data).toMatchObject({ referrerId: fan, refereeId: friend });
    expect(told.get('tier.reached')![0]!.data).toEqual({ memberId: fan, tierId: program.ids.tiers.ambassador, tierName: 'Ambassador' });
    expect(told.get('grant.created')![0]!.data).toMatchObject({ memberId: fan, rewardId: program.ids.rewards.stickers, milestoneId: program.ids.milestones.stickers });
    expect(told.get('member.joined')!.map((event) => event.data['referrerId'])).toContain(fan);
    for (const { headers, body } of sink.received) expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
    for (const { type, data } of events()) expect(EVENT_DATA[type as keyof typeof EVENT_DATA].strict().parse(data)).toEqual(data);
    expect(sink.received.map(({ body }) => body).join()).not.toMatch(/reader\.test|Halcyon/);
  });

  it('tells that a friend counts no longer, and why', async () => {
    await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'purchase' } });
    const { webhook } = await add({ topics: ['referral.reversed'] });
    await friendship();
    const shop = await TestMachine.make(test.app, program.id);
    await shop.convert({ externalId: 'o', type: 'purchase', email: email('friend') });
    await shop.convert({ externalId: 'r', type: 'refund', order: 'o' });
    await drain();
    expect(events()).toMatchObject([{ type: 'referral.reversed', data: { reason: 'refunded' } }]);
    expect(await log(webhook.id)).toMatchObject([{ topic: 'referral.reversed', status: 'delivered', attempts: 1, answerStatus: 204, error: null }]);
  });

  it('tells what a recount has changed, also of a member who is suspended and gets no mail', async () => {
    await add({ topics: ['referral.qualified', 'referral.reversed'] });
    const { fan, friend } = await friendship();
    await drain();
    await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'purchase' } }, 'recount');
    await drain();
    expect((await staff('POST', `/members/${fan}/suspend`, { id: newId(), reason: 'A look at it' })).statusCode).toBe(200);
    await changeRules(test.app, program.id, { qualification: { kind: 'confirmed' } }, 'recount');
    await drain();
    expect(events().map(({ type, data }) => [type, data['referrerId'], data['refereeId']])).toEqual([
      ['referral.qualified', fan, friend], ['referral.reversed', fan, friend], ['referral.qualified', fan, friend],
    ]);
  });

  it('of two who are made one, and parted again, it tells of the friend who was no other, and not of those whose book changed', async () => {
    await add({ topics: ['referral.qualified', 'referral.reversed'] });
    const { fan, friend: self } = await friendship();
    const [{ code }] = (await program.sql<{ code: string }>('SELECT code FROM links WHERE program_id = $1 AND member_id = $2', [program.id, self])) as [{ code: string }];
    await program.join(email('cousin'), { referralCode: code });
    await drain();
    sink.received.length = 0;
    for (const what of ['merge', 'unmerge']) {
      expect((await staff('POST', `/members/${fan}/${what}`, { id: newId(), otherId: self })).statusCode).toBeLessThan(300);
      await drain();
    }
    expect(events().map(({ type, data }) => [type, data['refereeId']])).toEqual([['referral.reversed', self], ['referral.qualified', self]]);
  });

  it('hears only of what it asked for, and nothing of another program', async () => {
    const other = await SignupProgram.make(test.app, `other-${programs}`, test.database.superUrl);
    await add({ topics: ['tier.reached'] });
    await friendship();
    await other.join('somebody@reader.test');
    await drain();
    expect(sink.received).toEqual([]);
    await other.close();
  });

  it('an event relayed twice arrives under one id', async () => {
    await add({ topics: ['member.joined'] });
    await program.join(email('fan'));
    await drain();
    await program.sql(`UPDATE outbox SET relayed_at = NULL WHERE program_id = $1`, [program.id]);
    await program.sql(`DELETE FROM pgboss.job WHERE name = 'events'`); // as if the relay's mark, and its jobs, had been lost
    await test.app.get(Relay).runOnce();
    await drain();
    expect(sink.received).toHaveLength(1);
  });
});

describe('while a receiver is down', () => {
  it('nothing is lost: each event arrives once it is back, under its first id', async () => {
    const { secret, webhook } = await add({ topics: ['member.joined'] });
    sink.status = 500;
    await friendship();
    await drain();
    expect(await log(webhook.id)).toMatchObject(Array(2).fill({ status: 'pending', attempts: 1, answerStatus: 500 }));
    for (let hour = 0; hour < 5; hour++) { await hurry(); await drain(); }
    sink.status = 200;
    await hurry();
    await drain();
    expect(await log(webhook.id)).toMatchObject(Array(2).fill({ status: 'delivered', attempts: 7, answerStatus: 200, nextTryAt: null }));
    const ids = Map.groupBy(sink.received, ({ headers }) => headers['webhook-id']);
    expect([...ids.values()].map((tries) => tries.length)).toEqual([7, 7]);
    expect((await hook(webhook.id)).failingSince).toBeNull();
    present();
    for (const { headers, body } of sink.received) expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
  });

  it('a try that nobody planned, or whose job is gone, is made all the same', async () => {
    const { webhook } = await add({ topics: ['member.joined'] });
    sink.status = 500;
    await friendship();
    await drain();
    await program.sql(`DELETE FROM pgboss.job WHERE name = 'webhooks'`); // whoever was to plan them died before
    sink.status = 204;
    test.clock.moveTo(new Date(Date.now() + 9 * 60_000));
    await test.app.get(Maintenance).run('overdue_webhooks');
    await drain();
    expect(await log(webhook.id)).toMatchObject(Array(2).fill({ status: 'pending', attempts: 1 }));
    test.clock.moveTo(new Date(Date.now() + 11 * 60_000));
    await test.app.get(Maintenance).run('overdue_webhooks');
    await test.app.get(Maintenance).run('overdue_webhooks');
    await drain();
    expect(await log(webhook.id)).toMatchObject(Array(2).fill({ status: 'delivered', attempts: 2 }));
    expect(sink.received).toHaveLength(4);
  });

  it('the last try makes a dead letter, which staff can send again under the same id', async () => {
    const { webhook } = await add({ topics: ['member.joined'] });
    sink.status = 503;
    await program.join(email('fan'));
    await drain();
    for (let n = 0; n < 14; n++) { await hurry(); await drain(); }
    const [dead] = await log(webhook.id, 'dead');
    expect(dead).toMatchObject({ attempts: 15, answerStatus: 503, nextTryAt: null });
    expect(await hook(webhook.id)).toMatchObject({ dead: 1, status: 'active' }); // all within a minute: it has not failed for three days
    sink.status = 200;
    expect((await call('POST', `/${webhook.id}/deliveries/${dead!.id}/resend`)).statusCode).toBe(204);
    expect((await call('POST', `/${webhook.id}/deliveries/${dead!.id}/resend`)).json().code).toBe('webhook.delivery_pending');
    await drain();
    expect(await log(webhook.id)).toMatchObject([{ id: dead!.id, status: 'delivered', attempts: 1 }]);
    expect(new Set(sink.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('for three days, it is switched off and the owners get a mail; switched on again, it goes on', async () => {
    const { webhook } = await add({ topics: ['member.joined'] });
    sink.status = 500;
    const began = Date.now();
    await program.join(email('fan'));
    await drain();
    expect(await hook(webhook.id)).toMatchObject({ status: 'active', failingSince: expect.any(String) });
    test.clock.moveTo(new Date(began + 73 * HOUR_MS));
    await program.join(email('late'));
    await drain();
    owner = await staffSession(test.app, 'owner', program.id);
    expect(await hook(webhook.id)).toMatchObject({ status: 'disabled', disabledBecause: 'failures' });
    expect(await program.sql(`SELECT actor_id, detail FROM audit_log WHERE program_id = $1 AND action = 'webhook.disabled'`, [program.id])).toEqual([{ actor_id: null, detail: { because: 'failures' } }]);
    expect(await program.sql(`SELECT 1 FROM deliveries WHERE program_id = $1 AND template = 'webhook_disabled'`, [program.id])).not.toHaveLength(0);
    await hurry();
    await drain();
    expect(await log(webhook.id)).toMatchObject(Array(2).fill({ status: 'dead', error: 'endpoint_disabled' }));
    await program.join(email('meanwhile'));
    await drain();
    expect(await log(webhook.id)).toMatchObject(Array(3).fill({ status: 'dead', error: 'endpoint_disabled' }));
    sink.status = 200;
    sink.received.length = 0;
    expect((await call('PUT', `/${webhook.id}`, { url: sink.url, topics: ['member.joined'], status: 'active' })).json()).toMatchObject({ status: 'active', disabledBecause: null, failingSince: null });
    await program.join(email('later'));
    await drain();
    expect(await log(webhook.id)).toMatchObject(Array(4).fill({ status: 'delivered' }));
    expect(new Set(sink.received.map(({ headers }) => headers['webhook-id'])).size).toBe(4);
  });

  it('an answer that it is gone switches it off at once', async () => {
    const { webhook } = await add({ topics: ['member.joined'] });
    sink.status = 410;
    await program.join(email('fan'));
    await drain();
    expect(await hook(webhook.id)).toMatchObject({ status: 'disabled', disabledBecause: 'gone', dead: 1 });
  });

  it('an answer that leads elsewhere is a failure', async () => {
    const { webhook } = await add({ topics: ['member.joined'] });
    sink.status = 307;
    sink.headers = { location: 'http://169.254.169.254/' };
    await program.join(email('fan'));
    await drain();
    expect(await log(webhook.id)).toMatchObject([{ status: 'pending', answerStatus: 307 }]);
  });
});

describe('a secret', () => {
  it('is replaced without a gap: for a day both sign', async () => {
    const { secret: old, webhook } = await add({ topics: ['member.joined'] });
    const { secret, webhook: rotated } = (await call('POST', `/${webhook.id}/rotate`)).json<{ secret: string; webhook: Hook }>();
    expect(secret).not.toBe(old);
    expect(rotated.formerSecretUntil).not.toBeNull();
    await program.join(email('fan'));
    await drain();
    const { headers, body } = sink.received[0]!;
    for (const each of [old, secret]) expect(() => new Webhook(each).verify(body, headers as Record<string, string>)).not.toThrow();
    expect(() => new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(body, headers as Record<string, string>)).toThrow();
    await program.sql(`UPDATE webhook_endpoints SET rotated_at = now() - interval '25 hours' WHERE program_id = $1`, [program.id]);
    present();
    await program.join(email('next'));
    await drain();
    const last = sink.received[1]!;
    expect(() => new Webhook(old).verify(last.body, last.headers as Record<string, string>)).toThrow();
    expect(() => new Webhook(secret).verify(last.body, last.headers as Record<string, string>)).not.toThrow();
  });

  it('stands in no table and no log', async () => {
    const { secret, webhook } = await add();
    await call('POST', `/${webhook.id}/rotate`);
    const tables = await program.sql<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`);
    const everything = await Promise.all(tables.map(({ name }) => program.sql(`SELECT string_agg(t::text, ' ') AS text FROM "${name}" t`)));
    const hex = Buffer.from(secret.slice(6), 'base64').toString('hex');
    expect(JSON.stringify(everything)).not.toMatch(new RegExp(`${secret.slice(6).replace(/[+/=]/g, '\\$&')}|${hex}`));
  });
});

describe('staff', () => {
  it('try an address out before anything happens', async () => {
    const { webhook, secret } = await add({ topics: ['tier.reached'] });
    await call('POST', `/${webhook.id}/test`);
    await drain();
    expect(events()).toMatchObject([{ type: 'webhook.test' }]);
    expect(() => new Webhook(secret).verify(sink.received[0]!.body, sink.received[0]!.headers as Record<string, string>)).not.toThrow();
  });

  it.each(['http://10.0.0.1/', 'http://[::1]/', 'https://user:pass@shop.example/', 'ftp://shop.example/', 'http://169.254.169.254/latest', 'http://0/'])('cannot add %s', async (address) =>
    expect((await call('POST', '', { url: address, topics: ['member.joined'] })).json()).toMatchObject({ code: 'request.invalid', errors: [{ field: 'url' }] }));

  it('add ten and no more, also at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, () => call('POST', '', { url: sink.url, topics: ['member.joined'] })));
    expect(answers.map((a) => a.statusCode).toSorted()).toEqual([...Array(10).fill(201), ...Array(4).fill(409)]);
  });

  it('remove one with its log', async () => {
    const { webhook } = await add({ topics: ['member.joined'] });
    await program.join(email('fan'));
    await drain();
    expect((await call('DELETE', `/${webhook.id}`)).statusCode).toBe(204);
    expect(await program.sql('SELECT 1 FROM webhook_deliveries WHERE program_id = $1', [program.id])).toEqual([]);
    expect((await call('GET', `/${webhook.id}/deliveries`)).json()).toMatchObject({ code: 'webhook.not_found' });
  });

  it('of another program do not see it', async () => {
    const { webhook } = await add();
    const other = await SignupProgram.make(test.app, `stranger-${programs}`, test.database.superUrl);
    const stranger = await staffSession(test.app, 'owner', other.id);
    const theirs = (method: 'GET' | 'POST' | 'DELETE', path: string) => test.app.inject({ method, url: `/api/v1/programs/${other.id}/webhooks/${webhook.id}${path}`, headers: stranger.headers });
    expect((await Promise.all([theirs('DELETE', ''), theirs('POST', '/rotate'), theirs('POST', '/test'), theirs('GET', '/deliveries')])).map((a) => a.statusCode)).toEqual([404, 404, 404, 404]);
    await other.close();
  });

  it('find the log of three months, and no more', async () => {
    const { webhook } = await add({ topics: ['member.joined'] });
    await program.join(email('fan'));
    await drain();
    await program.sql(`UPDATE webhook_deliveries SET created_at = now() - interval '91 days' WHERE program_id = $1`, [program.id]);
    await test.app.get(Maintenance).run('old_webhook_deliveries');
    expect(await log(webhook.id)).toEqual([]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });
});
