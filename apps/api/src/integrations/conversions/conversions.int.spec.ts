import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Verifier } from '../../ledger/index.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { Worker } from '../../platform/jobs/worker.js';
import { newId } from '../../platform/ids.js';
import { Conversions } from '../../referrals/index.js';
import { changeRules, TestMachine } from '../../testing/machine.js';
import { staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const UNKNOWN = '0190a000-0000-7000-8000-000000000000';
let test: TestApp;
let program: SignupProgram;
let shop: TestMachine;
let fanCode: string;
let programs = 0;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
});
afterAll(() => test.close());
beforeEach(async () => {
  test.clock.moveTo(NOW);
  program = await SignupProgram.make(test.app, `shop-${++programs}`, test.database.superUrl);
  shop = await TestMachine.make(test.app, program.id);
  fanCode = await program.join(`fan${programs}@reader.test`);
});
afterEach(async () => {
  expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  await program.close();
});

const fan = async () => (await program.memberOf(`fan${programs}@reader.test`))!;
const friend = () => `friend${programs}@reader.test`;
const signUp = (more: Record<string, unknown> = {}) => shop.convert({ externalId: 'customer-1', type: 'signup', email: friend(), referralCode: fanCode, ...more });
const buy = (more: Record<string, unknown> = {}) => shop.convert({ externalId: 'order-1', type: 'purchase', email: friend(), amountMinor: 5000, currency: 'EUR', ...more });
const refund = (more: Record<string, unknown> = {}) => shop.convert({ externalId: 'refund-1', type: 'refund', order: 'order-1', ...more });
const purchasesQualify = (more: { minAmountMinor?: number } = {}) => changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'purchase', ...more } });
/** Staff say that two addresses are one person's, or are not after all. */
async function together(act: 'merge' | 'unmerge', email: string, other: string): Promise<void> {
  const { headers } = await staffSession(test.app, 'manager', program.id);
  const url = `/api/v1/programs/${program.id}/members/${await program.memberOf(email)}/${act}`;
  expect((await test.app.inject({ method: 'POST', url, headers, payload: { id: newId(), otherId: await program.memberOf(other) } })).statusCode).toBeLessThan(300);
  await test.app.get(Worker).drain();
}
const referrals = () => program.sql<{ status: string; reason: string }>('SELECT status, reason FROM referrals WHERE program_id = $1 ORDER BY id', [program.id]);
const factKeys = async () => (await program.sql<{ key: string }>(`SELECT key FROM facts WHERE program_id = $1 ORDER BY at, seq`, [program.id])).map((fact) => fact.key);

describe('a sign-up that the brand reports', () => {
  it('counts as confirmed, and the brand gets the new fan’s link', async () => {
    const answer = await signUp({ name: 'Ewa', locale: 'de' });
    expect(answer.statusCode).toBe(201);
    const body = answer.json();
    expect(body).toMatchObject({ status: 'recorded', referral: { status: 'qualified', reason: 'qualified' }, member: { id: await program.memberOf(friend()) } });
    expect(body.member.link.url).toBe(`http://fanfare.test/r/${body.member.link.code}`);
    expect(await program.qualified(await fan())).toBe(1);
    expect(await program.sql('SELECT source, text_version FROM consents WHERE program_id = $1 AND member_id = $2', [program.id, body.member.id])).toEqual([{ source: 'brand', text_version: 'api.1' }]);
  });

  it('is one person however often, and answered alike', async () => {
    const first = await signUp();
    const again = await signUp();
    expect([again.statusCode, again.body]).toEqual([200, first.body]);
    expect(await program.qualified(await fan())).toBe(1);
    const other = await shop.convert({ externalId: 'customer-1b', type: 'signup', email: friend().toUpperCase(), referralCode: fanCode });
    expect(other.json()).toMatchObject({ referral: { status: 'rejected', reason: 'already_member' } });
    expect(await program.qualified(await fan())).toBe(1);
  });

  it('without a referrer enrols the person all the same', async () => {
    const answer = await signUp({ referralCode: 'unknown99' });
    expect([answer.statusCode, answer.json()]).toMatchObject([201, { status: 'unattributed', referral: null, member: { link: { code: expect.any(String) } } }]);
  });

  it('asks the person by mail where the key may not vouch for them', async () => {
    const form = await TestMachine.make(test.app, program.id, { scopes: ['signups:write'] });
    const body = { externalId: 'f-1', type: 'signup', email: friend(), referralCode: fanCode };
    const answers = [await form.convert(body), await form.convert(body)];
    expect(answers.map((a) => [a.statusCode, a.json().status])).toEqual([[201, 'confirmation_sent'], [200, 'confirmation_sent']]);
    expect(await program.submissions(friend())).toHaveLength(1);
    expect(await program.sql(`SELECT 1 FROM outbox WHERE program_id = $1 AND topic = 'submission.created' AND payload->>'submissionId' = $2`, [program.id, answers[0]!.json().id])).toHaveLength(1);
    expect(await program.memberOf(friend())).toBeUndefined();
    await program.confirm(await program.token(friend()));
    expect(await program.qualified(await fan())).toBe(1);
  });

  it('is refused while the program is paused; what was bought before is not', async () => {
    await signUp();
    await program.sql(`UPDATE programs SET status = 'paused' WHERE id = $1`, [program.id]);
    expect((await signUp({ externalId: 'customer-2', email: `other${friend()}` })).json()).toMatchObject({ code: 'program.paused' });
    expect((await buy()).statusCode).toBe(201);
  });
});

describe('a purchase', () => {
  beforeEach(purchasesQualify);

  it('makes the friend count, once', async () => {
    expect((await signUp()).json().referral).toMatchObject({ status: 'pending', reason: 'conversion' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => buy()));
    expect(answers.map((a) => a.statusCode).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map((a) => a.body)).size).toBe(1);
    expect(answers[0]!.json()).toMatchObject({ status: 'recorded', referral: { status: 'qualified' }, member: null });
    expect(await program.qualified(await fan())).toBe(1);
    expect(await factKeys()).toContain('conv:shop:order-1');
  });

  it('under a known name with other content is refused and changes nothing', async () => {
    await signUp();
    await buy();
    const before = await program.fingerprint();
    const answers = [await buy({ amountMinor: 1 }), await buy({ email: `x${friend()}` }), await buy({ type: 'trial' }), await buy({ occurredAt: NOW.toISOString() })];
    expect(answers.map((a) => [a.statusCode, a.json().code])).toEqual(Array(4).fill([409, 'conversion.payload_differs']));
    expect(await program.fingerprint()).toBe(before);
  });

  it('before the sign-up waits for it, and its answer stays what it was', async () => {
    const early = await buy();
    expect([early.statusCode, early.json()]).toMatchObject([201, { status: 'unattributed', referral: null }]);
    await program.join(friend(), { referralCode: fanCode });
    await test.app.get(Worker).drain();
    expect(await referrals()).toEqual([{ status: 'qualified', reason: 'qualified' }]);
    expect(await program.sql('SELECT email_hash, referral_id IS NOT NULL AS credited FROM conversions WHERE program_id = $1', [program.id])).toEqual([{ email_hash: null, credited: true }]);
    const again = await buy();
    expect([again.statusCode, again.body]).toEqual([200, early.body]);
  });

  it('brings its code to a sign-up that comes later without one', async () => {
    await buy({ referralCode: fanCode });
    await shop.convert({ externalId: 'customer-1', type: 'signup', email: friend() });
    expect(await program.qualified(await fan())).toBe(1);
  });

  it('that arrives together with its sign-up never misses it', async () => {
    for (let n = 0; n < 10; n++) {
      const email = `pair${n}-${friend()}`;
      await Promise.all([signUp({ externalId: `pair-${n}`, email }), buy({ externalId: `pair-order-${n}`, email })]);
    }
    await test.app.get(Worker).drain();
    expect(await program.qualified(await fan())).toBe(10);
  });

  it('under another address of the same person counts once staff have said that it is one', async () => {
    await signUp();
    await program.join(`work-${friend()}`);
    await buy({ email: `work-${friend()}` });
    expect(await program.qualified(await fan())).toBe(0);
    await together('merge', friend(), `work-${friend()}`);
    expect(await program.qualified(await fan())).toBe(1);
    expect((await shop.convert({ externalId: 'r-1', type: 'refund', order: 'order-1' })).json()).toMatchObject({ referral: { status: 'reversed' } });
  });

  it('after staff have parted two again is each one’s own', async () => {
    await signUp();
    test.clock.moveTo(new Date(NOW.getTime() + 3_600_000)); // the other's sign-up is the later one
    const rival = `rival${programs}@reader.test`;
    await program.join(`work-${friend()}`, { referralCode: await program.join(rival) });
    for (const act of ['merge', 'unmerge'] as const) await together(act, friend(), `work-${friend()}`);
    await buy({ email: `work-${friend()}` });
    expect([await program.qualified(await fan()), await program.qualified((await program.memberOf(rival))!)]).toEqual([0, 1]);
  });

  describe('while staff took two for one', () => {
    const work = () => `work-${friend()}`;
    const rival = () => `rival${programs}@reader.test`;
    const counts = async () => [await program.qualified(await fan()), await program.qualified((await program.memberOf(rival()))!)];
    const credited = () => program.sql('SELECT r.member_id AS book, email_hash IS NOT NULL AS waits FROM conversions c LEFT JOIN referrals r ON r.id = c.referral_id WHERE c.program_id = $1 AND c.type <> $2', [program.id, 'signup']);
    let rivalCode: string;
    beforeEach(async () => {
      await signUp();
      test.clock.moveTo(new Date(NOW.getTime() + 3_600_000)); // the other's sign-up is the later one
      rivalCode = await program.join(rival());
    });

    it('goes to whose it was once they are parted, and so does what is told of it later', async () => {
      await program.join(work(), { referralCode: rivalCode });
      await together('merge', friend(), work());
      await buy({ email: work() });
      await refund({ amountMinor: 1, currency: 'EUR' });
      await buy({ externalId: 'own', amountMinor: 1 });
      await refund({ externalId: 'own-back', order: 'own' });
      expect(await counts()).toEqual([1, 0]);
      await together('unmerge', friend(), work());
      expect(await counts()).toEqual([0, 1]);
      expect((await referrals()).map((r) => `${r.status} ${r.reason}`).toSorted()).toEqual(['qualified qualified', 'reversed refunded']);
      await refund({ externalId: 'all-back' });
      expect(await counts()).toEqual([0, 0]);
      const before = await program.fingerprint();
      await test.app.get(Conversions).part(program.id, (await program.memberOf(friend()))!);
      expect(await program.fingerprint()).toBe(before);
    });

    it('is not cancelled by what the other cancelled', async () => {
      await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'subscription' }, holdDays: 14 });
      await program.join(work());
      await together('merge', friend(), work());
      await shop.convert({ externalId: 'own', type: 'subscription', email: friend() });
      await shop.convert({ externalId: 'theirs', type: 'subscription', email: work() });
      await shop.convert({ externalId: 'theirs-ended', type: 'cancellation', order: 'theirs' });
      expect(await referrals()).toEqual([{ status: 'rejected', reason: 'unsubscribed' }]);
      await together('unmerge', friend(), work());
      expect(await referrals()).toEqual([{ status: 'pending', reason: 'hold' }]);
    });

    it('goes to the referral that stands, under whichever address it was made', async () => {
      await program.join(work(), { referralCode: rivalCode });
      await buy({ email: work() });
      await together('merge', friend(), work()); // the one who has bought counts; the other was first, and waited
      await refund();
      expect(await counts()).toEqual([0, 0]);
      await buy({ externalId: 'again' });
      expect(await counts()).toEqual([0, 1]);
      await together('unmerge', friend(), work());
      expect(await counts()).toEqual([1, 0]);
    });

    it('waits again where nobody brought them, and counts again when they are one after all', async () => {
      await program.join(work());
      await together('merge', friend(), work());
      await buy({ email: work() });
      for (const round of [1, 2]) {
        expect(await counts()).toEqual([1, 0]);
        await together('unmerge', friend(), work());
        expect([await counts(), await referrals(), await credited()]).toEqual([[0, 0], [{ status: 'pending', reason: 'conversion' }], [{ book: null, waits: true }]]);
        await together('merge', friend(), work());
        expect(await program.sql(`SELECT 1 FROM facts WHERE program_id = $1 AND kind = 'misplaced'`, [program.id])).toHaveLength(round);
      }
      expect(await counts()).toEqual([1, 0]);
    });

    it('misses nobody when they are parted while it arrives', async () => {
      await program.join(work(), { referralCode: rivalCode });
      await together('merge', friend(), work());
      await buy({ email: work() });
      const orders = Array.from({ length: 12 }, (_, n) => buy({ externalId: `order-1${n}`, email: work() }));
      await Promise.all([...orders, refund(), together('unmerge', friend(), work())]);
      await test.app.get(Worker).drain();
      expect(await credited()).toEqual(Array(14).fill({ book: await program.memberOf(rival()), waits: false }));
      expect(await counts()).toEqual([0, 1]);
    });
  });

  it('of somebody who never signs up is forgotten', async () => {
    await buy();
    test.clock.moveTo(new Date(NOW.getTime() + 91 * 86_400_000));
    await test.app.get(Maintenance).run('old_conversions');
    expect(await program.sql('SELECT 1 FROM conversions WHERE program_id = $1', [program.id])).toEqual([]);
  });

  it('counts for nobody else’s program, nor does its order number', async () => {
    const other = await SignupProgram.make(test.app, `elsewhere-${programs}`, test.database.superUrl);
    const theirs = await TestMachine.make(test.app, other.id);
    await signUp();
    await buy();
    expect((await theirs.convert({ externalId: 'order-1', type: 'purchase', email: friend() })).json()).toMatchObject({ status: 'unattributed' });
    expect((await theirs.convert({ externalId: 'refund-1', type: 'refund', order: 'order-1' })).json()).toMatchObject({ status: 'unattributed' });
    expect(await referrals()).toEqual([{ status: 'qualified', reason: 'qualified' }]);
    await other.close();
  });

  it('keeps a currency, an odd order number and an emoji as they are', async () => {
    await signUp();
    await buy({ externalId: 'Bestellung №1 🛍️ – “x”', amountMinor: 9_007_199_254_740_991, currency: 'eur' });
    const [fact] = await program.sql<{ body: object }>(`SELECT body FROM facts WHERE program_id = $1 AND key LIKE 'conv:%'`, [program.id]);
    expect(fact!.body).toMatchObject({ kind: 'converted', type: 'purchase', order: 'shop:Bestellung №1 🛍️ – “x”', amountMinor: 9_007_199_254_740_991, currency: 'EUR' });
  });
});

describe('a refund', () => {
  beforeEach(async () => {
    await purchasesQualify();
    await signUp();
  });

  it('names the order and takes the count back', async () => {
    await buy();
    expect((await refund()).json()).toMatchObject({ status: 'recorded', referral: { status: 'reversed', reason: 'refunded' } });
    expect(await program.qualified(await fan())).toBe(0);
  });

  it('in parts does so once the parts are the whole', async () => {
    await buy();
    expect((await refund({ amountMinor: 2000, currency: 'EUR' })).json()).toMatchObject({ referral: { status: 'qualified' } });
    expect(await program.qualified(await fan())).toBe(1);
    expect((await refund({ externalId: 'refund-2', amountMinor: 3000, currency: 'EUR' })).json()).toMatchObject({ referral: { status: 'reversed' } });
    expect(await program.qualified(await fan())).toBe(0);
  });

  it('in parts that name no currency is in the order’s, and of the whole in other money', async () => {
    await buy();
    expect((await refund({ amountMinor: 500 })).json()).toMatchObject({ referral: { status: 'qualified' } });
    expect((await refund({ externalId: 'refund-2', amountMinor: 4499, currency: 'EUR' })).json()).toMatchObject({ referral: { status: 'qualified' } });
    expect((await refund({ externalId: 'refund-3', amountMinor: 1 })).json()).toMatchObject({ referral: { status: 'reversed', reason: 'refunded' } });
    await buy({ externalId: 'order-2' });
    expect(await program.qualified(await fan())).toBe(1);
    expect((await refund({ externalId: 'refund-4', order: 'order-2', amountMinor: 500, currency: 'USD' })).json()).toMatchObject({ referral: { status: 'reversed' } });
  });

  it('in parts does so once less is left than the rule asks for, also when the parts arrive at one moment', async () => {
    await purchasesQualify({ minAmountMinor: 2000 });
    await buy();
    const part = (n: number, amountMinor: number) => refund({ externalId: `part-${n}`, amountMinor, currency: 'EUR' });
    expect((await part(0, 1000)).json()).toMatchObject({ referral: { status: 'qualified' } });
    expect((await part(1, 2000)).json()).toMatchObject({ referral: { status: 'qualified' } }); // 20 € of 50 are left
    await Promise.all([part(2, 1), part(3, 1), part(1, 2000)]);
    expect(await referrals()).toEqual([{ status: 'reversed', reason: 'refunded_in_part' }]);
    expect(await program.sql(`SELECT delta, reason FROM ledger_entries WHERE program_id = $1 AND delta <> 0 ORDER BY seq`, [program.id])).toEqual([
      { delta: 1, reason: 'qualified' }, { delta: -1, reason: 'refunded_in_part' },
    ]);
  });

  it('before the purchase keeps it from ever counting', async () => {
    expect((await refund()).json()).toMatchObject({ status: 'unattributed' });
    expect((await buy()).json()).toMatchObject({ referral: { status: 'reversed', reason: 'refunded' } });
    expect(await program.sql('SELECT 1 FROM ledger_entries WHERE program_id = $1 AND delta <> 0', [program.id])).toEqual([]);
  });

  it('of another order, or of another shop’s order of that name, changes nothing', async () => {
    await buy();
    await refund({ order: 'order-2' });
    await refund({ externalId: 'r-2', source: 'kiosk' });
    expect(await program.qualified(await fan())).toBe(1);
  });
});

it('a cancellation within the hold period says that the friend left', async () => {
  await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'subscription' }, holdDays: 14 });
  await signUp();
  await shop.convert({ externalId: 'sub-1', type: 'subscription', email: friend() });
  expect(await referrals()).toEqual([{ status: 'pending', reason: 'hold' }]);
  test.clock.moveTo(new Date(NOW.getTime() + 3 * 86_400_000));
  await shop.convert({ externalId: 'sub-1-ended', type: 'cancellation', order: 'sub-1' });
  expect(await referrals()).toEqual([{ status: 'rejected', reason: 'unsubscribed' }]);
});

it('a cancellation that is told of late happened when it did', async () => {
  await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'subscription' }, holdDays: 14 });
  await signUp();
  await shop.convert({ externalId: 'sub-1', type: 'subscription', email: friend() });
  test.clock.moveTo(new Date(NOW.getTime() + 20 * 86_400_000));
  await shop.convert({ externalId: 'other', type: 'ride', email: friend() }); // the book is visited
  expect(await program.qualified(await fan())).toBe(1);
  await shop.convert({ externalId: 'sub-1-ended', type: 'cancellation', order: 'sub-1', occurredAt: new Date(NOW.getTime() + 10 * 86_400_000).toISOString() });
  expect(await referrals()).toEqual([{ status: 'reversed', reason: 'unsubscribed' }]);
  expect(await program.qualified(await fan())).toBe(0);
});

it('an event of the brand’s own name brings the points that the rules give for it', async () => {
  await changeRules(test.app, program.id, { points: [{ on: 'first_ride', points: 25 }] });
  await signUp();
  await shop.convert({ externalId: 'ride-1', type: 'first_ride', email: friend() });
  expect(await program.sql('SELECT points FROM standings WHERE program_id = $1 AND member_id = $2', [program.id, await fan()])).toEqual([{ points: 25 }]);
});

it('what cannot be used is named field by field, and changes nothing', async () => {
  await shop.convert({}); // that the key is in use is noted once a minute
  const before = await program.fingerprint();
  const wrong: [Record<string, unknown>, string][] = [
    [{ type: 'purchase', externalId: 'a' }, 'email'], [{ type: 'purchase', externalId: 'a', email: 'no address' }, 'email'], [{ type: 'refund', externalId: 'a' }, 'order'],
    [{ type: 'qualified', externalId: 'a', email: friend() }, 'type'], [{ type: 'purchase', externalId: 'a\u0000', email: friend() }, 'externalId'],
    [{ type: 'purchase', externalId: '\ud800', email: friend() }, 'externalId'], [{ type: 'purchase', externalId: 'a', email: friend(), amountMinor: 1.5 }, 'amountMinor'],
    [{ type: 'purchase', externalId: 'a', email: friend(), amountMinor: -1 }, 'amountMinor'], [{ type: 'purchase', externalId: 'a', email: friend(), currency: 'EURO' }, 'currency'],
    [{ type: 'purchase', externalId: 'a', email: friend(), source: 'a:b' }, 'source'], [{ type: 'purchase', externalId: 'a', email: friend(), qualified: true }, ''],
  ];
  for (const [body, field] of wrong) {
    const answer = await shop.convert(body);
    expect([field, answer.statusCode, answer.json().errors?.[0]?.field]).toEqual([field, 422, field]);
  }
  expect(await program.fingerprint()).toBe(before);
});

describe('a batch', () => {
  it('is taken item by item, in whatever order', async () => {
    await purchasesQualify();
    const people = Array.from({ length: 10 }, (_, n) => `batch${n}-${friend()}`);
    const conversions = [
      ...people.map((email, n) => ({ source: 'shop', externalId: `o${n}`, type: 'purchase', email })),
      ...people.map((email, n) => ({ source: 'shop', externalId: `c${n}`, type: 'signup', email, referralCode: fanCode })),
      { source: 'shop', externalId: 'r0', type: 'refund', order: 'o0' },
      { source: 'shop', externalId: 'o1', type: 'purchase', email: people[2] },
    ];
    const answer = await shop.post('/api/v1/conversions/batch', { conversions });
    expect(answer.statusCode).toBe(200);
    const items = answer.json<{ items: { status: number; problem: { code: string } | null }[] }>().items;
    expect(items.map((item) => item.status)).toEqual([...Array(21).fill(201), 409]);
    expect(items.at(-1)!.problem!.code).toBe('conversion.payload_differs');
    expect(await program.qualified(await fan())).toBe(9);
    const again = (await shop.post('/api/v1/conversions/batch', { conversions })).json<{ items: { status: number }[] }>().items;
    expect(again.map((item) => item.status)).toEqual([...Array(21).fill(200), 409]);
  });
});

describe('a key', () => {
  it('does what its scopes say and no more', async () => {
    const [publishable, clicker] = [await TestMachine.make(test.app, program.id, { kind: 'publishable' }), await TestMachine.make(test.app, program.id, { scopes: ['clicks:write'] })];
    expect((await publishable.convert({ externalId: 'a', type: 'purchase', email: friend() })).json()).toMatchObject({ code: 'auth.scope_missing', scope: 'conversions:write' });
    expect((await publishable.convert({ externalId: 'a', type: 'signup', email: friend(), referralCode: fanCode })).json()).toMatchObject({ status: 'confirmation_sent', referral: null, member: null });
    expect((await shop.convert({ externalId: 'a', type: 'purchase', email: friend() })).statusCode).toBe(201); // whoever reads the page takes no name from the shop
    expect(await program.qualified(await fan())).toBe(0);
    expect((await clicker.convert({ externalId: 'b', type: 'signup', email: friend() })).json()).toMatchObject({ code: 'auth.scope_missing' });
  });

  it('reports a click of its own program’s links only', async () => {
    const publishable = await TestMachine.make(test.app, program.id, { kind: 'publishable' });
    const answer = await publishable.post('/api/v1/clicks', { referralCode: fanCode.toUpperCase() }, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' });
    expect(answer.statusCode).toBe(201);
    await signUp({ referralCode: undefined, clickId: answer.json().clickId });
    expect(await program.qualified(await fan())).toBe(1);
    const other = await SignupProgram.make(test.app, `else-${programs}`, test.database.superUrl);
    const theirs = await TestMachine.make(test.app, other.id, { kind: 'publishable' });
    const answers = [await theirs.post('/api/v1/clicks', { referralCode: fanCode }), await theirs.post('/api/v1/clicks', { referralCode: 'nobody77' })];
    expect(answers.map((a) => [a.statusCode, a.body])).toEqual([[404, answers[1]!.body], [404, answers[1]!.body]]);
    await other.close();
  });
});

describe('Idempotency-Key', () => {
  const named = { 'idempotency-key': 'first-try' };

  it('answers the same again, and does nothing', async () => {
    await purchasesQualify();
    await signUp();
    const first = await buy();
    expect(first.statusCode).toBe(201);
    const [one, two] = [await shop.convert({ externalId: 'o-9', type: 'purchase', email: friend() }, named), await shop.convert({ externalId: 'o-9', type: 'purchase', email: friend() }, named)];
    expect([two.statusCode, two.json(), two.headers['idempotency-replayed']]).toEqual([201, one.json(), 'true']);
  });

  it('belongs to one request and to one key', async () => {
    await shop.convert({ externalId: 'o-1', type: 'purchase', email: friend() }, named);
    const other = await shop.convert({ externalId: 'o-2', type: 'purchase', email: friend() }, named);
    expect([other.statusCode, other.json().code]).toEqual([422, 'request.key_reused']);
    const colleague = await TestMachine.make(test.app, program.id);
    expect((await colleague.convert({ externalId: 'o-2', type: 'purchase', email: friend() }, named)).statusCode).toBe(201);
  });

  it('is done once by 32 at the same moment: the others are answered alike or told to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 32 }, () => shop.convert({ externalId: 'o-1', type: 'purchase', email: friend() }, named)));
    const codes = answers.map((a) => (a.statusCode === 201 ? 'taken' : a.json().code));
    expect(new Set(codes)).toEqual(new Set(codes.includes('request.in_flight') ? ['taken', 'request.in_flight'] : ['taken']));
    expect(answers.filter((a) => a.statusCode === 201 && a.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  });

  it('is free again after a refusal, and taken over after a crash', async () => {
    expect((await shop.convert({ externalId: 'o-1', type: 'purchase' }, named)).statusCode).toBe(422);
    expect((await shop.convert({ externalId: 'o-1', type: 'purchase', email: friend() }, named)).statusCode).toBe(201);
    await program.sql('UPDATE idempotency_keys SET status = NULL, body = NULL WHERE program_id = $1', [program.id]);
    expect((await shop.convert({ externalId: 'o-1', type: 'purchase', email: friend() }, named)).json()).toMatchObject({ code: 'request.in_flight' });
    test.clock.moveTo(new Date(NOW.getTime() + 61_000));
    expect((await shop.convert({ externalId: 'o-1', type: 'purchase', email: friend() }, named)).statusCode).toBe(200);
    test.clock.moveTo(new Date(NOW.getTime() + 25 * 3_600_000));
    await test.app.get(Maintenance).run('old_idempotency_keys');
    expect((await shop.convert({ externalId: 'o-1', type: 'purchase', email: friend() }, named)).headers['idempotency-replayed']).toBe('true');
  });
});

it('a click id that is none of ours is no error', async () => {
  expect((await buy({ clickId: UNKNOWN, referralCode: 'nobody77' })).json()).toMatchObject({ status: 'unattributed' });
  expect((await buy({ externalId: newId() })).statusCode).toBe(201);
});
