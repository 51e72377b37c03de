import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BookVisitor, Verifier } from '../ledger/index.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { Suppressions } from '../messaging/suppressions.service.js';
import { Worker } from '../platform/jobs/worker.js';
import { Keys, sha256 } from '../platform/keys.js';
import { Rulebooks } from '../programs/index.js';
import { drainMail } from '../testing/mailbox.js';
import { accountOf, openSession, staffSession } from '../testing/sign-in.js';
import { SignupProgram } from '../testing/signup-program.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { Unsubscribes } from './unsubscribes.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);
let test: TestApp;
let program: SignupProgram;
let programs = 0;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
});
afterAll(() => test.close());
beforeEach(async () => {
  test.clock.moveTo(NOW);
  program = await SignupProgram.make(test.app, `halcyon-${++programs}`, test.database.superUrl);
});
afterEach(async () => {
  expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  await program.close();
});

/** Rules with a hold period, from now on. */
async function holdFor(holdDays: number): Promise<void> {
  const rulebooks = test.app.get(Rulebooks);
  await test.app.get(Transactions).inProgram(program.id, async (tx) => {
    const { version: _, ...rules } = await rulebooks.inForce(tx, program.id, NOW);
    await rulebooks.publish(tx, program.id, { rules: { ...rules, holdDays }, mode: 'from_now', keepTiers: true, effectiveAt: NOW }, null, NOW);
  });
}

/** A fan and one friend who came through them, with addresses of their own: mails to one address are limited. @returns their member ids */
async function friends(): Promise<{ fan: string; friend: string }> {
  const [fan, friend] = [`fan${programs}@reader.test`, `friend${programs}@reader.test`];
  await program.join(friend, { referralCode: await program.join(fan) });
  await drainMail(test.app);
  return { fan: (await program.memberOf(fan))!, friend: (await program.memberOf(friend))! };
}

/** Presses the button of a mail, and lets what follows happen. */
async function unsubscribe(subjectId: string): Promise<void> {
  const answer = await test.app.inject({
    method: 'POST', url: `/unsubscribe?token=${test.app.get(Keys).token('unsubscribe', subjectId)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'List-Unsubscribe=One-Click',
  });
  expect(answer.statusCode).toBe(200);
  await test.app.get(Worker).drain();
}
/** Staff say that two members are one person, or are not after all. */
async function together(act: 'merge' | 'unmerge', memberId: string, otherId: string): Promise<void> {
  const { headers } = await staffSession(test.app, 'manager', program.id);
  const answer = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/members/${memberId}/${act}`, headers, payload: { id: newId(), otherId } });
  expect(answer.statusCode).toBeLessThan(300);
}
/** What the reminder of a sign-up leaves: its unsubscribe token. */
const mailed = (submissionId: string) => program.sql(
  `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at) VALUES ($1, $2, 'unsubscribe', $3, $4)`, [sha256(test.app.get(Keys).token('unsubscribe', submissionId)), program.id, submissionId, NOW]);
const referral = async () => (await program.sql<{ id: string; status: string; reason: string }>('SELECT id, status, reason FROM referrals WHERE program_id = $1', [program.id]))[0]!;
const facts = async () => (await program.sql<{ key: string }>(`SELECT key FROM facts WHERE program_id = $1 AND body->>'kind' = 'unsubscribed'`, [program.id])).map((fact) => fact.key);
const visit = async (at: Date) => {
  test.clock.moveTo(at);
  await test.app.get(BookVisitor).visitDue(program.id, at);
};

describe('a friend who unsubscribes', () => {
  it('within the hold period does not count, and not when it is over either', async () => {
    await holdFor(3);
    const { fan, friend } = await friends();
    expect(await referral()).toMatchObject({ status: 'pending' });
    await visit(days(2));
    await unsubscribe(friend);
    expect(await referral()).toMatchObject({ status: 'rejected', reason: 'unsubscribed' });
    await visit(days(4));
    expect(await program.qualified(fan)).toBe(0);
  });

  it('after it goes on counting', async () => {
    await holdFor(3);
    const { fan, friend } = await friends();
    await visit(days(3));
    await unsubscribe(friend);
    expect([await program.qualified(fan), await referral(), await facts()]).toEqual([1, expect.objectContaining({ status: 'qualified' }), [expect.any(String)]]);
  });

  it('goes on counting where there is no hold period', async () => {
    const { fan, friend } = await friends();
    await unsubscribe(friend);
    expect([await program.qualified(fan), await referral()]).toEqual([1, expect.objectContaining({ status: 'qualified' })]);
  });

  it('is one fact, however often it is told', async () => {
    await holdFor(3);
    const { friend } = await friends();
    await unsubscribe(friend);
    await program.sql('DELETE FROM pgboss.job');
    await program.sql(`UPDATE outbox SET relayed_at = NULL WHERE program_id = $1 AND topic = 'mail.unsubscribed'`, [program.id]);
    await test.app.get(Worker).drain();
    await unsubscribe(friend);
    expect(await facts()).toEqual([expect.stringContaining(`unsubscribed:${(await referral()).id}:`)]);
  });

  it('and is told of late has left when they did', async () => {
    await holdFor(3);
    const { fan, friend } = await friends();
    await visit(days(4));
    expect(await program.qualified(fan)).toBe(1);
    await test.app.get(Unsubscribes).handle(program.id, { id: newId(days(2)), topic: 'mail.unsubscribed', payload: { subjectId: friend } });
    expect([await program.qualified(fan), await referral()]).toEqual([0, expect.objectContaining({ status: 'reversed', reason: 'unsubscribed' })]);
  });

  it('or is not to be reached any more does not count either; a mail to somebody of the team is about no friend', async () => {
    await holdFor(3);
    const { fan, friend } = await friends();
    const bounced = (payload: Record<string, string>) => test.app.get(Unsubscribes).handle(program.id, { id: newId(days(2)), topic: 'mail.bounced', payload });
    await bounced({ accountId: newId() });
    expect(await referral()).toMatchObject({ status: 'pending' });
    await bounced({ memberId: friend });
    await visit(days(4));
    expect([await program.qualified(fan), await referral()]).toEqual([0, expect.objectContaining({ status: 'rejected', reason: 'bounced' })]);
  });

  it('or is erased within the hold period does not count; afterwards they go on counting', async () => {
    await holdFor(3);
    const [fan, early, late] = ['fan', 'early', 'late'].map((name) => `${name}${programs}@reader.test`) as [string, string, string];
    const referralCode = await program.join(fan);
    await program.join(late, { referralCode });
    await visit(days(2));
    await program.join(early, { referralCode });
    await visit(days(4));
    for (const email of [early, late]) {
      const { headers } = await openSession(test.app, await accountOf(test.app, email), 'member');
      const answer = await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers, payload: { confirm: program.slug } });
      expect(answer.statusCode).toBe(200);
    }
    await test.app.get(Worker).drain();
    await visit(days(9));
    expect(await program.sql('SELECT status, reason FROM referrals WHERE program_id = $1 ORDER BY confirmed_at', [program.id])).toEqual([{ status: 'qualified', reason: 'qualified' }, { status: 'rejected', reason: 'unsubscribed' }]);
    expect(await program.qualified((await program.memberOf(fan))!)).toBe(1);
  });

  it('is heard by any of their names, where several members are one', async () => {
    await holdFor(3);
    await program.join(`elder${programs}@reader.test`);
    const { fan, friend } = await friends();
    const elder = (await program.memberOf(`elder${programs}@reader.test`))!;
    await together('merge', elder, friend);
    await unsubscribe(elder); // whichever of the two the other became
    await visit(days(4));
    expect(await program.qualified(fan)).toBe(0);
  });

  it('is not heard for who was parted from them again', async () => {
    await holdFor(3);
    await program.join(`elder${programs}@reader.test`);
    const { fan, friend } = await friends();
    const elder = (await program.memberOf(`elder${programs}@reader.test`))!;
    await together('merge', elder, friend);
    await together('unmerge', elder, friend);
    await unsubscribe(elder);
    await visit(days(4));
    expect([await program.qualified(fan), await facts()]).toEqual([1, []]);
  });

  it('is said of nobody else any more, once they are parted: whoever did not wish it counts', async () => {
    await holdFor(3);
    const work = `work${programs}@reader.test`;
    await program.join(work, { referralCode: await program.join(`rival${programs}@reader.test`) });
    const { fan, friend } = await friends();
    const elder = (await program.memberOf(work))!;
    await together('merge', elder, friend);
    await unsubscribe(elder);
    await test.app.get(Unsubscribes).handle(program.id, { id: newId(NOW), topic: 'mail.bounced', payload: { memberId: elder } });
    const stand = async () => (await program.sql<{ own: boolean; status: string; reason: string }>('SELECT referee_id = $2 AS own, status, reason FROM referrals WHERE program_id = $1 ORDER BY referee_id = $2', [program.id, friend]))
      .map(({ own, status, reason }) => [own ? 'friend' : 'elder', status, reason]);
    await together('unmerge', elder, friend);
    await test.app.get(Worker).drain();
    expect(await stand()).toEqual([['elder', 'rejected', expect.stringMatching(/unsubscribed|bounced/)], ['friend', 'pending', 'hold']]);
    await visit(days(4));
    expect([await program.qualified(fan), (await stand())[0]![1]]).toEqual([1, 'rejected']);
  });

  it('while they are parted, is said of either or of one, and never stays where it does not belong', async () => {
    await holdFor(3);
    const work = `work${programs}@reader.test`;
    await program.join(work);
    const { fan, friend } = await friends();
    const elder = (await program.memberOf(work))!;
    await together('merge', elder, friend);
    await test.app.get(Suppressions).suppress({ programId: program.id, subjectId: elder }, 'page');
    await Promise.all([test.app.get(Worker).drain(), together('unmerge', elder, friend)]);
    await test.app.get(Worker).drain();
    await visit(days(4));
    expect(await program.qualified(fan)).toBe(1);
  });

  it('is heard from the reminder of their sign-up, too', async () => {
    await holdFor(3);
    await friends();
    const { id } = await referral(); // the sign-up's id
    await mailed(id);
    await unsubscribe(id);
    expect(await referral()).toMatchObject({ status: 'rejected', reason: 'unsubscribed' });
  });
});

describe('a friend who wants mail again', () => {
  const wish = async (friend: string, programNews: boolean) => {
    const { headers } = await openSession(test.app, (await program.sql<{ id: string }>('SELECT account_id AS id FROM members WHERE program_id = $1 AND id = $2', [program.id, friend]))[0]!.id, 'member');
    const url = `/api/v1/me/programs/${program.slug}/profile`;
    const now = (await test.app.inject({ url, headers })).json<Record<string, unknown>>();
    return (await test.app.inject({ method: 'PUT', url, headers, payload: { ...now, mail: { programNews } } })).statusCode;
  };
  const drain = () => test.app.get(Worker).drain();

  it('before the hold period is over waits for its end, and counts', async () => {
    await holdFor(3);
    const { fan, friend } = await friends();
    await unsubscribe(friend);
    expect(await referral()).toMatchObject({ status: 'rejected', reason: 'unsubscribed' });
    expect(await wish(friend, true)).toBe(200);
    await drain();
    expect(await referral()).toMatchObject({ status: 'pending', reason: 'hold' });
    await visit(days(4));
    expect(await program.qualified(fan)).toBe(1);
  });

  it('and then not does not count; as often as the wish changes, the last one stands', async () => {
    await holdFor(3);
    const { friend } = await friends();
    for (const wants of [false, true, false, true, false]) {
      test.clock.moveTo(new Date(test.clock.now().getTime() + 1_000));
      await wish(friend, wants);
      await drain();
      expect(await referral()).toMatchObject(wants ? { status: 'pending' } : { status: 'rejected', reason: 'unsubscribed' });
    }
  });

  it('is understood, in whichever order it is told', async () => {
    await holdFor(3);
    const { fan, friend } = await friends();
    const since = { subjectId: friend, since: days(1).toISOString() };
    const events = [{ id: newId(days(2)), topic: 'mail.wanted', payload: since }, { id: newId(days(1)), topic: 'mail.unsubscribed', payload: since }];
    test.clock.moveTo(days(2.5));
    for (const event of [...events, ...events]) await test.app.get(Unsubscribes).handle(program.id, event);
    expect((await program.sql('SELECT 1 FROM facts WHERE program_id = $1', [program.id])).length).toBe(3);
    await visit(days(4));
    expect(await program.qualified(fan)).toBe(1);
  });

  it('who had wanted none since before they came goes on counting', async () => {
    await holdFor(3);
    const { fan, friend } = await friends();
    await program.sql(`INSERT INTO suppressions (program_id, email_hash, source, at) SELECT program_id, email_hash, 'page', $3 FROM identities WHERE program_id = $1 AND member_id = $2`, [program.id, friend, days(-9)]);
    await visit(days(4));
    expect([await program.qualified(fan), await wish(friend, true)]).toEqual([1, 200]);
    await drain();
    expect([await program.qualified(fan), await referral()]).toEqual([1, expect.objectContaining({ status: 'qualified' })]);
  });

  it('after the hold period has left before its end', async () => {
    await holdFor(3);
    const { fan, friend } = await friends();
    await unsubscribe(friend);
    await visit(days(4));
    await test.app.get(Unsubscribes).handle(program.id, { id: newId(days(4)), topic: 'mail.wanted', payload: { subjectId: friend, since: NOW.toISOString() } });
    expect([await program.qualified(fan), await referral()]).toEqual([0, expect.objectContaining({ status: 'rejected', reason: 'unsubscribed' })]);
  });

  it('all day fills nobody’s book', async () => {
    const { friend } = await friends();
    const answers: number[] = [];
    for (let n = 0; n < 7; n++) {
      await wish(friend, false);
      answers.push(await wish(friend, true));
    }
    expect(answers).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(await wish(friend, false)).toBe(200); // whoever wants to go goes
  });
});

describe('somebody else who unsubscribes', () => {
  it('writes no fact: a fan who came alone, and a sign-up that is not confirmed', async () => {
    const { fan } = await friends();
    await unsubscribe(fan);
    await program.signUp({ email: 'waiting@reader.test' });
    const [waiting] = await program.submissions('waiting@reader.test');
    await mailed(waiting!.id);
    await unsubscribe(waiting!.id);
    expect([await facts(), await program.qualified(fan)]).toEqual([[], 1]);
  });
});
