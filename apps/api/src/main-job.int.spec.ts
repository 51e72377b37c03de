import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Verifier } from './ledger/index.js';
import { Worker } from './platform/jobs/worker.js';
import { accountOf, openSession, staffSession } from './testing/sign-in.js';
import { drainMail } from './testing/mailbox.js';
import { SignupProgram } from './testing/signup-program.js';
import { startTestApp, type TestApp } from './testing/test-app.js';

interface ProgressBody {
  qualified: number;
  pending: number;
  tier: { name: string } | null;
  nextTier: { name: string; remaining: number } | null;
  milestones: { title: string; status: string; grantId?: string }[];
  version: number;
}
const PHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile/15E148 Safari/604.1', 'sec-fetch-dest': 'document' };

describe('the main job, by HTTP over the fixed routes', () => {
  let test: TestApp;
  let program: SignupProgram;
  let code: string;
  let fan: Record<string, string>;

  beforeAll(async () => {
    test = await startTestApp();
    program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
    code = await program.join('fan@example.org', { name: 'Maja' });
    for (let n = 1; n <= 9; n++) await program.join(`friend${n}@example.org`, { referralCode: code });
    fan = (await openSession(test.app, await accountOf(test.app, 'fan@example.org'), 'member')).headers;
  });
  afterAll(async () => {
    await program.close();
    await test.close();
  });

  const get = async <T>(url: string, headers: Record<string, string> = fan): Promise<T> => (await test.app.inject({ url, headers })).json<T>();
  const progress = () => get<ProgressBody>('/api/v1/me/programs/halcyon/progress');

  it('stands at nine, one to go', async () => {
    expect(await progress()).toMatchObject({ qualified: 9, tier: null, nextTier: { name: 'Ambassador', remaining: 1 } });
    expect((await drainMail(test.app)).filter((mail) => mail.to === 'fan@example.org').some((mail) => /one/i.test(mail.subject))).toBe(true);
  });

  it('goes from a click on a phone to ten, Ambassador, one award and a box to claim', async () => {
    const click = await test.app.inject({ url: `/r/${code.toUpperCase()}`, headers: PHONE });
    expect(click.statusCode).toBe(302);
    const landing = new URL(String(click.headers.location), 'http://fanfare.test');
    expect([landing.pathname, landing.searchParams.get('ref')]).toEqual(['/join/halcyon', code]);

    const accepted = await program.signUp({ email: 'tenth@example.org', name: 'Ewa', clickId: landing.searchParams.get('click') });
    expect([accepted.statusCode, accepted.json()]).toEqual([202, { status: 'confirmation_sent' }]);
    expect(await progress()).toMatchObject({ qualified: 9, pending: 1 });

    const mail = (await drainMail(test.app)).find((one) => one.to === 'tenth@example.org')!;
    const button = new URL(mail.links.find((link) => link.includes('/confirm?'))!);
    const token = button.searchParams.get('token')!;
    for (const method of ['GET', 'HEAD'] as const) expect((await test.app.inject({ method, url: button.pathname + button.search })).statusCode).toBe(200);
    expect((await progress()).qualified).toBe(9); // opening the link confirms nothing

    expect((await program.confirm(token)).statusCode).toBe(200);
    const after = await progress();
    expect(after).toMatchObject({ qualified: 10, pending: 0, tier: { name: 'Ambassador' }, nextTier: { name: 'Gold', remaining: 15 } });
    expect(after.milestones.find((m) => m.title === 'Welcome box')).toMatchObject({ status: 'reached', grantId: expect.any(String) });

    const again = await program.confirm(token);
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([410, 'confirmation.used']);
    expect(await progress()).toEqual(after);
    expect(await program.sql(`SELECT count(*)::int AS n FROM grants WHERE subject_id = $1`, [program.ids.milestones.welcomeBox])).toEqual([{ n: 1 }]);
  });

  it('tells the fan once each that they were promoted and that the box is theirs', async () => {
    const subjects = (await drainMail(test.app)).filter((mail) => mail.to === 'fan@example.org').map((mail) => mail.subject);
    expect(subjects.filter((subject) => subject.includes('Ambassador now'))).toHaveLength(1);
    expect(subjects.filter((subject) => subject.includes('Welcome box'))).toHaveLength(1);
  });

  it('gives the new friend a link of their own, and the loop goes round', async () => {
    const ewa = (await openSession(test.app, await accountOf(test.app, 'tenth@example.org'), 'member')).headers;
    const { items } = await get<{ items: { code: string }[] }>('/api/v1/me/programs/halcyon/links', ewa);
    await program.join('friend-of-ewa@example.org', { referralCode: items[0]!.code });
    expect(await get('/api/v1/me/programs/halcyon/progress', ewa)).toMatchObject({ qualified: 1 });
  });

  it('lets the fan claim the box with size and address, once', async () => {
    const { items } = await get<{ items: { id: string; title: string; status: string }[] }>('/api/v1/me/programs/halcyon/rewards');
    const box = items.find((grant) => grant.title === 'Welcome box')!;
    const claim = (payload: object) => test.app.inject({ method: 'POST', url: `/api/v1/me/programs/halcyon/rewards/${box.id}/claim`, headers: fan, payload });
    const missing = await claim({ size: 'M' });
    expect([missing.statusCode, missing.json<{ code: string; errors: { field: string }[] }>().errors[0]?.field]).toEqual([422, 'address']);
    expect((await claim({ size: 'tent' })).json()).toMatchObject({ status: 422, errors: [expect.objectContaining({ field: 'size', code: 'not_offered' }), expect.objectContaining({ field: 'address' })] });
    expect((await claim({ size: 'M', address: { name: 'Maja K', line1: 'Weg 1', postalCode: '10115', city: 'Berlin', country: 'DE' } })).statusCode).toBe(200);
  });

  it('names each friend and why one does not count, without their address', async () => {
    await program.join('throwaway@mailinator.com', { referralCode: code });
    const { items } = await get<{ items: { friend: string; status: string; reasons: { code: string; text: string }[] }[] }>('/api/v1/me/programs/halcyon/referrals');
    expect(items.find((item) => item.friend === 't••@mailinator.com')).toMatchObject({ status: 'rejected', reasons: [{ code: 'not_accepted', text: 'This sign-up was not accepted.' }] });
    expect(JSON.stringify(items)).not.toContain('friend1@');
  });

  it('promotes at once when staff lower the threshold, and demotes nobody when they raise it', async () => {
    const second = await program.join('second@example.org');
    for (let n = 0; n < 4; n++) await program.join(`second-friend${n}@example.org`, { referralCode: second });
    const owner = (await staffSession(test.app, 'owner', program.id)).headers;
    const publish = async (ambassadorAt: number) => {
      const { items } = await get<{ items: { rules: { tiers: { name: string; at: number }[] } }[] }>(`/api/v1/programs/${program.id}/rulebooks`, owner);
      const rules = { ...items[0]!.rules, tiers: items[0]!.rules.tiers.map((tier) => (tier.name === 'Ambassador' ? { ...tier, at: ambassadorAt } : tier)) };
      const answer = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/rulebooks`, headers: owner, payload: { rules, mode: 'from_now', keepTiers: true } });
      expect(answer.statusCode).toBe(201);
      await test.app.get(Worker).drain();
    };
    const tierOf = async () => (await program.sql<{ tier_id: string | null }>('SELECT tier_id FROM standings WHERE member_id = $1', [await program.memberOf('second@example.org')]))[0]!.tier_id;
    await publish(4);
    expect(await tierOf()).toBe(program.ids.tiers.ambassador);
    await publish(10);
    expect(await tierOf()).toBe(program.ids.tiers.ambassador);
  });

  it('lets staff take one back and put it right again, audited, with the box suspended meanwhile', async () => {
    const moderator = (await staffSession(test.app, 'moderator', program.id)).headers;
    const [referral] = await program.sql<{ id: string }>(`SELECT id FROM referrals WHERE member_id = $1 AND status = 'qualified' LIMIT 1`, [await program.memberOf('second@example.org')]);
    const review = async (verdict: string, reason: string, id = randomUUID()) => test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/reviews`, headers: moderator, payload: { id, referralId: referral!.id, seen: await program.revisionOf(referral!.id), verdict, reason } });
    const id = randomUUID();
    expect((await review('reject', 'review.abuse', id)).json()).toMatchObject({ status: 'reversed', reason: 'review.abuse' });
    expect((await review('reject', 'review.abuse', id)).json()).toMatchObject({ status: 'reversed' }); // sent twice is said once
    expect((await review('approve', 'review.genuine')).json()).toMatchObject({ status: 'qualified' });
    expect(await program.sql(`SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id`, [referral!.id])).toEqual([{ action: 'referral.reject' }, { action: 'referral.approve' }]);
  });

  it('counts what was signed up by a host whose clock runs ahead of the one that confirms', async () => {
    const before = await progress();
    const now = test.clock.now();
    test.clock.moveTo(new Date(now.getTime() + 90_000));
    await program.signUp({ email: 'ahead@example.org', referralCode: code });
    test.clock.moveTo(now);
    expect((await program.confirm(await program.token('ahead@example.org'))).statusCode).toBe(200);
    expect((await progress()).qualified).toBe(before.qualified + 1);
  });

  it('verifies afterwards, and names a grant that somebody took away', async () => {
    const report = await test.app.get(Verifier).verify(program.id);
    expect(report.mismatches).toEqual([]);
    expect(report.books).toBeGreaterThan(15);
    // As damage does it: past foreign keys and the guard of what is append-only.
    await program.sql(`DO $$ BEGIN SET LOCAL session_replication_role = replica; DELETE FROM grants WHERE subject_id = '${program.ids.milestones.welcomeBox}'; END $$`);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([
      expect.objectContaining({ what: expect.stringContaining(program.ids.milestones.welcomeBox), stored: 'missing', expected: 'one' }),
    ]);
  });
});
