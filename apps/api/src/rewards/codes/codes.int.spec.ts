import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const LISTED = { kind: 'discount_code', title: { en: 'Ten off' }, codeSource: 'listed' };

describe('codes of a list', () => {
  let test: TestApp;
  let program: RewardProgram;
  let fan: Fan;
  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    program = await RewardProgram.make(test, 'halcyon');
    fan = await program.fan();
  });
  afterAll(() => test.close());

  const add = (rewardId: string, text: string) => program.staff(`rewards/${rewardId}/codes`, text);
  const claim = async (grantId: string, who = fan) => (await program.mine(who, `/${grantId}/claim`, {})).json<{ status: string; code: string | null }>();
  const free = async (rewardId: string) => (await program.rows('SELECT 1 FROM reward_codes WHERE program_id = $1 AND reward_id = $2 AND grant_id IS NULL', [rewardId])).length;

  it('are counted, each once in the program, and serve who waits in order', async () => {
    const { id, pool } = await program.reward(LISTED);
    expect(pool?.unitsLeft).toBe(0);
    const grants = [await program.give(id, fan.memberId), await program.give(id, fan.memberId), await program.give(id, fan.memberId)];
    expect((await add(id, 'code\nAAA-1\naaa-1\nX\nBBB-2')).json()).toEqual({ added: 2, known: 1, refused: [{ line: 4, why: 'too_short' }], refusedCount: 1, served: 2, unitsLeft: 0 });
    expect(await program.statuses(id)).toEqual(['claimable', 'claimable', 'queued']);
    expect((await claim(grants[1]!)).code).toBe('AAA-1');
    expect((await add((await program.reward(LISTED)).id, 'bbb-2\nCCC-3')).json()).toMatchObject({ added: 1, known: 1 });
    expect((await add(id, 'AAA-1\nBBB-2')).json()).toMatchObject({ added: 0, known: 2, served: 0 });
    expect((await add(id, 'DDD-4')).json()).toMatchObject({ served: 1, unitsLeft: 0 });
    expect([(await claim(grants[0]!)).code, (await claim(grants[2]!)).code]).toEqual(['BBB-2', 'DDD-4']);
  });

  it('go to one member each when 24 claim at once, and are shown to nobody else', async () => {
    const { id } = await program.reward(LISTED);
    const codes = Array.from({ length: 24 }, (_, n) => `RACE-${n}`);
    await add(id, codes.join('\n'));
    const fans = await Promise.all(codes.map((_, n) => program.fan(`Fan ${n}`)));
    const grants: string[] = [];
    for (const each of fans) grants.push(await program.give(id, each.memberId));
    const claims = await Promise.all(grants.flatMap((grant, n) => [claim(grant, fans[n]), claim(grant, fans[n])]));
    expect(new Set(claims.map(({ code }) => code))).toEqual(new Set(codes));
    expect(await free(id)).toBe(0);
    const lists = await Promise.all(fans.map(async (each) => (await program.mine(each)).body));
    for (const [n, list] of lists.entries()) expect(codes.filter((code) => list.includes(`"${code}"`))).toEqual([claims[2 * n]!.code]);
    for (const path of ['rewards', `grants?rewardId=${id}`]) expect((await program.staff(path)).body).not.toContain('RACE-');
    expect(JSON.stringify(await program.rows(`SELECT encode(sealed, 'escape') AS sealed, encode(code_hash, 'escape') AS hash FROM reward_codes WHERE program_id = $1`))).not.toContain('RACE-');
  });

  it('are revealed to staff who may give rewards, and that is noted', async () => {
    const { id } = await program.reward(LISTED);
    await add(id, 'SHOW-1');
    const grant = await program.give(id, fan.memberId);
    expect((await program.staff(`grants/${grant}/reveal-code`, {})).json()).toMatchObject({ code: null });
    await claim(grant);
    expect((await program.staff(`grants/${grant}/reveal-code`, {})).json()).toEqual({ code: 'SHOW-1', pin: null, lastDay: null });
    expect((await program.staff(`grants/${grant}/reveal-code`, {}, await staffSession(test.app, 'fulfilment', program.id))).statusCode).toBe(403);
    expect(await program.rows(`SELECT 1 FROM audit_log WHERE program_id = $1 AND subject_id = $2 AND action = 'grant.code_revealed'`, [grant])).toHaveLength(2);
  });

  it('are withdrawn but for those that somebody has or was promised', async () => {
    const { id } = await program.reward(LISTED);
    await add(id, 'W-01\nW-02\nW-03\nW-04');
    const [taken, promised] = [await program.give(id, fan.memberId), await program.give(id, fan.memberId)];
    await claim(taken);
    expect((await program.staff(`rewards/${id}/codes/withdraw`, {})).json()).toEqual({ withdrawn: 2 });
    expect([await free(id), (await claim(promised)).status]).toEqual([1, 'fulfilled']);
    await program.give(id, fan.memberId);
    expect((await program.statuses(id)).at(-1)).toBe('queued');
  });

  it('come back as a promise when a grant is taken back before it was claimed', async () => {
    const { id } = await program.reward(LISTED);
    await add(id, 'BACK-1');
    const [first, second] = [await program.give(id, fan.memberId), await program.give(id, fan.memberId)];
    await program.staff(`grants/${first}/revoke`, { reason: 'a mistake' });
    expect((await claim(second)).code).toBe('BACK-1');
  });

  it('are for a reward that takes them, as a table that can be read', async () => {
    const { id } = await program.reward({ ...LISTED, codeSource: 'made' });
    expect(codeOf(await add(id, 'AAA-9'))).toBe('reward.no_code_list');
    const listed = await program.reward(LISTED);
    expect((await add(listed.id, '"AAA')).statusCode).toBe(400);
    expect((await add(listed.id, 'A'.repeat(1_100_000))).statusCode).toBe(413);
    expect(codeOf(await program.staff(`rewards/${listed.id}/stock`, { unitsLeft: 5 }, program.manager, 'PUT'))).toBe('reward.stock_follows');
    expect((await program.staff('rewards', { kind: 'discount_code', title: { en: 'X' }, needsAddress: false, stock: null, variants: [{ label: 'S' }] })).statusCode).toBe(422);
    const other = await RewardProgram.make(test, 'other');
    expect(codeOf(await other.staff(`rewards/${listed.id}/codes`, 'AAA-8'))).toBe('reward.not_found');
  });
});
