import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const DAY_MS = 86_400_000;
let test: TestApp;
let program: SignupProgram;
let code: string;
let headers: SignedIn['headers'];
let round = 0;
beforeAll(async () => {
  test = await startTestApp({ now: NOW });
});
afterAll(() => test.close());
beforeEach(async () => {
  test.clock.moveTo(NOW);
  program = await SignupProgram.make(test.app, `halcyon-${++round}`, test.database.superUrl);
  code = await program.join(`maja${round}@reader.test`);
  headers = await as(`maja${round}@reader.test`);
});

const as = async (email: string) => (await openSession(test.app, await accountOf(test.app, email), 'member')).headers;
const remind = (id: string, who = headers) => test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/referrals/${id}/remind`, headers: who });
const friends = async () => (await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/referrals`, headers })).json<{ items: { id: string; remindedAt: string | null; remindable: boolean; status: string }[] }>().items;
const waiting = async (email: string, referralCode = code) => {
  await program.signUp({ email, referralCode });
  return (await program.submissions(email))[0]!.id;
};
const reminders = async (email: string) => (await drainMail(test.app)).filter((mail) => mail.to === email && 'List-Unsubscribe' in mail.headers);

describe('reminding a friend', () => {
  it('sends the mail once, however often and at the same time it is asked for', async () => {
    const id = await waiting(`ewa${round}@reader.test`);
    expect(await friends()).toMatchObject([{ id, remindable: true, remindedAt: null }]);
    const answers = await Promise.all([remind(id), remind(id), remind(id)]);
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([200, 409, 409]);
    expect((await remind(id)).json()).toMatchObject({ code: 'referral.reminded' });
    expect(await friends()).toMatchObject([{ id, remindable: false, remindedAt: NOW.toISOString() }]);
    test.clock.moveTo(new Date(NOW.getTime() + DAY_MS + 1));
    await test.app.get(Maintenance).run('confirmation_reminders');
    expect(await reminders(`ewa${round}@reader.test`)).toHaveLength(1);
  });

  it('answers alike for an address that must not be written to, and writes nothing to it', async () => {
    const [quit, member] = [`quit${round}@reader.test`, `member${round}@reader.test`];
    await program.join(member);
    const [one, two] = [await waiting(quit), await waiting(member)];
    const [row] = await program.submissions(quit);
    await program.sql(`INSERT INTO suppressions (program_id, email_hash, source, at) SELECT program_id, email_hash, 'page', $2 FROM submissions WHERE id = $1`, [row!.id, NOW]);
    await drainMail(test.app);
    for (const id of [one, two]) expect((await remind(id)).json()).toEqual({ remindedAt: NOW.toISOString() });
    expect((await friends()).map(({ remindable, remindedAt, status }) => ({ remindable, remindedAt, status }))).toEqual(
      Array(2).fill({ remindable: false, remindedAt: NOW.toISOString(), status: 'pending' }));
    expect([...(await reminders(quit)), ...(await program.sql(`SELECT 1 FROM deliveries WHERE program_id = $1 AND template = 'reminder' AND (status = 'sent' OR recipient = $2)`, [program.id, member]))]).toEqual([]);
  });

  it('has its turn after a day for every sign-up, so that nothing is told by the one that has none', async () => {
    const member = `known${round}@reader.test`;
    await program.join(member);
    await waiting(member);
    await waiting(`new${round}@reader.test`);
    const later = new Date(NOW.getTime() + DAY_MS + 1);
    test.clock.moveTo(later);
    await test.app.get(Maintenance).run('confirmation_reminders');
    expect((await friends()).map((friend) => friend.remindedAt)).toEqual([later.toISOString(), later.toISOString()]);
  });

  it('writes once to an address that two members wait for at the same moment', async () => {
    const [other, both] = [`other${round}@reader.test`, `both${round}@reader.test`];
    const theirs = await program.join(other);
    const mine = await waiting(both);
    test.clock.moveTo(new Date(NOW.getTime() + 1000));
    const second = await waiting(both, theirs);
    const otherHeaders = await as(other);
    expect((await Promise.all([remind(mine), remind(second, otherHeaders)])).map((answer) => answer.statusCode)).toEqual([200, 200]);
    expect(await reminders(both)).toHaveLength(1);
  });

  it('is nobody else’s to ask for, and over once the friend has confirmed or the link has expired', async () => {
    const email = `late${round}@reader.test`;
    const id = await waiting(email);
    await program.join(`stranger${round}@reader.test`);
    expect((await remind(id, await as(`stranger${round}@reader.test`))).json()).toMatchObject({ status: 404, code: 'referral.not_found' });
    expect((await remind('00000000-0000-7000-8000-000000000000')).statusCode).toBe(404);
    expect((await remind('nonsense')).statusCode).toBe(400);
    await program.confirm(await program.token(email));
    expect((await remind(id)).json()).toMatchObject({ status: 409, code: 'referral.not_waiting' });
    const old = await waiting(`old${round}@reader.test`);
    test.clock.moveTo(new Date(NOW.getTime() + 8 * DAY_MS));
    expect((await remind(old, await as(`maja${round}@reader.test`))).json()).toMatchObject({ code: 'referral.not_waiting' });
  });
});
