import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Staff } from '../../identity/index.js';
import { BookVisitor, Verifier } from '../../ledger/index.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Rulebooks } from '../../programs/index.js';
import type { ReceivedMail } from '../../platform/mail/dev-mailbox.js';
import { newId } from '../../platform/ids.js';
import { drainMail } from '../../testing/mailbox.js';
import { changeRules } from '../../testing/machine.js';
import { accountOf, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { MyReferral, MyReferralsResponse } from '../progress/progress.dto.js';
import type { ReferralDetailResponse } from '../review/referrals.dto.js';
import type { MyAppeal } from './appeal.dto.js';
import type { AppealAnswerResponse, AppealsResponse } from './appeals.dto.js';

const DAY = 86_400_000;
let test: TestApp;
let program: SignupProgram;
let code: string;
let maja: string;
let fan: SignedIn['headers'];
let staff: SignedIn['headers'];
let friends = 0;
const seenMails = new Set<string>();

beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T09:00:00Z') });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  code = await program.join('maja@reader.test', { name: 'Maja Nowak' });
  maja = (await program.memberOf('maja@reader.test'))!;
  fan = (await openSession(test.app, await accountOf(test.app, 'maja@reader.test'), 'member')).headers;
  staff = (await staffSession(test.app, 'moderator', program.id, { name: 'Tom Team' })).headers;
});
afterAll(async () => {
  await program.close();
  await test.close();
});

function tick(ms = 60_000): void {
  test.clock.moveTo(new Date(test.clock.now().getTime() + ms));
}
const staffPost = (path: string, payload: object, headers = staff) => {
  tick();
  return test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}${path}`, headers, payload });
};
const review = async (referralId: string, verdict: string, reason: string) => staffPost('/reviews', { id: newId(), referralId, seen: await program.revisionOf(referralId), verdict, reason });
const appeal = (referralId: string, note: unknown = 'She sits beside me at work.', id = newId(), headers = fan) => {
  tick();
  return test.app.inject({ method: 'POST', url: `/api/v1/me/programs/halcyon/referrals/${referralId}/appeal`, headers, payload: { id, note } });
};
const answer = (appealId: string, outcome: 'uphold' | 'overturn', id = newId(), text = 'We have looked again.', headers = staff) =>
  staffPost(`/appeals/${appealId}/answer`, { id, outcome, answer: text }, headers);
const queue = async (query = '') => (await test.app.inject({ url: `/api/v1/programs/${program.id}/appeals${query}`, headers: staff })).json<AppealsResponse>().items;
const codeOf = (answered: { statusCode: number; json: <T>() => T }) => [answered.statusCode, answered.json<{ code: string }>().code];

/** Mails since the last look. */
async function newMails(): Promise<ReceivedMail[]> {
  const fresh = (await drainMail(test.app)).filter((mail) => !seenMails.has(mail.id));
  for (const { id } of fresh) seenMails.add(id);
  return fresh;
}
async function mine(id: string): Promise<MyReferral> {
  const { items } = (await test.app.inject({ url: '/api/v1/me/programs/halcyon/referrals?limit=200', headers: fan })).json<MyReferralsResponse>();
  return items.find((item) => item.id === id)!;
}
async function bring(): Promise<string> {
  const email = `friend${++friends}@reader.test`;
  await program.join(email, { name: 'Greta Friend', referralCode: code });
  const [{ id }] = (await program.sql('SELECT id FROM referrals WHERE referee_id = $1', [await program.memberOf(email)])) as [{ id: string }];
  return id;
}
/** An hour apart, so that no check finds too many at once; the team's sessions do not last as long. */
async function anHourLater(): Promise<void> {
  tick(DAY / 24);
  staff = (await staffSession(test.app, 'moderator', program.id, { name: 'Tom Team' })).headers;
}
/** A friend of Maja's who counted until a person said no. */
async function reversed(reason = 'review.not_genuine'): Promise<string> {
  await anHourLater();
  const id = await bring();
  await review(id, 'reject', reason);
  await newMails();
  return id;
}
/** A friend of Maja's whom a check holds: too many came within a minute. */
async function held(): Promise<string> {
  await anHourLater();
  for (;;) {
    const id = await bring();
    const [{ status }] = (await program.sql('SELECT status FROM referrals WHERE id = $1', [id])) as [{ status: string }];
    if (status !== 'held') continue;
    await newMails();
    return id;
  }
}
const appealed = async (): Promise<{ referralId: string; id: string }> => {
  const referralId = await reversed();
  return { referralId, id: (await appeal(referralId)).json<MyAppeal>().id };
};

describe('an appeal', () => {
  it('goes from the member to the team and back: overturned, the friend counts, the book and a mail say so', async () => {
    const referralId = await reversed();
    const before = await program.qualified(maja);
    expect(await mine(referralId)).toMatchObject({ status: 'reversed', appealable: true, appeal: null });
    const asked = (await appeal(referralId, '  She sits beside me.\nAsk <b>her</b>. ')).json<MyAppeal>();
    expect(asked).toMatchObject({ note: 'She sits beside me.\nAsk <b>her</b>.', status: 'open', answer: null });
    expect(Date.parse(asked.dueAt) - Date.parse(asked.createdAt)).toBe(7 * DAY);
    expect(await mine(referralId)).toMatchObject({ appealable: false, appeal: asked });
    expect(await queue()).toMatchObject([{ id: asked.id, overdue: false, referral: { id: referralId, status: 'reversed', referrer: { name: 'Maja Nowak' } } }]);
    await newMails();

    expect((await answer(asked.id, 'overturn', newId(), 'You are right.')).json<AppealAnswerResponse>()).toEqual({ status: 'overturned', referralStatus: 'qualified' });
    expect(await program.qualified(maja)).toBe(before + 1);
    expect(await mine(referralId)).toMatchObject({ status: 'qualified', appealable: false, appeal: { status: 'overturned', answer: 'You are right.' } });
    const mails = (await newMails()).filter((mail) => mail.to === 'maja@reader.test');
    expect(mails.map((mail) => mail.subject)).toContain('Greta counts after your appeal');
    expect(mails.filter((mail) => mail.subject.includes('counts'))).toHaveLength(1); // one friend, one mail
    expect(mails[0]!.text).toContain('You are right.');
    expect(mails[0]!.text).toContain('You had written: She sits beside me.');

    const detail = (await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals/${referralId}`, headers: staff })).json<ReferralDetailResponse>();
    expect(detail.entries.map((entry) => [entry.delta, entry.appealed, entry.by])).toEqual([[1, true, 'Tom Team'], [-1, false, 'Tom Team'], [1, false, null]]);
    expect(detail.appeals).toMatchObject([{ id: asked.id, status: 'overturned', answeredBy: 'Tom Team' }]);
    expect(await program.sql(`SELECT action, subject_id, detail FROM audit_log WHERE action LIKE 'appeal.%'`)).toEqual([{ action: 'appeal.overturned', subject_id: referralId, detail: { appealId: asked.id } }]);
    expect(await program.sql(`SELECT body->>'appealId' AS appeal, body->>'verdict' AS verdict FROM facts WHERE key = $1`, [`appeal:${asked.id}`])).toEqual([{ appeal: asked.id, verdict: 'approve' }]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('of a member who is kept out meanwhile is answered by mail all the same', async () => {
    const { id } = await appealed();
    const standing = async (what: string) => expect((await staffPost(`/members/${maja}/${what}`, { id: newId(), reason: 'somebody complained' })).statusCode).toBe(200);
    await standing('suspend');
    await newMails();
    await answer(id, 'uphold');
    expect((await newMails()).filter((mail) => mail.to === 'maja@reader.test').map((mail) => mail.text)).toEqual([expect.stringContaining('We have looked again.')]);
    await standing('reinstate');
  });

  it('upheld: nothing is counted, the book has an entry, and the same decision is not appealed against again', async () => {
    const { referralId, id } = await appealed();
    const before = await program.qualified(maja);
    expect((await answer(id, 'uphold')).json()).toEqual({ status: 'upheld', referralStatus: 'reversed' });
    expect(await program.qualified(maja)).toBe(before);
    expect(await program.sql(`SELECT delta, reason FROM ledger_entries e JOIN facts f ON f.member_id = e.member_id AND f.seq = e.fact_seq WHERE f.key = $1`, [`appeal:${id}`]))
      .toEqual([{ delta: 0, reason: 'review.not_genuine' }]);
    expect((await newMails()).map((mail) => mail.subject)).toEqual(['Your appeal at Halcyon Daily: Greta does not count']);
    expect(await mine(referralId)).toMatchObject({ appealable: false, appeal: { status: 'upheld', answer: 'We have looked again.' } });
    expect(codeOf(await appeal(referralId))).toEqual([409, 'appeal.exists']);
  });

  it('is due when the program says; one that is open keeps its time', async () => {
    const first = await appealed();
    await program.sql('UPDATE programs SET appeal_target_days = 2 WHERE id = $1', [program.id]);
    const { dueAt, createdAt } = (await mine((await appealed()).referralId)).appeal!;
    expect(Date.parse(dueAt) - Date.parse(createdAt)).toBe(2 * DAY);
    const kept = (await mine(first.referralId)).appeal!;
    expect(Date.parse(kept.dueAt) - Date.parse(kept.createdAt)).toBe(7 * DAY);
    await program.sql('UPDATE programs SET appeal_target_days = 7 WHERE id = $1', [program.id]);
  });

  it('may be made against a decision that came later', async () => {
    const { referralId, id } = await appealed();
    await answer(id, 'overturn');
    await review(referralId, 'reject', 'review.duplicate');
    expect((await mine(referralId)).appealable).toBe(true);
    expect((await appeal(referralId, 'Again?')).statusCode).toBe(200);
    expect(await mine(referralId)).toMatchObject({ appealable: false, appeal: { note: 'Again?', status: 'open' } });
  });

  it('is there once, however often and at once it is sent', async () => {
    const referralId = await reversed();
    const id = newId();
    const same = await Promise.all([1, 2, 3].map(() => appeal(referralId, 'The same one', id)));
    expect(same.map((one) => one.json<MyAppeal>().id)).toEqual([id, id, id]);
    const others = await Promise.all([1, 2, 3].map(() => appeal(referralId, 'Another')));
    expect(others.map(codeOf)).toEqual([[409, 'appeal.exists'], [409, 'appeal.exists'], [409, 'appeal.exists']]);
    expect(codeOf(await appeal(referralId, 'Other words', id))).toEqual([409, 'request.conflict']);
    expect(await program.sql('SELECT note FROM appeals WHERE referral_id = $1', [referralId])).toEqual([{ note: 'The same one' }]);
    const fresh = await reversed();
    expect(codeOf(await appeal(fresh, 'The same one', id))).toEqual([409, 'request.conflict']);
    expect((await Promise.all(['A', 'B', 'C'].map((note) => appeal(fresh, note)))).map((one) => one.statusCode).toSorted()).toEqual([200, 409, 409]);
  });

  it.each([['nothing', '  '], ['too much', 'x'.repeat(1001)], ['what is no text', 'a\u0000b'], ['a tab', 'a\tb'], ['a number', 7]])('refuses %s as a note', async (_, note) => {
    expect((await appeal(newId(), note)).statusCode).toBe(422);
  });

  it('is refused for a friend who counts, or whom nobody turned down', async () => {
    const referralId = await reversed();
    await review(referralId, 'withdraw', 'review.withdrawn');
    expect((await mine(referralId)).appealable).toBe(false);
    expect(codeOf(await appeal(referralId))).toEqual([409, 'referral.not_appealable']);
  });
});

describe('of a friend who is held', () => {
  it('is answered by the review that accepts them, in one mail', async () => {
    const referralId = await held();
    expect(await mine(referralId)).toMatchObject({ status: 'held', appealable: true });
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    await review(referralId, 'approve', 'review.genuine');
    expect(await mine(referralId)).toMatchObject({ status: 'qualified', appealable: false, appeal: { id, status: 'overturned', answer: null } });
    expect((await queue()).map((one) => one.id)).not.toContain(id);
    const mails = (await newMails()).filter((mail) => mail.to === 'maja@reader.test' && mail.subject.includes('counts'));
    expect(mails.map((mail) => mail.subject)).toEqual(['Greta counts after your appeal']);
    expect(mails[0]!.text).toContain('for you.\n\nYou had written: She sits beside me at work.');
    expect(codeOf(await answer(id, 'uphold'))).toEqual([409, 'appeal.answered']);
    expect(await program.sql(`SELECT count(*)::int AS n FROM audit_log WHERE action = 'appeal.overturned' AND detail->>'appealId' = $1`, [id])).toEqual([{ n: 1 }]);
  });

  it('is open again, and due when it was, once the review that accepted them is taken back; no mail says otherwise', async () => {
    const referralId = await held();
    const { id, dueAt } = (await appeal(referralId)).json<MyAppeal>();
    for (let n = 0; n < 2; n++) {
      await review(referralId, 'approve', 'review.genuine');
      await review(referralId, 'withdraw', 'review.withdrawn');
    }
    expect((await queue()).find((one) => one.id === id)).toMatchObject({ status: 'open', dueAt, answer: null, answeredBy: null, referral: { status: 'held' } });
    expect(await mine(referralId)).toMatchObject({ status: 'held', appealable: false, appeal: { id, status: 'open', answeredAt: null } });
    expect((await newMails()).filter((mail) => mail.text.includes('You had written'))).toEqual([]);
    expect(await program.sql(`SELECT action FROM audit_log WHERE action LIKE 'appeal.%' AND detail->>'appealId' = $1 ORDER BY at, id`, [id])).toHaveLength(4);
    await review(referralId, 'approve', 'review.genuine');
    await review(referralId, 'withdraw', 'review.withdrawn');
    await review(referralId, 'approve', 'review.genuine');
    expect((await newMails()).filter((mail) => mail.text.includes('You had written'))).toHaveLength(1); // of the decision that stands

    await review(referralId, 'withdraw', 'review.withdrawn');
    expect((await newMails()).map((mail) => mail.text)).toEqual([expect.stringContaining('The team is looking at the sign-up once more')]);
    expect((await answer(id, 'uphold')).json()).toEqual({ status: 'upheld', referralStatus: 'rejected' });
    expect((await newMails()).filter((mail) => mail.text.includes('You had written'))).toHaveLength(1);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('of a friend who then only waits: they are told that it is open again, once, and where they had been told otherwise', async () => {
    const referralId = await held();
    await changeRules(test.app, program.id, { holdDays: 30 });
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    const subjects = async () => (await newMails()).filter((mail) => mail.to === 'maja@reader.test').map((mail) => mail.subject);
    await review(referralId, 'approve', 'review.genuine');
    await review(referralId, 'withdraw', 'review.withdrawn');
    expect(await subjects()).toEqual([]); // neither had left
    await review(referralId, 'approve', 'review.genuine');
    expect(await subjects()).toEqual(['Greta is accepted after your appeal']);
    await review(referralId, 'withdraw', 'review.withdrawn');
    expect(await mine(referralId)).toMatchObject({ status: 'held', appeal: { id, status: 'open' } });
    const told = (await newMails()).filter((mail) => mail.to === 'maja@reader.test');
    expect(told.map((mail) => mail.subject)).toEqual(['Greta: we are looking once more']);
    expect(told[0]!.text).toContain('The team at Halcyon Daily has taken that back, so your appeal is open again. Somebody looks at it by');
    // Told again, it is the same mail; answered before it leaves, there is nothing to say.
    await program.sql('DELETE FROM pgboss.job');
    await program.sql(`UPDATE outbox SET relayed_at = NULL WHERE program_id = $1 AND topic = 'appeal.reopened'`, [program.id]);
    expect(await subjects()).toEqual([]);
    await review(referralId, 'approve', 'review.genuine');
    expect(await subjects()).toEqual(['Greta is accepted after your appeal']);
    await review(referralId, 'withdraw', 'review.withdrawn');
    await answer(id, 'uphold');
    expect(await subjects()).toEqual(['Your appeal at Halcyon Daily: Greta does not count']);
    await changeRules(test.app, program.id, { holdDays: 0 });
  });

  it('of a friend who counted, where the member is kept out meanwhile: this is the one mail they get', async () => {
    const referralId = await held();
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    await review(referralId, 'approve', 'review.genuine');
    expect((await newMails()).map((mail) => mail.subject)).toContain('Greta counts after your appeal');
    const standing = async (what: string) => expect((await staffPost(`/members/${maja}/${what}`, { id: newId(), reason: 'somebody complained' })).statusCode).toBe(200);
    await standing('suspend');
    await newMails();
    await review(referralId, 'withdraw', 'review.withdrawn');
    expect((await newMails()).filter((mail) => mail.to === 'maja@reader.test').map((mail) => mail.subject)).toEqual(['Greta: we are looking once more']);
    await standing('reinstate');
    await answer(id, 'uphold');
    await newMails();
  });

  it('stays answered where a later approval is taken back, or the one that accepts them was an answer', async () => {
    const referralId = await held();
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    await review(referralId, 'approve', 'review.genuine');
    await review(referralId, 'reject', 'review.abuse');
    await review(referralId, 'approve', 'review.genuine');
    await review(referralId, 'withdraw', 'review.withdrawn');
    expect(await mine(referralId)).toMatchObject({ status: 'reversed', appeal: { id, status: 'overturned' } });
    const answered = await appealed();
    await answer(answered.id, 'overturn');
    await review(answered.referralId, 'withdraw', 'review.withdrawn');
    expect(await mine(answered.referralId)).toMatchObject({ status: 'reversed', appeal: { status: 'overturned', answer: 'We have looked again.' } });
    await newMails();
  });

  it('waits for its answer after a review that turns them down', async () => {
    const referralId = await held();
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    await review(referralId, 'reject', 'review.not_genuine');
    expect((await queue()).find((one) => one.id === id)).toMatchObject({ status: 'open', referral: { status: 'rejected' } });
    expect((await answer(id, 'uphold')).json()).toEqual({ status: 'upheld', referralStatus: 'rejected' });
    expect(await mine(referralId)).toMatchObject({ status: 'rejected', appealable: false });
  });

  it('upheld, turns them down', async () => {
    const referralId = await held();
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    expect((await answer(id, 'uphold')).json()).toEqual({ status: 'upheld', referralStatus: 'rejected' });
    expect(await mine(referralId)).toMatchObject({ status: 'rejected', appealable: false, appeal: { status: 'upheld' } });
  });

  it('is never left open when it comes while they are accepted', async () => {
    const burst = [await held(), await bring(), await bring(), await bring(), await bring(), await bring()];
    for (const referralId of burst) {
      const [asked, reviewed] = await Promise.all([appeal(referralId), review(referralId, 'approve', 'review.genuine')]);
      expect(reviewed.statusCode).toBe(200);
      expect(asked.statusCode === 200 || asked.json<{ code: string }>().code === 'referral.not_appealable').toBe(true);
      expect(await mine(referralId)).toMatchObject({ status: 'qualified', appeal: asked.statusCode === 200 ? { status: 'overturned' } : null });
    }
  }, 120_000);
});

describe('of a friend whom time alone accepts', () => {
  const HOURS = 48;
  const visit = () => test.app.get(BookVisitor).visitDue(program.id, test.clock.now());
  const told = async (): Promise<string[]> => (await newMails()).filter((mail) => mail.to === 'maja@reader.test' && mail.subject.includes('counts')).map((mail) => `${mail.subject}\n${mail.text}`);
  /** Until just after the friend goes on by itself; with a session that is still good. */
  async function untilDue(): Promise<void> {
    tick(HOURS * DAY / 24);
    staff = (await staffSession(test.app, 'moderator', program.id, { name: 'Tom Team' })).headers;
  }

  beforeAll(async () => {
    await test.app.get(Transactions).inProgram(program.id, async (tx) => {
      const rulebooks = test.app.get(Rulebooks);
      const { version: _, ...rules } = await rulebooks.inForce(tx, program.id, test.clock.now());
      const checks = [{ code: 'burst', outcome: 'hold', weight: 20, args: { max: 20 } }] as const;
      const scoring = { holdAt: 20, autoApprove: { below: 30, afterHours: HOURS } };
      await rulebooks.publish(tx, program.id, { rules: { ...rules, checks: [...checks], scoring }, mode: 'from_now', keepTiers: true, effectiveAt: test.clock.now() }, null, test.clock.now());
    });
    await visit();
  });

  it('is answered with it, by nobody, in one mail', async () => {
    const referralId = await held();
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    await untilDue();
    await visit();
    await visit();
    expect(await mine(referralId)).toMatchObject({ status: 'qualified', appealable: false, appeal: { id, status: 'overturned', answer: null, decidedBy: 'rules' } });
    expect((await queue()).map((one) => one.id)).not.toContain(id);
    expect((await queue('?status=answered&limit=1'))[0]).toMatchObject({ id, answeredBy: null, decidedBy: 'rules' });
    const mails = await told();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatch(/^Greta counts after your appeal\n[^]*without a further look: Greta counts now/);
    expect(mails[0]).not.toContain('has read your appeal');
    expect(await program.sql(`SELECT actor_id FROM audit_log WHERE action = 'appeal.overturned' AND detail->>'appealId' = $1`, [id])).toEqual([{ actor_id: null }]);
    const detail = (await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals/${referralId}`, headers: staff })).json<ReferralDetailResponse>();
    expect(detail.entries[0]).toMatchObject({ fact: null, fromStatus: 'held', toStatus: 'qualified' });
    expect(codeOf(await answer(id, 'uphold'))).toEqual([409, 'appeal.answered']);
  });

  it('is answered though an answer comes before anybody has looked at the clock', async () => {
    const referralId = await held();
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    await untilDue();
    expect(codeOf(await answer(id, 'uphold'))).toEqual([409, 'appeal.answered']);
    expect(await mine(referralId)).toMatchObject({ status: 'qualified', appeal: { status: 'overturned', decidedBy: 'rules' } });
    expect(await told()).toHaveLength(1);
  });

  it('has one outcome where answers and the clock meet', async () => {
    const burst = [await held(), await bring(), await bring(), await bring(), await bring(), await bring()];
    const asked: { referralId: string; id: string }[] = [];
    for (const referralId of burst) asked.push({ referralId, id: (await appeal(referralId)).json<MyAppeal>().id });
    const [{ due }] = (await program.sql<{ due: Date }>(`SELECT min(due_at) AS due FROM timers WHERE kind = 'approve' AND subject_id = ANY($1)`, [burst])) as [{ due: Date }];
    test.clock.moveTo(new Date(due.getTime() - 1000));
    staff = (await staffSession(test.app, 'moderator', program.id, { name: 'Tom Team' })).headers;
    const answers = asked.map(async ({ id }, n) => {
      await setTimeout(n * 15);
      const payload = { id: newId(), outcome: n % 2 === 0 ? 'uphold' : 'overturn', answer: 'We have looked again.' };
      return test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/appeals/${id}/answer`, headers: staff, payload });
    });
    await setTimeout(30);
    tick(60_000);
    await Promise.all([visit(), visit(), ...answers]);
    for (const [n, { referralId, id }] of asked.entries()) {
      const answered = await answers[n]!;
      const { status, appeal: told } = await mine(referralId);
      if (answered.statusCode === 200) expect(told).toMatchObject({ status: answered.json<AppealAnswerResponse>().status, decidedBy: 'team' });
      else expect([codeOf(answered), told]).toMatchObject([[409, 'appeal.answered'], { status: 'overturned', decidedBy: 'rules' }]);
      expect(status).toBe(told!.status === 'upheld' ? 'rejected' : 'qualified');
      expect(await program.sql(`SELECT count(*)::int AS n FROM outbox WHERE topic = 'appeal.answered' AND payload->>'appealId' = $1`, [id])).toEqual([{ n: 1 }]);
    }
    await newMails();
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  }, 120_000);

  it('waits for its answer where a person turns them down after the clock has run out', async () => {
    const referralId = await held();
    const { id } = (await appeal(referralId)).json<MyAppeal>();
    await untilDue();
    await review(referralId, 'reject', 'review.not_genuine');
    expect(await mine(referralId)).toMatchObject({ status: 'reversed', appeal: { id, status: 'open' } });
    await answer(id, 'uphold');
    await newMails();
  });
});

describe('the answer', () => {
  it('is given once, by whoever comes first of many', async () => {
    const { referralId, id } = await appealed();
    const answers = await Promise.all((['overturn', 'uphold', 'overturn', 'uphold'] as const).map((outcome) => answer(id, outcome)));
    expect(answers.map((one) => one.statusCode).toSorted()).toEqual([200, 409, 409, 409]);
    expect(answers.filter((one) => one.statusCode === 409).map((one) => one.json<{ code: string }>().code)).toEqual(['appeal.answered', 'appeal.answered', 'appeal.answered']);
    expect(await program.sql(`SELECT count(*)::int AS facts FROM facts WHERE body->>'referralId' = $1 AND body ? 'appealId'`, [referralId])).toEqual([{ facts: 1 }]);
    expect((await newMails()).filter((mail) => mail.text.includes('You had written'))).toHaveLength(1);
  });

  it('sent twice is the same answer', async () => {
    const { id } = await appealed();
    const answerId = newId();
    const answers = await Promise.all([1, 2, 3].map(() => answer(id, 'overturn', answerId)));
    expect(answers.map((one) => one.json())).toEqual([1, 2, 3].map(() => ({ status: 'overturned', referralStatus: 'qualified' })));
    expect((await newMails()).filter((mail) => mail.text.includes('You had written'))).toHaveLength(1);
    expect(codeOf(await answer(id, 'uphold', answerId))).toEqual([409, 'appeal.answered']);
  });

  it('takes nothing away from a friend who was accepted meanwhile', async () => {
    const { referralId, id } = await appealed();
    const before = await program.qualified(maja);
    const [reviewed, upheld, overturned] = await Promise.all([review(referralId, 'approve', 'review.genuine'), answer(id, 'uphold'), answer(id, 'overturn')]);
    // A review given on what was seen before an answer came is refused: it is looked at again.
    if (reviewed.statusCode !== 200) expect(codeOf(reviewed)).toEqual([409, 'review.outdated']);
    const answered = [upheld, overturned].filter((one) => one.statusCode === 200);
    expect(answered.length).toBeLessThanOrEqual(1);
    for (const one of [upheld, overturned].filter((each) => each.statusCode !== 200)) expect(codeOf(one)).toEqual([409, 'appeal.answered']);
    expect(await program.qualified(maja)).toBe(before + Number([reviewed, overturned].some((one) => one.statusCode === 200)));
    expect((await newMails()).filter((mail) => mail.text.includes('You had written'))).toHaveLength(1);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('that the decision stays is refused where the friend counts by now', async () => {
    await anHourLater();
    const referralId = await bring();
    const id = newId();
    // As nothing leaves it: whatever accepts a friend answers the appeal.
    await program.sql(
      `INSERT INTO appeals (program_id, id, referral_id, member_id, round, note, status, created_at, due_at) VALUES ($1, $2, $3, $4, 1, 'Mine', 'open', $5, $5)`,
      [program.id, id, referralId, maja, test.clock.now()]);
    const before = await program.qualified(maja);
    expect(codeOf(await answer(id, 'uphold'))).toEqual([409, 'appeal.reopened']);
    expect(await program.qualified(maja)).toBe(before);
    expect((await answer(id, 'overturn')).json()).toEqual({ status: 'overturned', referralStatus: 'qualified' });
    expect(await program.qualified(maja)).toBe(before);
  });

  it('is nobody’s to themselves, of the team or not', async () => {
    const { id } = await appealed();
    const { headers } = await staffSession(test.app, 'moderator', program.id, { email: 'maja@reader.test' });
    expect(codeOf(await answer(id, 'overturn', newId(), 'Of course.', headers))).toEqual([409, 'review.own']);
    await test.app.get(Staff).remove(program.id, (await staffSession(test.app, 'owner', program.id)).accountId, await accountOf(test.app, 'maja@reader.test'));
    fan = (await openSession(test.app, await accountOf(test.app, 'maja@reader.test'), 'member')).headers; // all their sessions have ended
    expect((await answer(id, 'overturn')).statusCode).toBe(200);
    await newMails();
  });

  it('is for those who review', async () => {
    const { id } = await appealed();
    for (const role of ['analyst', 'fulfilment'] as const) {
      const { headers } = await staffSession(test.app, role, program.id);
      expect(codeOf(await answer(id, 'overturn', newId(), 'Hi', headers))).toEqual([403, 'auth.forbidden']);
    }
    expect((await answer(id, 'uphold', newId(), ' ')).statusCode).toBe(422);
    await answer(id, 'uphold');
  });
});

it('is listed by what is due first, and marked when it should have been answered', async () => {
  for (const open of await queue()) await answer(open.id, 'uphold');
  const first = await appealed();
  const second = await appealed();
  expect((await queue()).map((one) => [one.id, one.overdue])).toEqual([[first.id, false], [second.id, false]]);
  const waiting = async () => (await test.app.inject({ url: `/api/v1/programs/${program.id}/waiting`, headers: staff })).json<object>();
  expect(await waiting()).toMatchObject({ appeals: 2, appealsOverdue: 0 });
  tick(7 * DAY - 2 * DAY / 24);
  await anHourLater();
  expect((await queue()).map((one) => one.overdue)).toEqual([true, false]);
  expect(await waiting()).toMatchObject({ appeals: 2, appealsOverdue: 1 });
  await answer(first.id, 'uphold');
  expect((await queue()).map((one) => one.id)).toEqual([second.id]);
  expect((await queue('?status=answered&limit=1')).map((one) => one.id)).toEqual([first.id]);
});

it('is of one member and one program', async () => {
  const { referralId, id } = await appealed();
  await program.join('ben@reader.test');
  const ben = (await openSession(test.app, await accountOf(test.app, 'ben@reader.test'), 'member')).headers;
  expect(codeOf(await appeal(referralId, 'Mine!', newId(), ben))).toEqual([404, 'referral.not_found']);
  const other = await SignupProgram.make(test.app, 'other', test.database.superUrl);
  const { headers } = await staffSession(test.app, 'owner', other.id);
  const call = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${other.id}/appeals/${id}/answer`, headers, payload: { id: newId(), outcome: 'overturn', answer: 'Hi' } });
  expect(codeOf(call)).toEqual([404, 'appeal.not_found']);
  await other.close();
});
