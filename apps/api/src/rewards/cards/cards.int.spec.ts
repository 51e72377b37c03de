import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Transactions } from '../../platform/database/transactions.js';
import { inParallel } from '../../platform/jobs/in-parallel.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { Worker } from '../../platform/jobs/worker.js';
import { codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { openSession, staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { GrantData } from '../grant-data.js';
import { comparePools } from '../reconciliation/differences.js';
import type { MyGrantResponse, RewardsResponse } from '../rewards.dto.js';

const CARD = { kind: 'gift_card', title: { en: 'Twenty euros' }, amount: { amountMinor: 2_000, currency: 'EUR' } };
const DAY = 86_400_000;

describe('gift cards', () => {
  let test: TestApp;
  let program: RewardProgram;
  let fan: Fan;
  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    program = await RewardProgram.make(test, 'halcyon');
    fan = await program.fan();
  });
  afterAll(() => test.close());

  const signIn = async (role: 'manager' | 'owner' | 'fulfilment' = 'manager') => staffSession(test.app, role, program.id);
  const add = async (rewardId: string, text: string, how = '') => program.staff(`rewards/${rewardId}/codes${how}`, text, await signIn());
  const give = async (rewardId: string, who: Fan) => (await program.staff('grants', { memberId: who.memberId, rewardId, reason: 'a kind word' }, await signIn())).json<{ id: string }>().id;
  const again = async (who: Fan): Promise<Fan> => ({ ...who, ...(await openSession(test.app, who.accountId, 'member')) });
  const claim = (grantId: string, who = fan) => program.mine(who, `/${grantId}/claim`, {});
  const open = (grantId: string, who = fan) => program.mine(who, `/${grantId}/card`, {});
  const mineOf = async (id: string, who = fan) => (await program.mine(who, '?limit=100')).json<{ items: MyGrantResponse[] }>().items.find((item) => item.id === id)!;
  const item = async (id: string) => (await program.staff('rewards', undefined, await signIn())).json<RewardsResponse>().items.find((each) => each.id === id)!;
  const revoke = async (grantId: string) => program.staff(`grants/${grantId}/revoke`, { reason: 'a mistake' }, await signIn());
  const drain = () => test.app.get(Worker).drain();
  const free = async (rewardId: string) => (await program.rows('SELECT 1 FROM reward_codes WHERE program_id = $1 AND reward_id = $2 AND grant_id IS NULL AND lapsed_at IS NULL', [rewardId])).length;
  const statuses = (rewardId: string) => program.statuses(rewardId);

  it('come from a list that can be tried out first, each once in the program, and serve who waits', async () => {
    const { id, pool } = await program.reward(CARD);
    expect(pool?.unitsLeft).toBe(0);
    const waiting = await program.give(id, fan.memberId);
    const list = 'Card number;PIN;Valid until\n6006 4912 0001;0042;31.12.2027\n6006-4912-0001;;\n6006 4912 0002;;01.03.2026\nAB;;\n6006 4912 0003;1;2026-03-20';
    const would = { added: 2, known: 1, refused: [{ line: 4, why: 'lapsed' }, { line: 5, why: 'too_short' }], refusedCount: 2 };
    expect((await add(id, list, '?dryRun=true')).json()).toEqual({ ...would, served: 0, unitsLeft: 0 });
    expect([await statuses(id), await free(id)]).toEqual([['queued'], 0]);
    expect((await add(id, list)).json()).toEqual({ ...would, served: 1, unitsLeft: 1 });
    expect((await add((await program.reward(CARD)).id, '600649120003', '?dryRun=true')).json()).toMatchObject({ added: 0, known: 1 });
    expect(await item(id)).toMatchObject({ stockFollows: 'codes', pool: { unitsLeft: 1 }, cards: { lapsing: 1, lapsed: 0, seen: 0 }, worth: { amountMinor: 2_000 } });
    expect(await mineOf(waiting)).toMatchObject({ status: 'claimable', card: null });
    // The one that lapses first is given first.
    expect((await claim(waiting)).json()).toMatchObject({ status: 'fulfilled', code: null, card: { lastDay: '2026-03-20', seen: false }, delivery: { provider: 'card_list', status: 'done' } });
  });

  it('are told to nobody but whose it is, who asks for it, and to staff who are noted for it', async () => {
    const { id } = await program.reward(CARD);
    await add(id, 'SECRET-CARD-7;PIN-0815');
    const grant = await give(id, fan);
    expect(codeOf(await open(grant))).toBe('grant.wrong_state');
    await claim(grant);
    const other = await program.fan('Ola');
    expect(codeOf(await open(grant, other))).toBe('grant.not_found');
    const shown = async () => [(await program.mine(fan)).body, (await program.staff('rewards', undefined, await signIn())).body, (await program.staff(`grants?rewardId=${id}`, undefined, await signIn())).body,
      JSON.stringify(await program.rows(`SELECT encode(sealed, 'escape') AS sealed, encode(code_hash, 'escape') AS hash FROM reward_codes WHERE program_id = $1`)), JSON.stringify(await program.rows('SELECT payload FROM outbox WHERE program_id = $1'))].join();
    const exported = async () => (await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/export`, headers: (await again(fan)).headers })).body;
    expect([await shown(), await exported()].join()).not.toMatch(/SECRET-CARD|0815/);
    expect((await open(grant)).json()).toEqual({ code: 'SECRET-CARD-7', pin: 'PIN-0815', lastDay: null });
    expect(await mineOf(grant)).toMatchObject({ card: { lastDay: null, seen: true }, code: null });
    expect(await shown()).not.toMatch(/SECRET-CARD|0815/);
    expect(JSON.parse(await exported())).toMatchObject({ data: { giftCards: [{ grantId: grant, code: 'SECRET-CARD-7', pin: 'PIN-0815' }] } });
    const reveal = async (role: 'owner' | 'fulfilment') => program.staff(`grants/${grant}/reveal-code`, {}, await signIn(role));
    expect([(await reveal('fulfilment')).statusCode, (await reveal('owner')).json()]).toEqual([403, { code: 'SECRET-CARD-7', pin: 'PIN-0815', lastDay: null }]);
    const owner = await signIn('owner');
    const known = test.clock.now();
    test.clock.moveTo(new Date(known.getTime() + 11 * 60_000));
    expect(codeOf(await program.staff(`grants/${grant}/reveal-code`, {}, owner))).toBe('auth.step_up_required');
    test.clock.moveTo(known);
    expect(await program.rows(`SELECT detail FROM audit_log WHERE program_id = $1 AND subject_id = $2 AND action = 'grant.code_revealed'`, [grant])).toEqual([{ detail: {} }]);
  });

  it('go to one member each when many claim at once', async () => {
    const { id } = await program.reward(CARD);
    const cards = Array.from({ length: 12 }, (_, n) => `RACE-CARD-${String(n).padStart(2, '0')}`);
    await add(id, cards.join('\n'));
    const fans = await Promise.all(cards.map((_, n) => program.fan(`Fan ${n}`)));
    const grants: string[] = [];
    for (const each of fans) grants.push(await give(id, each));
    await Promise.all(grants.flatMap((grant, n) => [claim(grant, fans[n]), claim(grant, fans[n])]));
    const got = await Promise.all(grants.map(async (grant, n) => (await open(grant, fans[n])).json<{ code: string }>().code));
    expect([got.toSorted(), await free(id)]).toEqual([cards, 0]);
  });

  it('come back when they were never seen, and wait for a person when they were', async () => {
    const { id } = await program.reward({ ...CARD, cost: { amountMinor: 2_000, currency: 'EUR' } });
    await add(id, 'BACK-0001\nBACK-0002');
    const [unseen, seen, next] = [await program.give(id, fan.memberId), await program.give(id, fan.memberId), await program.give(id, fan.memberId)];
    for (const each of [unseen, seen]) await claim(each);
    await open(seen);
    for (const each of [unseen, seen]) expect((await revoke(each)).json()).toMatchObject({ status: 'revoked' });
    expect([codeOf(await open(unseen)), codeOf(await open(seen))]).toEqual(['grant.wrong_state', 'grant.wrong_state']);
    await drain();
    expect([await statuses(id), await free(id)]).toEqual([['revoked', 'revoked', 'claimable'], 1]);
    const stuck = (await program.staff('reward-steps?view=stuck', undefined, await signIn())).json<{ items: { grantId: string; problem: string; step: string }[] }>().items;
    expect(stuck).toEqual([expect.objectContaining({ grantId: seen, step: 'reversal', problem: 'card_seen' })]);
    // Staff have it blocked by its issuer, with what they look up here: it is nobody else's even so.
    expect((await program.staff(`grants/${seen}/reveal-code`, {}, await signIn())).json()).toMatchObject({ code: 'BACK-0002' });
    expect((await program.staff(`reward-steps/${seen}/reversal/arrived`, { reference: 'blocked' }, await signIn())).json()).toMatchObject({ status: 'done' });
    expect((await item(id)).pool).toMatchObject({ unitsLeft: 0, given: 1 });
    await claim(next);
    expect((await open(next)).json()).toMatchObject({ code: 'BACK-0001' });
  });

  it('are seen where staff have read one out', async () => {
    const { id } = await program.reward(CARD);
    await add(id, 'READOUT-1');
    const [told, next] = [await program.give(id, fan.memberId), await program.give(id, fan.memberId)];
    expect((await program.staff(`grants/${told}/reveal-code`, {}, await signIn())).json()).toMatchObject({ code: null });
    await claim(told);
    expect((await program.staff(`grants/${told}/reveal-code`, {}, await signIn())).json()).toMatchObject({ code: 'READOUT-1' });
    await revoke(told);
    await drain();
    expect([(await program.staff('reward-steps?view=stuck', undefined, await signIn())).body.includes(told), await free(id), (await mineOf(next)).status]).toEqual([true, 0, 'queued']);
  });

  it('of who leaves go back unless they were seen; what those say is forgotten', async () => {
    const leaver = await program.fan('Lea');
    const { id } = await program.reward(CARD);
    await add(id, 'LEAVE-001\nLEAVE-002');
    const [seen, unseen] = [await program.give(id, leaver.memberId), await program.give(id, leaver.memberId)];
    for (const each of [seen, unseen]) await claim(each, leaver);
    await open(seen, leaver);
    const subject = { programId: program.id, memberId: leaver.memberId, addresses: [], addressChanges: [] };
    await test.app.get(Transactions).inProgram(program.id, (tx) => test.app.get(GrantData).erase(tx, subject, test.clock.now()));
    await drain();
    expect([await statuses(id), await free(id), (await item(id)).pool]).toMatchObject([['fulfilled', 'revoked'], 1, { unitsLeft: 1 }]);
    expect(await program.rows('SELECT sealed FROM reward_codes WHERE program_id = $1 AND grant_id = $2', [seen])).toEqual([{ sealed: null }]);
    expect((await add(id, 'leave001')).json()).toMatchObject({ added: 0, known: 1 });
  });

  it('are for a reward of their kind, which has no variants, no address and no other stock', async () => {
    expect((await program.staff('rewards', { ...CARD, needsAddress: true, stock: null }, await signIn())).statusCode).toBe(422);
    expect((await program.staff('rewards', { ...CARD, needsAddress: false, stock: null, variants: [{ label: 'S' }] }, await signIn())).statusCode).toBe(422);
    const { id, pool } = await program.reward({ ...CARD, stock: 9 });
    expect(pool?.unitsLeft).toBe(0);
    expect(codeOf(await program.staff(`rewards/${id}/stock`, { unitsLeft: 5 }, await signIn(), 'PUT'))).toBe('reward.stock_follows');
    const swag = await program.reward({});
    expect(codeOf(await open(await give(swag.id, fan)))).toBe('grant.wrong_state');
  });

  it('are not handed out after their last day, where the program is; who was promised one waits again', async () => {
    await program.rows(`UPDATE programs SET time_zone = 'Europe/Berlin' WHERE id = $1`);
    const { id } = await program.reward(CARD);
    const late = await program.reward(CARD);
    await add(id, 'LAPSE-001;;2026-03-04\nLAPSE-002;;2026-03-04\nLAPSE-003;;2026-03-20');
    const [first, second] = [await program.give(id, fan.memberId), await program.give(id, fan.memberId)];
    const lapse = () => test.app.get(Maintenance).run('lapsed_cards');
    test.clock.moveTo(new Date('2026-03-04T22:30:00Z')); // 23:30 in Berlin: still their last day
    await lapse();
    expect([await free(id), (await item(id)).cards]).toMatchObject([3, { lapsing: 3, lapsed: 0 }]);
    test.clock.moveTo(new Date('2026-03-04T23:30:00Z'));
    fan = await again(fan);
    await inParallel([0, 1, 2, 3], 4, lapse);
    expect([await statuses(id), await item(id)]).toMatchObject([['claimable', 'queued'], { pool: { unitsLeft: 0, given: 1 }, cards: { lapsing: 1, lapsed: 2 } }]);
    await claim(first);
    expect((await open(first)).json()).toMatchObject({ code: 'LAPSE-003' });
    expect((await add(id, 'LAPSE-004')).json()).toMatchObject({ added: 1, served: 1 });
    expect((await mineOf(second)).status).toBe('claimable');
    // In the minute before that is noticed, nobody gets one either.
    await add(late.id, 'LATE-0001;;2026-03-05');
    const grant = await give(late.id, fan);
    test.clock.moveTo(new Date(test.clock.now().getTime() + DAY));
    fan = await again(fan);
    expect(codeOf(await claim(grant))).toBe('reward.none_left');
    await lapse();
    expect([await statuses(late.id), await item(late.id)]).toMatchObject([['queued'], { pool: { unitsLeft: 0, given: 0 } }]);
  });

  it('that lapse are taken from who is stopped as well, and they go on from the queue', async () => {
    const { id } = (await program.staff('rewards', { ...CARD, needsAddress: false, stock: null }, await signIn())).json<{ id: string }>();
    const lastDay = test.clock.now().toISOString().slice(0, 10);
    await add(id, `STOP-0001;;${lastDay}\nSTOP-0002;;${lastDay}\nSTOP-0003;;${lastDay}`);
    const [held, suspended, both] = [await give(id, fan), await give(id, fan), await give(id, fan)];
    for (const each of [held, both]) await program.staff(`grants/${each}/hold`, { reason: 'a look' }, await signIn());
    await program.rows(`UPDATE grants SET resume_status = status, status = 'suspended', reason = 'member_suspended' WHERE program_id = $1 AND id = ANY($2)`, [[suspended, both]]);
    test.clock.moveTo(new Date(test.clock.now().getTime() + 2 * DAY));
    fan = await again(fan);
    await test.app.get(Maintenance).run('lapsed_cards');
    expect((await item(id)).pool).toMatchObject({ unitsLeft: 0, given: 0 });
    expect(await program.rows('SELECT status, resume_status, served_at FROM grants WHERE program_id = $1 AND reward_id = $2 ORDER BY awarded_at, id', [id])).toEqual([
      { status: 'on_hold', resume_status: null, served_at: null }, { status: 'suspended', resume_status: 'queued', served_at: null }, { status: 'suspended', resume_status: 'on_hold', served_at: null }]);
    expect((await program.staff(`grants/${held}/release`, {}, await signIn())).json()).toMatchObject({ status: 'queued' });
    expect((await add(id, 'STOP-0004')).json()).toMatchObject({ added: 1, served: 1 });
    expect((await mineOf(held)).status).toBe('claimable');
  });

  it('agree with their stock after all of that', async () => {
    const { counts, found } = await test.app.get(Transactions).readProgram(program.id, (tx) => comparePools(tx, program.id));
    expect([counts['stocks']! > 5, found]).toEqual([true, []]);
  });
});
