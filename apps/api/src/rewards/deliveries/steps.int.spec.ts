import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inParallel } from '../../platform/jobs/in-parallel.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { Worker } from '../../platform/jobs/worker.js';
import { codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { MyGrantResponse } from '../rewards.dto.js';
import { type ProviderAnswer, type ProviderFinding, type RewardProvider, RewardProviders, type StepOrder } from './reward-provider.js';
import { StepOutcomes } from './step-outcomes.js';
import type { RewardStepResponse, RewardStepsResponse } from './steps.dto.js';

const HOUR = 3_600_000;

/** A shop that gives once per key for a day, as providers do, and answers as it is told. */
class Shop implements RewardProvider {
  readonly name = 'shop';
  open = true;
  /** What it gave, by grant and step. */
  readonly given = new Map<string, number>();
  readonly asked: { key: string; did: 'give' | 'look_up' | 'take_back' }[] = [];
  answers: ('lost' | 'lost before' | 'dies' | ProviderAnswer)[] = [];
  findings: ProviderFinding[] = [];
  backs: ProviderAnswer[] = [];
  private readonly keys = new Set<string>();

  forgetKeys(): void {
    this.keys.clear();
  }
  async serves(): Promise<boolean> {
    return this.open;
  }
  async waitsFor(): Promise<null> {
    return null;
  }
  async give({ grantId, step, key }: StepOrder): Promise<ProviderAnswer> {
    this.asked.push({ key, did: 'give' });
    const told = this.answers.shift() ?? 'well';
    if (typeof told === 'object') return told;
    if (told !== 'lost before' && !this.keys.has(key)) {
      this.keys.add(key);
      this.given.set(`${grantId}:${step}`, (this.given.get(`${grantId}:${step}`) ?? 0) + 1);
    }
    if (told === 'dies') throw new Error('killed');
    return told === 'well' ? { kind: 'done', reference: `ref ${key}` } : { kind: 'unclear', problem: 'timeout' };
  }
  async lookUp({ grantId, step, key }: StepOrder): Promise<ProviderFinding> {
    this.asked.push({ key, did: 'look_up' });
    return this.findings.shift() ?? (this.given.has(`${grantId}:${step}`) ? { kind: 'found', reference: 'found' } : { kind: 'absent' });
  }
  async takeBack({ key }: StepOrder): Promise<ProviderAnswer> {
    this.asked.push({ key, did: 'take_back' });
    return this.backs.shift() ?? { kind: 'done', reference: null };
  }
}

describe('steps of a provider', () => {
  const shop = new Shop();
  let test: TestApp;
  let program: RewardProgram;
  let manager: SignedIn;
  let fan: Fan;
  let creditId: string;

  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    test.app.get(RewardProviders).register(shop);
    program = await RewardProgram.make(test, 'halcyon');
    fan = await program.fan();
    creditId = (await program.reward({ kind: 'account_credit', title: { en: 'Ten euros' }, amount: { amountMinor: 1_000, currency: 'EUR' } })).id;
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await signIn();
    shop.open = true;
    shop.answers = [];
    shop.findings = [];
    shop.asked.length = 0;
  });

  const later = (ms: number) => test.clock.moveTo(new Date(test.clock.now().getTime() + ms));
  const drain = () => test.app.get(Worker).drain();
  const staff = (path: string, payload?: object) => program.staff(path, payload, manager);
  /** Sessions end when hours pass. */
  async function signIn(): Promise<void> {
    manager = await staffSession(test.app, 'manager', program.id);
    fan = { ...fan, ...(await openSession(test.app, fan.accountId, 'member')) };
  }
  /** What a running worker does within the next minutes. */
  async function pass(ms: number): Promise<void> {
    later(ms);
    await test.app.get(Maintenance).run('due_reward_steps');
    await drain();
    await signIn();
  }
  async function claim(): Promise<string> {
    later(1_000);
    const id = (await staff('grants', { memberId: fan.memberId, rewardId: creditId, reason: 'a kind word' })).json<{ id: string }>().id;
    expect((await program.mine(fan, `/${id}/claim`, {})).statusCode).toBe(200);
    return id;
  }
  const steps = async (view: string) => (await staff(`reward-steps?view=${view}&limit=100`)).json<RewardStepsResponse>();
  const stepOf = async (id: string): Promise<RewardStepResponse> => {
    for (const view of ['by_hand', 'stuck', 'under_way', 'done']) {
      const found = (await steps(view)).items.find((item) => item.grantId === id);
      if (found) return found;
    }
    throw new Error(`no step of ${id} is on any list`);
  };
  const mineOf = async (id: string) => (await program.mine(fan, '?limit=100')).json<{ items: MyGrantResponse[] }>().items.find((item) => item.id === id)!;
  const act = (id: string, what: string, body?: object, step = 'credit') => staff(`reward-steps/${id}/${step}/${what}`, body ?? {});
  const given = (id: string) => shop.given.get(`${id}:credit`) ?? 0;

  it('is written with the claim and done once; the member sees where it is', async () => {
    const id = await claim();
    expect(await mineOf(id)).toMatchObject({ status: 'claimed', worth: { amountMinor: 1_000, currency: 'EUR' }, delivery: { provider: 'shop', status: 'due', waitsFor: null } });
    await drain();
    expect(await mineOf(id)).toMatchObject({ status: 'fulfilled', delivery: { status: 'done' } });
    expect((await mineOf(id)).steps.map(({ status }) => status)).toEqual(['claimable', 'claimed', 'sending', 'fulfilled']);
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'done', reference: `ref ${id}:credit`, attempts: 1, amount: { amountMinor: 1_000, currency: 'EUR' } }, 1]);
    await pass(HOUR);
    expect(shop.asked).toEqual([{ key: `${id}:credit`, did: 'give' }]);
  });

  it('asks under the same key when an answer is lost, and gives once', async () => {
    shop.answers = ['lost', 'lost before', 'dies'];
    const id = await claim();
    await drain();
    expect(await stepOf(id)).toMatchObject({ status: 'due', problem: 'timeout', grantStatus: 'sending' });
    await pass(61_000);
    await pass(301_000);
    expect(await stepOf(id)).toMatchObject({ status: 'due', problem: 'unknown', attempts: 3 });
    await pass(1_801_000);
    expect(await mineOf(id)).toMatchObject({ status: 'fulfilled' });
    expect([new Set(shop.asked.map(({ key }) => key)).size, shop.asked.length, given(id)]).toEqual([1, 4, 1]);
  });

  it('is handed to a person when the provider has only put it off for two days, and begins anew when they say so', async () => {
    shop.answers = Array.from({ length: 200 }, () => ({ kind: 'later', seconds: 3_600 }));
    const id = await claim();
    await drain();
    while ((await stepOf(id)).status === 'due') await pass(6 * HOUR);
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'failed', problem: 'rate_limited', grantStatus: 'claimed' }, 0]);
    expect(shop.asked.length).toBeLessThan(12);
    expect((await act(id, 'again')).json()).toMatchObject({ status: 'due' });
    await drain();
    expect(await stepOf(id)).toMatchObject({ status: 'due', problem: 'rate_limited' }); // two more days
    shop.answers = [];
    await pass(6 * HOUR);
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'done' }, 1]);
  });

  it('waits as long as it is told to, and is stopped neither by staff nor by its award once it may be on its way', async () => {
    shop.answers = [{ kind: 'later', seconds: 600 }];
    const id = await claim();
    await drain();
    expect(await stepOf(id)).toMatchObject({ status: 'due', problem: 'rate_limited', firstSentAt: null });
    expect(codeOf(await staff(`grants/${id}/revoke`, { reason: 'changed our mind' }))).toBe('grant.wrong_state');
    await pass(599_000);
    expect(shop.asked).toHaveLength(1);
    await pass(1_000);
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'done' }, 1]);
  });

  it('is looked up after a day, never sent again: found, it is done', async () => {
    shop.answers = ['lost'];
    const id = await claim();
    await drain();
    shop.forgetKeys();
    await pass(25 * HOUR);
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'done', reference: 'found' }, 1]);
    expect(shop.asked.map(({ did }) => did)).toEqual(['give', 'look_up']);
  });

  it('is parked when it is not there after a day; a person who sends it again begins a round with a key of its own', async () => {
    shop.answers = ['lost before'];
    const id = await claim();
    await drain();
    await pass(25 * HOUR);
    expect(await stepOf(id)).toMatchObject({ status: 'unclear', problem: 'not_there', grantStatus: 'sending' });
    expect((await steps('stuck')).counts.stuck).toBe(1);
    await pass(HOUR);
    expect(shop.asked).toHaveLength(2);
    expect((await act(id, 'again')).json<RewardStepResponse>()).toMatchObject({ status: 'due' });
    expect(codeOf(await act(id, 'again'))).toBe('reward_step.wrong_state');
    await drain();
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'done', reference: `ref ${id}:credit:2` }, 1]);
    expect(shop.asked.map(({ did }) => did)).toEqual(['give', 'look_up', 'look_up', 'give']);
  });

  it('in a new round finds what the last one did after all, and does not give it twice', async () => {
    shop.answers = ['lost'];
    const id = await claim();
    await drain();
    shop.findings = [{ kind: 'absent' }]; // the provider's list was behind
    await pass(25 * HOUR);
    expect(await stepOf(id)).toMatchObject({ status: 'unclear', problem: 'not_there' });
    await act(id, 'again');
    await drain();
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'done', reference: 'found' }, 1]);
  });

  it('looks first in a new round even where whoever began to has died', async () => {
    shop.answers = ['lost'];
    const id = await claim();
    await drain();
    shop.findings = [{ kind: 'absent' }];
    await pass(25 * HOUR);
    await act(id, 'again');
    expect(await test.app.get(StepOutcomes).take(program.id, id, 'credit')).toMatchObject({ round: 2, looksFirst: true }); // and is killed before it has asked
    shop.findings = [{ kind: 'unclear', problem: 'connection' }];
    await pass(151_000);
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'due', problem: 'connection' }, 1]);
    await pass(301_000);
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'done', reference: 'found' }, 1]);
    expect(shop.asked.filter(({ did }) => did === 'give')).toHaveLength(1);
  });

  it('ends with a person when not even the look-up is answered, who says that it arrived', async () => {
    shop.answers = Array<'lost'>(6).fill('lost');
    shop.findings = Array<ProviderFinding>(6).fill({ kind: 'unclear', problem: 'connection' });
    const id = await claim();
    await drain();
    for (let n = 0; n < 12; n++) await pass(6.1 * HOUR);
    expect(await stepOf(id)).toMatchObject({ status: 'unclear', problem: 'connection' });
    expect((await act(id, 'arrived', { reference: 'seen in the dashboard' })).json()).toMatchObject({ status: 'done', reference: 'seen in the dashboard', grantStatus: 'fulfilled' });
    expect(given(id)).toBe(1);
  });

  it('is refused: parked with the reason, sent again by a person, and revocable meanwhile', async () => {
    shop.answers = [{ kind: 'failed', problem: 'declined' }, { kind: 'failed', problem: 'declined' }];
    const [again, gone] = [await claim(), await claim()];
    await drain();
    expect([await stepOf(again), await stepOf(gone)]).toMatchObject([{ status: 'failed', problem: 'declined', grantStatus: 'claimed' }, { status: 'failed' }]);
    expect((await staff(`grants/${gone}/revoke`, { reason: 'a mistake' })).statusCode).toBe(200);
    expect(await stepOf(gone)).toMatchObject({ status: 'undone', grantStatus: 'revoked' });
    expect(codeOf(await act(gone, 'again'))).toBe('reward_step.wrong_state');
    await act(again, 'again');
    await drain();
    expect([await stepOf(again), given(again), given(gone)]).toMatchObject([{ status: 'done' }, 1, 0]);
  });

  it('takes a refusal after a lost answer for none until it was looked up', async () => {
    shop.answers = ['lost', { kind: 'failed', problem: 'key_refused' }, 'lost before', { kind: 'failed', problem: 'key_refused' }];
    const kept = await claim();
    await drain();
    await pass(61_000);
    expect([await stepOf(kept), given(kept)]).toMatchObject([{ status: 'done', reference: 'found' }, 1]);
    const refused = await claim();
    await drain();
    await pass(61_000);
    expect([await stepOf(refused), given(refused)]).toMatchObject([{ status: 'failed', problem: 'key_refused' }, 0]);
  });

  it('goes another way when a person says so: by hand, done with where it can be found', async () => {
    shop.answers = [{ kind: 'failed', problem: 'restricted' }];
    const id = await claim();
    await drain();
    expect((await act(id, 'by-hand')).json()).toMatchObject({ provider: 'manual', status: 'waiting', waitsFor: 'staff', problem: 'restricted' });
    expect((await steps('by_hand')).items.map((item) => item.grantId)).toEqual([id]);
    expect((await act(id, 'arrived', { reference: 'booked by Mia' })).json()).toMatchObject({ status: 'done', grantStatus: 'fulfilled' });
    expect(await program.rows('SELECT action FROM audit_log WHERE program_id = $1 AND subject_id = $2 ORDER BY id', [id])).toMatchObject([
      { action: 'grant.given' }, { action: 'reward_step.by_hand' }, { action: 'reward_step.arrived' }]);
  });

  it('costs its budget what it cost until it has come back; what is left with the member stays spent', async () => {
    const cost = { amountMinor: 900, currency: 'EUR' };
    const rewardId = (await staff('rewards', { kind: 'account_credit', title: { en: 'Nine euros' }, needsAddress: false, stock: null, amount: cost, cost })).json<{ id: string }>().id;
    const budget = (await staff('budgets', { rewardId, currency: 'EUR', amountMinor: 1_800, reason: 'for two' })).json<{ id: string }>().id;
    const give = async () => (await staff('grants', { memberId: fan.memberId, rewardId, reason: 'a kind word' })).json<{ id: string }>().id;
    const [back, kept, next] = [await give(), await give(), await give()];
    for (const id of [back, kept]) await program.mine(fan, `/${id}/claim`, {});
    await drain();
    const money = async () => (await staff('budgets')).json<{ items: { id: string; leftMinor: number; spentMinor: number; waiting: number }[] }>().items.find(({ id }) => id === budget);
    const figure = async () => (await staff('rewards')).json<{ items: { id: string; figures: { costMinor: number } }[] }>().items.find(({ id }) => id === rewardId)!.figures.costMinor;
    expect([await money(), await figure()]).toMatchObject([{ leftMinor: 0, spentMinor: 1_800, waiting: 1 }, 1_800]);
    shop.backs = [{ kind: 'failed', problem: 'declined' }];
    await staff(`grants/${kept}/revoke`, { reason: 'a mistake' });
    await drain();
    expect([await money(), await figure(), (await mineOf(next)).status]).toMatchObject([{ leftMinor: 0, spentMinor: 1_800, waiting: 1 }, 1_800, 'queued']);
    await act(kept, 'keep', {}, 'reversal');
    expect([await money(), await figure()]).toMatchObject([{ leftMinor: 0, spentMinor: 1_800, waiting: 1 }, 1_800]);
    await staff(`grants/${back}/revoke`, { reason: 'a mistake' });
    expect((await mineOf(next)).status).toBe('queued');
    await drain();
    expect([await money(), await figure(), (await mineOf(next)).status]).toMatchObject([{ leftMinor: 0, spentMinor: 900, waiting: 0 }, 1_800, 'claimable']);
  });

  it('waits for staff from the start where nobody else gives it, which the catalogue says', async () => {
    shop.open = false;
    expect((await staff('rewards')).json<{ items: { id: string; givenBy: string | null }[] }>().items.find((item) => item.id === creditId)!.givenBy).toBe('manual');
    const id = await claim();
    expect(await mineOf(id)).toMatchObject({ status: 'claimed', delivery: { provider: 'manual', status: 'waiting', waitsFor: 'staff' } });
    expect((await staff('grants?work=to_hand_over')).json<{ items: unknown[] }>().items).toEqual([]);
    expect(codeOf(await staff(`grants/${id}/fulfil`, {}))).toBe('grant.wrong_state');
    expect((await act(id, 'cannot', { reason: 'has no account' })).json()).toMatchObject({ status: 'failed', problem: 'cannot_by_hand' });
    expect((await act(id, 'again')).json()).toMatchObject({ status: 'waiting', waitsFor: 'staff' });
    await act(id, 'arrived');
    expect(await mineOf(id)).toMatchObject({ status: 'fulfilled' });
  });

  it('sends money by hand to a bank account that is asked for, sealed, and shown to who sends it only', async () => {
    shop.open = false;
    const cash = (await staff('rewards', { kind: 'cash', title: { en: 'Twenty euros' }, needsAddress: false, stock: null, amount: { amountMinor: 2_000, currency: 'EUR' } })).json<{ id: string; givenBy: string }>();
    expect(cash.givenBy).toBe('manual');
    const give = async () => (await staff('grants', { memberId: fan.memberId, rewardId: cash.id, reason: 'a kind word' })).json<{ id: string }>().id;
    const id = await give();
    expect((await mineOf(id)).needs).toMatchObject({ bank: true, address: false });
    const refused = await program.mine(fan, `/${id}/claim`, {});
    expect([codeOf(refused), refused.json<{ errors: object[] }>().errors]).toEqual(['grant.details_missing', [expect.objectContaining({ field: 'bank', code: 'required' })]]);
    expect((await program.mine(fan, `/${id}/claim`, { bank: { holder: 'Ewa Nowak', iban: 'DE89370400440532013001' } })).json()).toMatchObject({ code: 'request.invalid', errors: [{ field: 'bank.iban' }] });
    const bank = { holder: 'Ewa Nowak', iban: 'de89 3704 0044 0532 0130 00' };
    expect((await program.mine(fan, `/${id}/claim`, { bank })).json()).toMatchObject({ status: 'claimed', claim: { iban: 'DE89 … 3000' }, delivery: { provider: 'manual', waitsFor: 'staff' } });
    expect((await program.mine(fan, `/${id}/claim`, { bank })).statusCode).toBe(200); // the same again
    expect(codeOf(await program.mine(fan, `/${id}/claim`, { bank: { ...bank, iban: 'AT611904300234573201' } }))).toBe('grant.not_claimable');
    expect((await program.mine(fan, `/${id}/claim`, { bank: { ...bank, iban: 'AT611904300234573201' } }, 'PUT')).json()).toMatchObject({ claim: { iban: 'AT61 … 3201' } });
    const [stored] = await program.rows<{ bank: Buffer }>('SELECT bank FROM claim_details WHERE program_id = $1 AND grant_id = $2', [id]);
    expect(stored!.bank.toString('latin1')).not.toContain('AT61');
    expect((await staff(`grants/${id}/reveal`, {})).json()).toMatchObject({ bank: { holder: 'Ewa Nowak', iban: 'AT611904300234573201' }, address: null });
    await act(id, 'arrived', { reference: 'statement 3' }, 'transfer');
    expect(await mineOf(id)).toMatchObject({ status: 'fulfilled' });
  });

  it('is not sent while its grant is held, and is when it goes on', async () => {
    const id = await claim();
    await staff(`grants/${id}/hold`, { reason: 'let me look' });
    await drain();
    await pass(HOUR);
    expect([shop.asked, (await stepOf(id)).grantStatus]).toEqual([[], 'on_hold']);
    await staff(`grants/${id}/release`, {});
    await pass(61_000);
    expect(await stepOf(id)).toMatchObject({ status: 'done', grantStatus: 'fulfilled' });
  });

  it('is done once when many workers are woken for it at once, and one that died is taken over', async () => {
    const id = await claim();
    await program.rows(`UPDATE reward_steps SET status = 'sending', attempts = 1, first_sent_at = $2, next_try_at = $3 WHERE program_id = $1 AND grant_id = $4`,
      [test.clock.now(), new Date(test.clock.now().getTime() + 150_000), id]); // it died just now
    await program.rows(`UPDATE grants SET status = 'sending' WHERE program_id = $1 AND id = $2`, [id]);
    await drain();
    expect(shop.asked).toEqual([]);
    await inParallel([0, 1, 2, 3], 4, () => pass(60_000));
    expect([await stepOf(id), given(id)]).toMatchObject([{ status: 'done' }, 1]);
  });

  it('is nobody’s who may not give rewards', async () => {
    const clerk = await staffSession(test.app, 'fulfilment', program.id);
    expect((await program.staff('reward-steps', undefined, clerk)).statusCode).toBe(403);
  });
});
