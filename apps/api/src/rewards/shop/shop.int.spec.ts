import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenFriends } from '@fanfare/domain';
import { Ledger, Verifier } from '../../ledger/index.js';
import { Merging } from '../../ledger/merge/merging.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { PersonalDataKeepers } from '../../platform/personal-data.js';
import { TEN_FRIENDS_IDS } from '../../testing/books.js';
import { BERLIN, codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { MyGrantResponse } from '../rewards.dto.js';
import type { PointsResponse, ShopResponse } from './shop.dto.js';

describe('the points shop', () => {
  let test: TestApp;
  let program: RewardProgram;
  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    program = await shopProgram('halcyon');
  });
  afterAll(() => test.close());

  async function shopProgram(slug: string): Promise<RewardProgram> {
    const made = await RewardProgram.make(test, slug);
    const { version: _, ...body } = { ...tenFriends(TEN_FRIENDS_IDS), points: [{ on: 'qualified', points: 10 }], milestones: [], tiers: [] };
    await made.rows(`INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at) VALUES ($1, 1, $2, 'from_now', true, $3, $3)`, [JSON.stringify(body), new Date('2026-03-01')]);
    return made;
  }
  const inProgram = <R>(run: (tx: Tx) => Promise<R>, of = program) => test.app.get(Transactions).inProgram(of.id, run);
  const adjust = (who: { memberId: string }, delta: number) => inProgram((tx) => test.app.get(Ledger).apply(tx, program.id, [
    { kind: 'fact', key: `adjust:${newId()}`, memberId: who.memberId, body: { kind: 'adjusted', measure: 'points', delta, reason: 'adjust.goodwill', by: newId() } }], test.clock.now()));
  async function fanWith(points: number): Promise<Fan> {
    const fan = await program.fan();
    await inProgram((tx) => test.app.get(Ledger).openBooks(tx, program.id, [fan.memberId], test.clock.now()));
    if (points !== 0) await adjust(fan, points);
    return fan;
  }
  const order = (rewardId: string, points: number, details: object = {}, key = newId()) => ({ key, rewardId, points, details });
  const buy = (who: Fan, body: object) => program.mine(who, '/orders', body);
  const cancel = (who: Fan, grantId: string) => program.mine(who, `/${grantId}/cancel`, {});
  const shop = async (who: Fan) => (await program.call(who, 'GET', 'me/programs/halcyon/shop')).json<ShopResponse>();
  const points = async (who: Fan) => (await program.call(who, 'GET', 'me/programs/halcyon/points')).json<PointsResponse>();
  const balance = async (who: Fan) => (await shop(who)).balance;
  const left = async (rewardId: string) => (await program.rows<{ left: number }>('SELECT units_left::int AS left FROM pools p JOIN rewards r ON r.program_id = $1 AND r.pool_id = p.id WHERE p.program_id = $1 AND r.id = $2', [rewardId]))[0]!.left;
  const verified = async () => (await test.app.get(Verifier).verify(program.id)).mismatches;

  it('sells what is there for what it costs, in one step, and tells why the balance is what it is', async () => {
    const mug = await program.reward({ title: { en: 'Mug' }, needsAddress: true, stock: 2, pointsPrice: 80, variants: [{ label: 'Blue' }, { label: 'Red' }] });
    const fan = await fanWith(100);
    expect((await shop(fan)).items.find(({ id }) => id === mug.id)).toMatchObject({ price: 80, missing: 0, closed: null, left: 2, needs: { address: true, variants: [{ label: 'Blue' }, { label: 'Red' }] } });
    const asked = order(mug.id, 80);
    expect([(await buy(fan, asked)).statusCode, await balance(fan), await left(mug.id)]).toEqual([422, 100, 2]);
    const bought = await buy(fan, { ...asked, details: { variantId: mug.variants[0]!.id, address: BERLIN } });
    expect(bought.json<MyGrantResponse>()).toMatchObject({ status: 'claimed', side: null, bought: { points: 80, back: false, cancellable: true }, claim: { variant: { label: 'Blue' }, address: BERLIN } });
    expect(await points(fan)).toMatchObject({ points: 100, spent: 80, balance: 20, items: [{ delta: -80, balance: 20, reason: 'shop.bought', reward: 'Mug' }, { delta: 100, balance: 100, reason: 'adjust.goodwill' }] });
    expect(codeOf(await buy(fan, order(mug.id, 80, { variantId: mug.variants[0]!.id, address: BERLIN })))).toBe('shop.points_missing');
    const [{ byHand, bought: seen }] = (await program.staff(`grants?rewardId=${mug.id}`)).json<{ items: { byHand: boolean; bought: object }[] }>().items as [{ byHand: boolean; bought: object }];
    expect([byHand, seen]).toEqual([false, { points: 80, back: false }]);
    expect(await verified()).toEqual([]);
  });

  it('gives the points of an order back once, however often it is cancelled, and its unit to the shelf', async () => {
    const pin = await program.reward({ stock: 1, pointsPrice: 30 });
    const fan = await fanWith(30);
    const { id } = (await buy(fan, order(pin.id, 30))).json<MyGrantResponse>();
    expect([await balance(fan), await left(pin.id)]).toEqual([0, 0]);
    const answers = await Promise.all(Array.from({ length: 6 }, () => cancel(fan, id)));
    expect(answers.map((answer) => [answer.statusCode, answer.json<MyGrantResponse>().reason, answer.json<MyGrantResponse>().bought])).toEqual(Array(6).fill([200, 'cancelled_by_member', { points: 30, back: true, cancellable: false }]));
    expect([await balance(fan), await left(pin.id)]).toEqual([30, 1]);
    expect((await points(fan)).items.map(({ delta, reason }) => [delta, reason])).toEqual([[30, 'shop.cancelled'], [-30, 'shop.bought'], [30, 'adjust.goodwill']]);
    const [figures] = (await program.staff('rewards')).json<{ items: { id: string; figures: object }[] }>().items.filter((item) => item.id === pin.id);
    expect(figures!.figures).toMatchObject({ bought: 1, givenBack: 1 });
  });

  it('sells the last one once to 25 who press together, and takes nothing from the others', async () => {
    const last = await program.reward({ stock: 1, pointsPrice: 50 });
    const fans = await Promise.all(Array.from({ length: 25 }, () => fanWith(50)));
    const answers = await Promise.all(fans.map((fan) => buy(fan, order(last.id, 50))));
    expect(answers.map((answer) => (answer.statusCode === 200 ? 'bought' : codeOf(answer))).toSorted()).toEqual(['bought', ...Array<string>(24).fill('shop.sold_out')]);
    const balances = await Promise.all(fans.map(balance));
    expect(balances.toSorted((a, b) => a - b)).toEqual([0, ...Array<number>(24).fill(50)]);
    expect([await left(last.id), await program.statuses(last.id)]).toEqual([0, ['claimed']]);
    expect(await verified()).toEqual([]);
  });

  it('sells one to somebody who presses ten times with points for one: one order by one key, and no more by others', async () => {
    const pen = await program.reward({ stock: 20, pointsPrice: 40 });
    const [once, often] = [await fanWith(100), await fanWith(40)];
    const same = order(pen.id, 40);
    const repeated = await Promise.all(Array.from({ length: 10 }, () => buy(once, same)));
    expect(new Set(repeated.map((answer) => answer.json<MyGrantResponse>().id)).size).toBe(1);
    expect([await balance(once), codeOf(await buy(once, { ...same, rewardId: (await program.reward({ pointsPrice: 40 })).id }))]).toEqual([60, 'request.key_reused']);
    const answers = await Promise.all(Array.from({ length: 10 }, () => buy(often, order(pen.id, 40))));
    expect(answers.map((answer) => (answer.statusCode === 200 ? 'bought' : codeOf(answer))).toSorted()).toEqual(['bought', ...Array<string>(9).fill('shop.points_missing')]);
    expect([await balance(often), await left(pen.id)]).toEqual([0, 18]);
  });

  it('never spends points that a reversal takes at the same moment; what is below nought buys nothing', async () => {
    const cap = await program.reward({ stock: 50, pointsPrice: 60 });
    for (let round = 0; round < 6; round++) {
      const fan = await fanWith(60);
      const [answer] = await Promise.all([buy(fan, order(cap.id, 60)), adjust(fan, -60)]);
      expect([answer.statusCode, await balance(fan)]).toEqual(answer.statusCode === 200 ? [200, -60] : [409, 0]);
      expect(codeOf(await buy(fan, order(cap.id, 60)))).toBe('shop.points_missing');
    }
    const fan = await fanWith(60);
    await buy(fan, order(cap.id, 60));
    await adjust(fan, -60);
    expect((await shop(fan)).items.find(({ id }) => id === cap.id)).toMatchObject({ missing: 120 });
    await adjust(fan, 119);
    expect((await buy(fan, order(cap.id, 60))).json()).toMatchObject({ code: 'shop.points_missing', missing: 1 });
  });

  it('does not overtake who waits already, and keeps to the limit of each member', async () => {
    const rare = await program.reward({ stock: 0, pointsPrice: 10, maxPerMember: 1 });
    const [waiting, fan] = [await program.fan(), await fanWith(40)];
    await program.give(rare.id, waiting.memberId);
    expect([codeOf(await buy(fan, order(rare.id, 10))), (await shop(fan)).items.find(({ id }) => id === rare.id)!.closed]).toEqual(['shop.sold_out', 'sold_out']);
    await program.staff(`rewards/${rare.id}/stock`, { unitsLeft: 3 }, program.manager, 'PUT');
    expect([(await buy(fan, order(rare.id, 10))).statusCode, await program.statuses(rare.id), await left(rare.id)]).toEqual([200, ['claimable', 'claimed'], 1]);
    expect([codeOf(await buy(fan, order(rare.id, 10))), (await shop(fan)).items.find(({ id }) => id === rare.id)!.closed, await balance(fan)]).toEqual(['shop.limit_reached', 'limit', 30]);
  });

  it('sells only what has a price, nobody has to approve, and at the price that was shown', async () => {
    const [free, approved, changed] = [await program.reward({}), await program.reward({ pointsPrice: 5, approval: 'always' }), await program.reward({ pointsPrice: 5 })];
    const fan = await fanWith(20);
    const shown = (await shop(fan)).items.map(({ id }) => id);
    expect([free, approved, changed].map(({ id }) => shown.includes(id))).toEqual([false, false, true]);
    expect([codeOf(await buy(fan, order(free.id, 5))), codeOf(await buy(fan, order(approved.id, 5))), codeOf(await buy(fan, order(changed.id, 4))), codeOf(await buy(fan, order(newId(), 5)))])
      .toEqual(['shop.not_for_sale', 'shop.not_for_sale', 'shop.price_changed', 'shop.not_for_sale']);
    expect(await balance(fan)).toBe(20);
  });

  it('cannot be cancelled once it is being packed, by somebody else, or if it was not bought', async () => {
    const box = await program.reward({ needsAddress: true, stock: 5, pointsPrice: 10 });
    const [fan, other] = [await fanWith(20), await fanWith(0)];
    const { id } = (await buy(fan, order(box.id, 10, { address: BERLIN }))).json<MyGrantResponse>();
    expect(codeOf(await cancel(other, id))).toBe('grant.not_found');
    const batch = await program.staff('parcel-batches', { grantIds: [id] });
    expect(batch.statusCode).toBe(201);
    expect([codeOf(await cancel(fan, id)), codeOf(await cancel(fan, await program.give(box.id, fan.memberId))), await balance(fan)]).toEqual(['shop.too_late', 'shop.too_late', 10]);
  });

  it('cannot be cancelled while staff may be bringing it by hand', async () => {
    const credit = await program.reward({ kind: 'account_credit', title: { en: 'Ten euros' }, amount: { amountMinor: 1_000, currency: 'EUR' }, pointsPrice: 10 });
    const fan = await fanWith(10);
    const { id, bought } = (await buy(fan, order(credit.id, 10))).json<MyGrantResponse>();
    expect([bought, codeOf(await cancel(fan, id)), await balance(fan)]).toEqual([{ points: 10, back: false, cancellable: false }, 'shop.too_late', 0]);
    expect((await program.staff(`grants/${id}/revoke`, { reason: 'asked us to' })).statusCode).toBe(200); // staff know whether they have
    expect(await balance(fan)).toBe(10);
  });

  it('gives the points back when staff take the order back, and when its member leaves', async () => {
    const bag = await program.reward({ stock: 5, pointsPrice: 15 });
    const fan = await fanWith(30);
    const [first, second] = [(await buy(fan, order(bag.id, 15))).json<MyGrantResponse>(), (await buy(fan, order(bag.id, 15))).json<MyGrantResponse>()];
    const revoked = await program.staff(`grants/${first.id}/revoke`, { reason: 'broken on the shelf' });
    expect([revoked.json<{ bought: object }>().bought, await balance(fan), await left(bag.id)]).toEqual([{ points: 15, back: true }, 15, 4]);
    expect((await program.staff(`grants/${first.id}/revoke`, { reason: 'again' })).statusCode).toBe(409);
    const subject = { programId: program.id, memberId: fan.memberId, addresses: [] };
    const exported = await inProgram(async (tx) => Promise.all(test.app.get(PersonalDataKeepers).all().map((keeper) => keeper.collect(tx, subject as never))));
    expect(JSON.stringify(exported)).toContain(`"grantId":"${second.id}"`);
    await inProgram(async (tx) => { for (const keeper of test.app.get(PersonalDataKeepers).all()) await keeper.erase(tx, subject as never, test.clock.now()); });
    const [book] = await program.rows<{ points: number; spent: number; standing: string }>('SELECT points, spent, standing FROM standings WHERE program_id = $1 AND member_id = $2', [fan.memberId]);
    expect([book, await left(bag.id)]).toEqual([{ points: 30, spent: 0, standing: 'erased' }, 5]);
    expect(await verified()).toEqual([]);
  });

  it('gives the points back once when what came back is kept, however often that is pressed, and its unit to the shelf', async () => {
    const jug = await program.reward({ title: { en: 'Jug' }, needsAddress: true, stock: 3, pointsPrice: 25 });
    const fan = await fanWith(50);
    const bought = async () => (await buy(fan, order(jug.id, 25, { address: BERLIN }))).json<MyGrantResponse>().id;
    const comeBack = async (id: string, reason: string) => {
      await program.staff('parcel-batches', { grantIds: [id] });
      for (const what of ['pack', 'ship']) await program.staff(`grants/${id}/${what}`, {});
      expect((await program.staff(`grants/${id}/return`, { reason })).statusCode).toBe(200);
    };
    const keep = (id: string) => program.staff(`grants/${id}/put-back`, { reason: 'does not want it' });
    const [whole, broken] = [await bought(), await bought()];
    await comeBack(whole, 'refused');
    expect([await balance(fan), await left(jug.id)]).toEqual([0, 1]);
    const answers = await Promise.all(Array.from({ length: 6 }, () => keep(whole)));
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, ...Array<number>(5).fill(409)]);
    expect([await balance(fan), await left(jug.id)]).toEqual([25, 2]);
    await comeBack(broken, 'damaged');
    expect((await keep(broken)).json<{ status: string; bought: object }>()).toMatchObject({ status: 'revoked', bought: { points: 25, back: true } });
    expect([await balance(fan), await left(jug.id)]).toEqual([50, 2]); // it costs nobody points, and is on no shelf
    expect((await points(fan)).items.slice(0, 2)).toMatchObject([{ delta: 25, reason: 'shop.returned', reward: 'Jug' }, { delta: 25, reason: 'shop.returned', reward: 'Jug' }]);
    expect(await program.rows(`SELECT payload->>'reason' AS reason FROM outbox WHERE program_id = $1 AND topic = 'shop.given_back' AND payload->>'grantId' = $2`, [whole])).toEqual([{ reason: 'shop.returned' }]);
    expect(await verified()).toEqual([]);
  });

  it('is paid by two members who are one together; parted, each has what they bought and got back', async () => {
    const lamp = await program.reward({ stock: 9, pointsPrice: 50 });
    const [elder, younger] = [await fanWith(70), await fanWith(60)];
    const theirs = (await buy(younger, order(lamp.id, 50))).json<MyGrantResponse>();
    const pair = (kind: 'merged' | 'unmerged') => inProgram((tx) => test.app.get(Merging).act(tx, program.id, { id: newId(), kind, memberId: elder.memberId, otherId: younger.memberId, by: newId() }, test.clock.now()));
    await pair('merged');
    expect(await balance(elder)).toBe(80);
    const own = (await buy(elder, order(lamp.id, 50))).json<MyGrantResponse>();
    expect([own.status, await balance(elder)]).toEqual(['claimed', 30]);
    expect((await cancel(elder, theirs.id)).json<MyGrantResponse>().bought).toEqual({ points: 50, back: true, cancellable: false });
    expect([await balance(elder), await verified()]).toEqual([80, []]);
    await pair('unmerged');
    expect([await balance(elder), await balance(younger), await verified()]).toEqual([20, 60, []]);
  });

  it('is another program’s own, and closed where none gives points', async () => {
    const other = await shopProgram('elsewhere');
    const bare = await RewardProgram.make(test, 'bare');
    await bare.rows(`INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at) SELECT $1, 1, $2, 'from_now', true, $3, $3`,
      [JSON.stringify({ ...tenFriends(TEN_FRIENDS_IDS), points: [] }), new Date('2026-03-01')]);
    const theirs = await other.reward({ pointsPrice: 5, stock: 3 });
    const fan = await fanWith(20);
    expect(codeOf(await buy(fan, order(theirs.id, 5)))).toBe('shop.not_for_sale');
    const member = await bare.fan();
    expect(codeOf(await bare.call(member, 'GET', 'me/programs/bare/shop'))).toBe('shop.closed');
    expect((await bare.call(member, 'GET', 'me/programs/bare/progress')).json()).toMatchObject({ points: null });
    expect(codeOf(await program.call(fan, 'GET', 'me/programs/elsewhere/shop'))).toBe('program.not_found');
    expect((await other.staff(`grants?memberId=${fan.memberId}`, undefined, await staffSession(test.app, 'owner', other.id))).json()).toMatchObject({ items: [] });
  });
});
