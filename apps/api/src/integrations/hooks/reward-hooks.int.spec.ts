import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newId } from '../../platform/ids.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { Worker } from '../../platform/jobs/worker.js';
import { codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { Sink } from '../../testing/sink.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const HOUR = 3_600_000;
const NOT_GIVEN = '{"status":"refused","reason":"not given"}';
const EMAIL = 'ewa@example.org';
interface Step { grantId: string; step: string; provider: string; status: string; problem: string | null; reference: string | null; grantStatus: string }
interface Mine { id: string; status: string; brought: object | null; delivery: object | null }
interface Told { type: string; data: { key: string; grantId: string; reward: { id: string; title: string }; member: object; reference?: string } }

// Signatures are checked by a library that reads the real clock, so what is verified happens in the present.
describe('a reward given by a system of the brand’s own', () => {
  let test: TestApp;
  let program: RewardProgram;
  let owner: SignedIn;
  let fan: Fan;
  let sink: Sink;
  let rewardId: string;
  let secret: string;

  beforeAll(async () => {
    test = await startTestApp({ env: { OUTBOUND_NETWORKS: '127.0.0.0/8' } });
    test.clock.moveTo(new Date());
    sink = await Sink.open();
    program = await RewardProgram.make(test, 'halcyon');
    fan = await program.fan();
    await program.rows('INSERT INTO identities (program_id, id, member_id, email, email_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)', [newId(), fan.memberId, EMAIL, Buffer.from('hash'), test.clock.now()]);
    await signIn();
    rewardId = (await program.reward({ kind: 'custom', title: { en: 'Early access' } })).id;
    secret = (await hook('PUT', '', { url: sink.url, tellsWho: false })).json<{ secret: string }>().secret;
  });
  afterAll(async () => {
    await sink.close();
    await test.close();
  });
  beforeEach(async () => {
    sink.received.length = 0;
    says({ status: 'done' });
    await signIn();
  });

  async function signIn(): Promise<void> {
    owner = await staffSession(test.app, 'owner', program.id);
    fan = { ...fan, ...(await openSession(test.app, fan.accountId, 'member')) };
  }
  function says(answer: object | string, status = 200): void {
    sink.status = status;
    sink.body = typeof answer === 'string' ? answer : JSON.stringify(answer);
  }
  const staff = (path: string, payload?: object) => program.staff(path, payload, owner);
  const hook = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path = '', payload?: object, of = rewardId) =>
    test.app.inject({ method, url: `/api/v1/programs/${program.id}/rewards/${of}/hook${path}`, headers: owner.headers, ...(payload && { payload }) });
  const drain = () => test.app.get(Worker).drain();
  async function pass(ms: number): Promise<void> {
    test.clock.moveTo(new Date(test.clock.now().getTime() + ms));
    await test.app.get(Maintenance).run('due_reward_steps');
    await drain();
    await signIn();
  }
  async function claimed(): Promise<string> {
    const id = (await staff('grants', { memberId: fan.memberId, rewardId, reason: 'a kind word' })).json<{ id: string }>().id;
    expect((await program.mine(fan, `/${id}/claim`, {})).statusCode).toBe(200);
    await drain();
    return id;
  }
  const mine = async (id: string) => (await program.mine(fan, '?limit=100')).json<{ items: Mine[] }>().items.find((item) => item.id === id)!;
  async function stepOf(id: string, step = 'hook'): Promise<Step> {
    for (const view of ['stuck', 'under_way', 'by_hand', 'done']) {
      const found = (await staff(`reward-steps?view=${view}&limit=100`)).json<{ items: Step[] }>().items.find((item) => item.grantId === id && item.step === step);
      if (found) return found;
    }
    throw new Error(`no step of ${id} is on any list`);
  }
  const told = () => sink.received.map(({ body }) => JSON.parse(body) as Told);
  const ids = () => sink.received.map(({ headers }) => headers['webhook-id']);

  it('is asked for by a call that the standard’s library believes, and its member sees the answer', async () => {
    test.clock.moveTo(new Date());
    await signIn();
    says({ status: 'done', message: 'Welcome <b>in</b>', code: 'EARLY-7', url: 'https://brand.example/early', reference: 'order 7' });
    const id = await claimed();
    const [call] = sink.received;
    expect(new Webhook(secret).verify(call!.body, call!.headers as Record<string, string>)).toMatchObject({
      type: 'reward.give', data: { key: `${id}:hook`, grantId: id, reward: { id: rewardId, title: 'Early access' }, member: { id: fan.memberId } },
    });
    expect([ids(), call!.body.includes(EMAIL)]).toEqual([[`${id}:hook`], false]);
    expect(() => new Webhook(secret).verify(call!.body.replace('Early', 'Late'), call!.headers as Record<string, string>)).toThrow();
    expect(await stepOf(id)).toMatchObject({ provider: 'hook', status: 'done', reference: 'order 7', grantStatus: 'fulfilled' });
    expect(await mine(id)).toMatchObject({ status: 'fulfilled', brought: { message: 'Welcome <b>in</b>', code: 'EARLY-7', url: 'https://brand.example/early' } });
    const [stored] = await program.rows<{ known: string }>('SELECT known::text AS known FROM reward_steps WHERE program_id = $1 AND grant_id = $2', [id]);
    expect(stored!.known).not.toContain('EARLY-7');
  });

  it('says whose it is only where the editor says so', async () => {
    expect((await hook('PUT', '', { url: sink.url, tellsWho: true })).json()).toMatchObject({ hook: { tellsWho: true }, secret: null });
    await claimed();
    expect(told()[0]!.data.member).toEqual({ id: fan.memberId, email: EMAIL, name: 'Ewa' });
    await hook('PUT', '', { url: sink.url, tellsWho: false });
  });

  it('is asked for again under the same id where nobody knows, and later where it says so', async () => {
    says('oops', 500);
    const id = await claimed();
    expect(await stepOf(id)).toMatchObject({ status: 'due', problem: 'server_error', grantStatus: 'sending' });
    says('<html>fine</html>');
    await pass(61_000);
    expect(await stepOf(id)).toMatchObject({ status: 'due', problem: 'wrong_answer' });
    says({ status: 'later', seconds: 60 });
    await pass(301_000);
    expect(await stepOf(id)).toMatchObject({ status: 'due', problem: 'hook_later' });
    says({ status: 'done' });
    await pass(61_000);
    expect([await stepOf(id), new Set(ids())]).toMatchObject([{ status: 'done' }, new Set([`${id}:hook`])]);
    expect(await mine(id)).toMatchObject({ brought: null });
  });

  it('is parked where staff see it when it is refused, and goes on under another id or by hand when they say so', async () => {
    says({ status: 'refused', reason: 'no such account: ewa' });
    const id = await claimed();
    expect(await stepOf(id)).toMatchObject({ status: 'failed', problem: 'refused:no such account ewa', grantStatus: 'claimed' });
    sink.answer = ({ body }) => ((JSON.parse(body) as Told).type === 'reward.look_up' ? { status: 200, body: NOT_GIVEN } : { status: 200, body: '{"status":"done"}' });
    await staff(`reward-steps/${id}/hook/again`, {});
    await drain();
    sink.answer = null;
    expect([await stepOf(id), ids()]).toMatchObject([{ status: 'done' }, [`${id}:hook`, `${id}:hook:2:look_up`, `${id}:hook:2:look_up:${id}:hook`, `${id}:hook:2`]]);
    says('no', 422);
    const other = await claimed();
    expect(await stepOf(other)).toMatchObject({ status: 'failed', problem: 'refused:422' });
    await staff(`reward-steps/${other}/hook/by-hand`, {});
    expect((await staff(`reward-steps/${other}/hook/arrived`, { reference: 'by mail' })).json()).toMatchObject({ status: 'done', provider: 'manual' });
  });

  it('is only asked after once its day is over: found, not there, or a person decides', async () => {
    says('oops', 500);
    const [found, absent, unknown] = [await claimed(), await claimed(), await claimed()];
    await pass(24 * HOUR);
    const looked = told().filter(({ type }) => type === 'reward.look_up');
    expect([new Set(looked.map(({ data }) => data.grantId)).size, ids().at(-1)]).toEqual([3, expect.stringMatching(/:hook:look_up$/)]);
    sink.answer = ({ body }) => {
      const { data: { grantId } } = JSON.parse(body) as Told;
      return grantId === found ? { status: 200, body: '{"status":"done","code":"FOUND-1"}' } : grantId === absent ? { status: 200, body: '{"status":"refused","reason":"never heard of it"}' } : { status: 405, body: '' };
    };
    await pass(901_000);
    for (let n = 0; n < 4; n++) await pass(901_000);
    sink.answer = null;
    expect(await stepOf(found)).toMatchObject({ status: 'done' });
    expect(await mine(found)).toMatchObject({ brought: { code: 'FOUND-1' } });
    expect([await stepOf(absent), await stepOf(unknown)]).toMatchObject([{ status: 'unclear', problem: 'not_there' }, { status: 'unclear', problem: 'refused:405' }]);
    expect(told().filter(({ type }) => type === 'reward.give')).toHaveLength(3); // never sent again by itself
  });

  it('stays on its way where an answer was lost and the next try is refused, until a person decides', async () => {
    for (const [status, decision, then] of [[401, 'arrived', 'done'], [404, 'by-hand', 'waiting'], [409, 'again', 'done']] as const) {
      says('oops', 500);
      const id = await claimed();
      says('no', status);
      await pass(61_000);
      expect([await stepOf(id), told().at(-1)!.type]).toMatchObject([{ status: 'unclear', problem: `refused:${status}`, grantStatus: 'sending' }, 'reward.look_up']);
      expect(codeOf(await staff(`grants/${id}/revoke`, { reason: 'a mistake' }))).toBe('grant.wrong_state');
      says({ status: 'done' });
      expect((await staff(`reward-steps/${id}/hook/${decision}`, { reference: null })).statusCode).toBe(200);
      await drain();
      expect(await stepOf(id)).toMatchObject({ status: then });
      // Within its day it goes on under its id.
      expect(ids().filter((each) => each === `${id}:hook`)).toHaveLength(decision === 'again' ? 3 : 2);
    }
    says('oops', 500);
    const refused = await claimed();
    sink.answer = ({ body }) => ((JSON.parse(body) as Told).type === 'reward.look_up' ? { status: 200, body: NOT_GIVEN } : { status: 409, body: '' });
    await pass(61_000);
    sink.answer = null;
    expect(await stepOf(refused)).toMatchObject({ status: 'failed', problem: 'refused:409', grantStatus: 'claimed' });
  });

  it('is given once by a receiver that remembers keys, however often it is sent again', async () => {
    const given = new Map<string, string>();
    let mood: 'loses its answers' | 'knows no look-up' | 'well' = 'loses its answers';
    sink.answer = ({ body }) => {
      const { type, data: { key } } = JSON.parse(body) as Told;
      if (type === 'reward.look_up') return mood === 'well' ? { status: 200, body: given.get(key) ?? NOT_GIVEN } : { status: 404, body: '' };
      if (!given.has(key)) given.set(key, JSON.stringify({ status: 'done', code: `EARLY-${given.size + 1}` }));
      return mood === 'well' ? { status: 200, body: given.get(key)! } : { status: 500, body: '' };
    };
    const id = await claimed();
    await pass(24 * HOUR);
    for (let n = 0; n < 4; n++) await pass(901_000);
    expect(await stepOf(id)).toMatchObject({ status: 'unclear', problem: 'refused:404' });
    mood = 'knows no look-up';
    await staff(`reward-steps/${id}/hook/again`, {}); // a second round that never sends anything
    await drain();
    expect(await stepOf(id)).toMatchObject({ status: 'unclear', problem: 'refused:404' });
    mood = 'well';
    await staff(`reward-steps/${id}/hook/again`, {});
    await drain();
    sink.answer = null;
    expect([await stepOf(id), [...given.keys()]]).toMatchObject([{ status: 'done', reference: `${id}:hook` }, [`${id}:hook`]]);
    expect(await mine(id)).toMatchObject({ brought: { code: 'EARLY-1' } });
  });

  it('is taken back by a call of its own', async () => {
    says({ status: 'done', reference: 'order 9', code: 'X' });
    const id = await claimed();
    await staff(`grants/${id}/revoke`, { reason: 'a mistake' });
    await drain();
    expect(told().at(-1)).toMatchObject({ type: 'reward.take_back', data: { key: `${id}:reversal`, reference: 'order 9' } });
    expect([await stepOf(id, 'reversal'), (await mine(id)).brought]).toMatchObject([{ status: 'done' }, null]);
    const kept = await claimed();
    says({ status: 'refused', reason: 'used' });
    await staff(`grants/${kept}/revoke`, { reason: 'a mistake' });
    await drain();
    expect(await stepOf(kept, 'reversal')).toMatchObject({ status: 'failed', problem: 'refused:used' });
  });

  it('leaves nothing of an answer that comes once its member has left', async () => {
    says('oops', 500);
    const [done, refused] = [await claimed(), await claimed()];
    const [{ accountId }] = (await program.rows<{ accountId: string }>('SELECT account_id AS "accountId" FROM members WHERE program_id = $1 AND id = $2', [fan.memberId])) as [{ accountId: string }];
    const belongsTo = (account: string | null) => program.rows('UPDATE members SET account_id = $3 WHERE program_id = $1 AND id = $2', [fan.memberId, account]);
    await belongsTo(null);
    sink.answer = ({ body }) => ({ status: 200, body: JSON.stringify((JSON.parse(body) as Told).data.grantId === done ? { status: 'done', code: 'TOO-LATE' } : { status: 'refused', reason: 'no such account: ewa' }) });
    test.clock.moveTo(new Date(test.clock.now().getTime() + 61_000));
    await test.app.get(Maintenance).run('due_reward_steps');
    await drain();
    sink.answer = null;
    const left = await program.rows('SELECT grant_id AS id, status, known, problem FROM reward_steps WHERE program_id = $1 AND grant_id = ANY($2)', [[done, refused]]);
    expect([...left].sort((a, b) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1))).toEqual([done, refused].toSorted().map((id) => ({
      id, known: {}, ...(id === done ? { status: 'done', problem: null } : { status: 'failed', problem: 'refused' }) })));
    await belongsTo(accountId);
  });

  it('is tried out without giving anything, with what came back', async () => {
    says({ status: 'later' });
    expect((await hook('POST', '/test')).json()).toEqual({ status: 200, failure: null, outcome: 'later', problem: 'hook_later', body: '{"status":"later"}' });
    says('nope', 403);
    expect((await hook('POST', '/test')).json()).toMatchObject({ status: 403, outcome: 'failed', problem: 'refused:403', body: 'nope' });
    expect(told().map(({ type }) => type)).toEqual(['reward.test', 'reward.test']);
    says('x'.repeat(20_000));
    expect((await hook('POST', '/test')).json()).toMatchObject({ outcome: 'unclear', body: null });
  });

  it('signs with both secrets while one is replaced', async () => {
    test.clock.moveTo(new Date());
    await signIn();
    const next = (await hook('POST', '/rotate')).json<{ secret: string; hook: object }>();
    expect([next.secret === secret, next.hook]).toMatchObject([false, { formerSecretUntil: expect.any(String) }]);
    await hook('POST', '/test');
    const { body, headers } = sink.received.at(-1)!;
    for (const each of [secret, next.secret]) expect(new Webhook(each).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'reward.test' });
  });

  it('calls no address that is not public and safe, and no reward of another kind', async () => {
    for (const url of ['http://brand.example/hook', 'https://10.0.0.1/', 'https://169.254.169.254/latest', 'https://me:pw@brand.example/']) {
      expect([url, (await hook('PUT', '', { url, tellsWho: false })).json<{ code: string }>().code]).toEqual([url, 'request.invalid']);
    }
    const other = (await program.reward({ kind: 'swag' })).id;
    expect((await hook('PUT', '', { url: sink.url, tellsWho: false }, other)).json()).toMatchObject({ code: 'reward.not_custom' });
    expect((await hook('PUT', '', { url: sink.url, tellsWho: false }, newId())).json()).toMatchObject({ code: 'reward.not_found' });
    expect(codeOf(await program.staff(`rewards/${rewardId}/hook`, undefined, program.manager))).toBe('auth.forbidden');
  });

  it('is changed by who signed in a moment ago only', async () => {
    test.clock.moveTo(new Date(test.clock.now().getTime() + 11 * 60_000));
    for (const [method, path, payload] of [['PUT', '', { url: 'https://somebody.example/else', tellsWho: true }], ['POST', '/rotate', undefined], ['DELETE', '', undefined]] as const) {
      expect([method, (await hook(method, path, payload)).json()]).toMatchObject([method, { code: 'auth.step_up_required', level: 'staff' }]);
    }
    expect((await hook('GET')).json()).toMatchObject({ hook: { url: sink.url, tellsWho: false } });
  });

  it('is given by hand without an address, and what was on its way comes to a person', async () => {
    says('oops', 500);
    const id = await claimed();
    expect((await hook('DELETE')).statusCode).toBe(204);
    await pass(61_000);
    expect(await stepOf(id)).toMatchObject({ status: 'unclear', problem: 'not_connected', grantStatus: 'sending' });
    expect((await hook('POST', '/test')).json()).toMatchObject({ code: 'reward_hook.not_found' });
    const byHand = (await staff('grants', { memberId: fan.memberId, rewardId, reason: 'a kind word' })).json<{ id: string }>().id;
    await program.mine(fan, `/${byHand}/claim`, {});
    expect(await mine(byHand)).toMatchObject({ status: 'claimed', delivery: null });
  });
});
