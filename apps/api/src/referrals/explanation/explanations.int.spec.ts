import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../platform/ids.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { ExplanationResponse } from './explanation.dto.js';

let test: TestApp;
let program: SignupProgram;
let staff: SignedIn;
let referralId: string;
let referrer: string;

beforeAll(async () => {
  test = await startTestApp();
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  staff = await staffSession(test.app, 'moderator', program.id, { name: 'Mo Derator' });
  const code = await program.join('anna@example.org', { name: 'Anna' });
  await program.join('bela@example.org', { referralCode: code });
  referrer = (await program.memberOf('anna@example.org'))!;
  [{ id: referralId }] = (await program.sql('SELECT id FROM referrals')) as [{ id: string }];
});
afterAll(async () => {
  await program.close();
  await test.close();
});

const explain = (id = referralId, who = staff) => test.app.inject({ url: `/api/v1/programs/${program.id}/referrals/${id}/explanation`, headers: who.headers });
const review = async (verdict: string, reason: string) =>
  test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/reviews`, headers: staff.headers, payload: { id: newId(), referralId, seen: await program.revisionOf(referralId), verdict, reason } });

it('tells what happened, what was decided, by which rules and whom, and that the book says so still', async () => {
  await review('reject', 'review.not_genuine');
  const told = (await explain()).json<ExplanationResponse>();
  expect(told).toMatchObject({ id: referralId, status: 'reversed', reason: 'review.not_genuine', memberReason: 'not_accepted', referrer: { memberId: referrer, name: 'Anna' }, referee: { name: 'b••@example.org' } });
  expect(told.facts.map((f) => f.kind)).toEqual(['confirmed', 'reviewed']);
  expect(told.facts[0]).toMatchObject({ claim: 'won', touches: [{ memberId: referrer, via: 'code' }], version: 1 });
  expect(told.facts[1]!.by).toEqual({ accountId: staff.accountId, name: 'Mo Derator' });
  expect(told.entries.map((e) => [e.delta, e.to, e.reason])).toEqual([[1, 'qualified', 'qualified'], [-1, 'reversed', 'review.not_genuine']]);
  expect(told.entries[1]!.prevHash).toBe(told.entries[0]!.hash);
  expect(told.rulebooks.map((r) => r.version)).toEqual([1]);
  expect(told.proof).toEqual({ verified: true, entries: 2, mismatches: [] });
  expect(JSON.stringify(told)).not.toContain('bela@');
});

it('names nobody to an analyst', async () => {
  const told = (await explain(referralId, await staffSession(test.app, 'analyst', program.id))).json<ExplanationResponse>();
  expect([told.referrer.name, told.referee.name]).toEqual([null, null]);
});

it('says so when the book was altered by hand', async () => {
  const superuser = new pg.Client({ connectionString: test.database.superUrl });
  await superuser.connect();
  await superuser.query(`SET session_replication_role = replica`);
  await superuser.query(`UPDATE ledger_entries SET reason = 'review.genuine' WHERE seq = 2`);
  const { proof } = (await explain()).json<ExplanationResponse>();
  await superuser.query(`UPDATE ledger_entries SET reason = 'review.not_genuine' WHERE seq = 2`);
  await superuser.end();
  expect(proof.verified).toBe(false);
  expect(proof.mismatches).toEqual([expect.objectContaining({ memberId: referrer, what: 'entry 2' })]);
});

it('knows no referral of another program, nor one that does not exist', async () => {
  const other = await SignupProgram.make(test.app, 'other', test.database.superUrl);
  const theirs = await staffSession(test.app, 'owner', other.id);
  const url = `/api/v1/programs/${other.id}/referrals/${referralId}/explanation`;
  expect((await test.app.inject({ url, headers: theirs.headers })).json()).toMatchObject({ code: 'referral.not_found' });
  expect((await explain(newId())).statusCode).toBe(404);
  await other.close();
});
