import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { PayoutBatchesResponse, PayoutBatchResponse } from './payouts.dto.js';

const DEBTOR = { name: 'Halcyon GmbH', iban: 'DE89 3704 0044 0532 0130 00' };
let test: TestApp;
let program: RewardProgram;
let cashId: string;

beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
  program = await RewardProgram.make(test, 'halcyon');
  cashId = (await program.reward({ kind: 'cash', title: { en: '=Twenty euros' }, amount: { amountMinor: 2_000, currency: 'EUR' } })).id;
});
afterAll(() => test.close());

async function claimed(name: string): Promise<{ fan: Fan; id: string }> {
  const fan = await program.fan(name);
  const id = await program.give(cashId, fan.memberId);
  expect((await program.mine(fan, `/${id}/claim`, { bank: { holder: name, iban: 'AT611904300234573201' } })).statusCode).toBe(200);
  return { fan, id };
}
const open = () => program.staff('payout-batches', {});
const batchOf = async (id: string) => (await program.staff(`payout-batches/${id}`)).json<PayoutBatchResponse>();
const statusOf = async (id: string) => (await program.rows<{ status: string }>('SELECT status FROM grants WHERE program_id = $1 AND id = $2', [id]))[0]!.status;

it('takes what waits into a batch once, in order, and nobody stops it from then on', async () => {
  expect(codeOf(await open())).toBe('payout_batch.nothing');
  const [ewa, olek, held] = [await claimed('Ewa'), await claimed('Olek'), await claimed('Held')];
  await program.staff(`grants/${held.id}/hold`, { reason: 'let me look' });
  expect((await program.staff('payout-batches')).json<PayoutBatchesResponse>().waiting).toEqual([{ currency: 'EUR', count: 2 }]);
  const answers = await Promise.all([open(), open(), open()]);
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409]);
  const batch = answers.find(({ statusCode }) => statusCode === 201)!.json<PayoutBatchResponse>();
  expect(batch).toMatchObject({ number: 1, currency: 'EUR', lines: 2, paid: 0, amountMinor: 4_000, payments: [{ place: 1, grantId: ewa.id, iban: 'AT61 … 3201' }, { place: 2, grantId: olek.id }] });
  expect(codeOf(await program.staff(`grants/${ewa.id}/revoke`, { reason: 'too late' }))).toBe('grant.wrong_state');
  expect((await program.staff('reward-steps?view=by_hand')).json<{ items: unknown[] }>().items).toEqual([]);
  await program.staff(`grants/${held.id}/release`, {});

  const sepa = await program.staff(`payout-batches/${batch.id}/file`, { format: 'sepa', debtor: DEBTOR });
  expect([sepa.headers['content-type'], sepa.headers['content-disposition']]).toEqual(['application/xml; charset=utf-8', 'attachment; filename="halcyon-1.xml"']);
  expect(sepa.body.match(/<EndToEndId>HALCYON-1-\d<\/EndToEndId>/g)).toHaveLength(2);
  expect(sepa.body).toContain('<CtrlSum>40.00</CtrlSum>');
  const csv = (await program.staff(`payout-batches/${batch.id}/file`, { format: 'csv' })).body;
  expect(csv).toContain(`HALCYON-1-1,Ewa,AT611904300234573201,20.00,EUR,'=Twenty euros`);
  expect((await program.staff(`payout-batches/${batch.id}/file`, { format: 'sepa', debtor: { ...DEBTOR, iban: 'DE00' } })).json()).toMatchObject({ code: 'request.invalid' });

  expect((await program.staff(`payout-batches/${batch.id}/paid`, { grantIds: [ewa.id] })).json()).toEqual({ paid: 1 });
  expect((await program.staff(`payout-batches/${batch.id}/paid`, {})).json()).toEqual({ paid: 1 });
  expect((await program.staff(`payout-batches/${batch.id}/paid`, {})).json()).toEqual({ paid: 0 });
  expect([await statusOf(ewa.id), await statusOf(olek.id), (await batchOf(batch.id)).paid]).toEqual(['fulfilled', 'fulfilled', 2]);
  for (const body of [{ format: 'sepa', debtor: DEBTOR }, { format: 'csv' }]) expect(codeOf(await program.staff(`payout-batches/${batch.id}/file`, body))).toBe('payout_batch.nothing');
  expect(await program.rows(`SELECT reference FROM reward_steps WHERE program_id = $1 AND grant_id = $2`, [olek.id])).toEqual([{ reference: '1-2' }]);
});

it('gives back what the bank has sent back, before or after it was noted as paid', async () => {
  const [early, late] = [await claimed('Early'), await claimed('Late')];
  const batch = (await open()).json<PayoutBatchResponse>();
  expect(batch.lines).toBe(3); // with the one that was held
  await program.staff(`payout-batches/${batch.id}/paid`, { grantIds: [late.id] });
  for (const { id } of [early, late]) {
    expect((await program.staff(`payout-batches/${batch.id}/${id}/returned`, {})).statusCode).toBe(204);
    expect(await statusOf(id)).toBe('claimed');
  }
  expect(codeOf(await program.staff(`payout-batches/${batch.id}/${early.id}/returned`, {}))).toBe('reward_step.wrong_state');
  expect((await program.staff('reward-steps?view=stuck')).json<{ items: object[] }>().items).toMatchObject([{ problem: 'bank_returned' }, { problem: 'bank_returned' }]);
  await program.mine(early.fan, `/${early.id}/claim`, { bank: { holder: 'Early', iban: 'DE89370400440532013000' } }, 'PUT');
  await program.staff(`reward-steps/${early.id}/transfer/again`, {});
  expect((await open()).json<PayoutBatchResponse>().payments).toMatchObject([{ grantId: early.id, iban: 'DE89 … 3000' }]);
});

it('is nobody’s who only packs', async () =>
  expect((await program.staff('payout-batches', undefined, await staffSession(test.app, 'fulfilment', program.id))).statusCode).toBe(403));
