import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Verifier } from '../index.js';
import { newId } from '../../platform/ids.js';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { MergePreviewResponse, MergesResponse } from './merges.dto.js';

let test: TestApp;
let program: SignupProgram;
let manager: SignedIn;
let anna: string;
let annas: string;
let programs = 0;

const WORK = () => `anna${programs}@work.test`; // a few mails a day and address, so each test has its own
const HOME = () => `anna${programs}@home.test`;

beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  program = await SignupProgram.make(test.app, `halcyon-${++programs}`, test.database.superUrl);
  manager = await staffSession(test.app, 'manager', program.id);
  const first = await program.join(WORK(), { name: 'Anna' });
  const second = await program.join(HOME(), { name: 'Anna H.' });
  for (const n of [1, 2, 3]) await program.join(`w${n}-${programs}@friend.test`, { referralCode: first });
  for (const n of [1, 2, 3]) await program.join(`h${n}-${programs}@friend.test`, { referralCode: second });
  anna = (await program.memberOf(WORK()))!;
  annas = (await program.memberOf(HOME()))!;
  await drainMail(test.app);
});

const url = (what: string, memberId = anna) => `/api/v1/programs/${program.id}/members/${memberId}/${what}`;
const act = async (what: 'merge' | 'unmerge', id = newId(), who = manager) => {
  const answer = await test.app.inject({ method: 'POST', url: url(what), headers: who.headers, payload: { id, otherId: annas } });
  await drainMail(test.app);
  return answer;
};
const session = async (email: string): Promise<SignedIn> => openSession(test.app, await accountOf(test.app, email), 'member');
const progress = async (email: string) =>
  (await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/progress`, headers: (await session(email)).headers })).json<{ qualified: number; milestones: { status: string; grantId?: string }[] }>();
/** What the file of somebody says of them as a friend, in all their memberships. */
const asFriend = async (email: string) => {
  const answer = await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/export`, headers: (await session(email)).headers });
  const { data, sameAs } = answer.json<{ data: { asFriend: object[] }; sameAs: { asFriend: object[] }[] }>();
  return [data, ...sameAs].flatMap((known) => known.asFriend);
};
const elder = () => [anna, annas].toSorted()[0]!;

describe('staff make two members one', () => {
  it('after seeing what it does, and both addresses lead to the one who stays', async () => {
    const preview = (await test.app.inject({ url: `${url('merge-preview')}?with=${annas}`, headers: manager.headers })).json<MergePreviewResponse>();
    expect(preview.host).toMatchObject({ memberId: elder(), after: { qualified: 6 } });
    expect(preview.guest.after.qualified).toBe(0);
    expect(preview.rested).toHaveLength(1); // both had the stickers
    expect([(await progress(WORK())).qualified, (await progress(HOME())).qualified]).toEqual([3, 3]);

    expect((await act('merge')).json()).toMatchObject({ hostId: elder(), qualified: 6 });
    const [work, home] = [await progress(WORK()), await progress(HOME())];
    expect(home).toEqual(work);
    expect(work.qualified).toBe(6);
    expect(work.milestones[0]!.status).toBe('reached');
    for (const { id } of await program.sql<{ id: string }>('SELECT id FROM referrals WHERE program_id = $1', [program.id])) {
      const detail = (await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals/${id}`, headers: manager.headers })).json<{ version: number; touches: { credited: boolean }[]; entries: { reason: string }[] }>();
      expect([detail.version, detail.touches.map((touch) => touch.credited), detail.entries.map((entry) => entry.reason)]).toEqual([1, [true], expect.arrayContaining(['qualified'])]); // whoever of the two had brought them
    }
    const { items } = (await test.app.inject({ url: url('merges', elder()), headers: manager.headers })).json<MergesResponse>();
    expect(items).toEqual([expect.objectContaining({ undoable: true })]);

    await act('unmerge');
    expect([(await progress(WORK())).qualified, (await progress(HOME())).qualified]).toEqual([3, 3]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('once, however often it is sent; with one line in the audit log', async () => {
    const id = newId();
    for (let n = 0; n < 2; n++) expect((await act('merge', id)).json()).toMatchObject({ qualified: 6 });
    expect(await program.sql(`SELECT action FROM audit_log WHERE program_id = $1 AND action LIKE 'member.%'`, [program.id])).toEqual([{ action: 'member.merged' }]);
  });

  it('and either address is told what counts, how to sign in, and what to do if that is wrong; never the other address', async () => {
    const mails = async (subject: string) => (await drainMail(test.app)).filter((mail) => [WORK(), HOME()].includes(mail.to) && mail.subject.includes(subject));
    await program.sql(`UPDATE profiles SET locale = 'de' WHERE program_id = $1 AND member_id = $2`, [program.id, annas]);
    await act('merge');
    const merged = [...(await mails('are one now')), ...(await mails('sind jetzt eine'))];
    expect(merged.map((mail) => mail.to)).toEqual([WORK(), HOME()]);
    expect(merged.map((mail) => mail.subject)).toEqual(['Anna, your two memberships at Halcyon Daily are one now', 'Anna, deine zwei Mitgliedschaften bei Halcyon Daily sind jetzt eine']);
    expect(merged[0]!.text).toContain('6 friends count for you in it; for this address alone it was 3.');
    expect(merged[1]!.text).toContain('Darin zählen 6 Personen für dich; für diese Adresse allein waren es 3.');
    expect(merged[0]!.text).not.toContain(HOME());
    expect(merged[1]!.text).not.toContain(WORK());
    expect(merged[0]!.links).toContain(`http://fanfare.test/me/${program.slug}/profile`);

    await act('unmerge');
    const parted = [...(await mails('are two again')), ...(await mails('sind wieder zwei'))];
    expect(parted.map((mail) => mail.to)).toEqual([WORK(), HOME()]);
    expect(parted[0]!.text).toContain('3 friends count for this address now; for both together it was 6.');
  });

  it('and nobody is told what has been taken back before the mail left', async () => {
    const send = (what: 'merge' | 'unmerge') => test.app.inject({ method: 'POST', url: url(what), headers: manager.headers, payload: { id: newId(), otherId: annas } });
    await send('merge');
    await send('unmerge');
    const told = (await drainMail(test.app)).filter((mail) => [WORK(), HOME()].includes(mail.to)).map((mail) => mail.subject);
    expect(told.filter((subject) => subject.includes('are one now'))).toEqual([]);
    expect(told.filter((subject) => subject.includes('are two again'))).toHaveLength(2);
  });

  it('whom staff keep out by either name, and let back in', async () => {
    // One of two stickers rests since the merge: nobody has the same award twice.
    const grants = () => program.sql<{ status: string; reason: string | null }>(`SELECT status, reason FROM grants WHERE program_id = $1 AND beneficiary_id = ANY($2) AND reward_id = $3 AND reason IS DISTINCT FROM 'award_suspended'`, [program.id, [anna, annas], program.ids.rewards.stickers]);
    const put = async (what: string, memberId: string, id = newId()) => (await test.app.inject({ method: 'POST', url: url(what, memberId), headers: manager.headers, payload: { id, reason: 'somebody complained' } })).json<{ standing: string }>();
    const younger = [anna, annas].toSorted()[1]!;
    expect(await put('suspend', younger)).toEqual({ standing: 'suspended' });
    await act('merge');
    expect(await grants()).toEqual([{ status: 'suspended', reason: 'member_suspended' }]);
    const again = newId();
    for (let n = 0; n < 2; n++) expect(await put('reinstate', younger, again)).toEqual({ standing: 'active' });
    expect(await grants()).toEqual([{ status: 'claimable', reason: null }]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('whom nobody had brought the first time are nobody’s friend the second time, until they are two again', async () => {
    const fan = await program.join(`fan${programs}@reader.test`);
    const [alone, brought] = [`alone${programs}@work.test`, `alone${programs}@home.test`];
    await program.join(alone);
    test.clock.moveTo(new Date(test.clock.now().getTime() + 60_000));
    await program.join(brought, { referralCode: fan });
    [anna, annas] = [(await program.memberOf(alone))!, (await program.memberOf(brought))!];
    const counted = async () => program.qualified((await program.memberOf(`fan${programs}@reader.test`))!);
    expect(await counted()).toBe(1);
    expect((await act('merge')).statusCode).toBe(200);
    expect(await counted()).toBe(0);
    for (const email of [alone, brought]) expect(await asFriend(email)).toMatchObject([{ status: 'reversed', reason: 'identity.merged', facts: [{ kind: 'confirmed' }, { kind: 'reviewed' }] }]);
    expect((await act('unmerge')).statusCode).toBe(200);
    expect(await counted()).toBe(1);
  });

  it('not as a moderator, and not with somebody of another program', async () => {
    const moderator = await staffSession(test.app, 'moderator', program.id);
    expect((await act('merge', newId(), moderator)).statusCode).toBe(403);
    const other = await SignupProgram.make(test.app, `other-${programs}`, test.database.superUrl);
    await other.join('carl@else.test');
    annas = (await other.memberOf('carl@else.test'))!;
    expect((await act('merge')).json()).toMatchObject({ code: 'member.not_found' });
    await other.close();
  });

  it('and their friends still get what is held of them, whichever book it was written to', async () => {
    await act('merge');
    for (const email of [`w1-${programs}@friend.test`, `h1-${programs}@friend.test`]) expect(await asFriend(email)).toMatchObject([{ status: 'qualified', facts: [{ kind: 'confirmed', touches: [{ via: 'code' }] }] }]);
  });

  it('a person of two memberships gets and erases what is known of both', async () => {
    await act('merge');
    const { headers } = await session(HOME());
    const other = await session(WORK());
    await program.sql(`UPDATE accounts SET name = 'Qatwork', locale = 'de' WHERE email = $1`, [WORK()]);
    const fileOf = async (who: SignedIn['headers']) =>
      (await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/export`, headers: who })).json<{ account: object; sessions: object[]; otherAccounts: { sessions: object[] }[]; data: object; sameAs: object[] }>();
    const [home, work] = [await fileOf(headers), await fileOf(other.headers)];
    const live = (level: string) => ({ level, createdAt: expect.any(String), seenAt: expect.any(String) });
    expect([home.account, home.sessions]).toEqual([expect.objectContaining({ email: HOME() }), [live('member')]]);
    expect(home.otherAccounts).toEqual([{ email: WORK(), name: 'Qatwork', locale: 'de', sessions: [live('member')] }]);
    expect(work.account).toEqual({ email: WORK(), name: 'Qatwork', locale: 'de' });
    expect(work.otherAccounts).toEqual([{ ...home.account, sessions: home.sessions }]);
    expect([work.data, work.sameAs]).toEqual([home.data, home.sameAs]);
    expect([WORK(), HOME()].every((address) => JSON.stringify([home.data, home.sameAs]).includes(address))).toBe(true);
    const left = await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers, payload: { confirm: program.slug } });
    expect(left.statusCode).toBe(200);
    expect(await program.sql('SELECT email FROM identities WHERE program_id = $1 AND member_id = ANY($2)', [program.id, [anna, annas]])).toEqual([]);
    expect(await program.sql('SELECT email FROM accounts WHERE email = ANY($1)', [[WORK(), HOME()]])).toEqual([]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });
});
