import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Keys, sha256 } from '../platform/keys.js';
import { Maintenance } from '../platform/jobs/maintenance.js';
import { Worker } from '../platform/jobs/worker.js';
import { drainMail } from '../testing/mailbox.js';
import { MailProgram } from '../testing/mail-program.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { Deliveries } from './deliveries.service.js';
import { Suppressions } from './suppressions.service.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const hours = (n: number) => new Date(NOW.getTime() + n * 3_600_000);
let test: TestApp;
let program: MailProgram;
let keys: Keys;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
  keys = test.app.get(Keys);
});
afterAll(() => test.close());
afterEach(() => program.close());
beforeEach(async () => {
  test.clock.moveTo(NOW);
  program = await MailProgram.make(test.database.superUrl, NOW);
});

const hash = (email: string) => keys.emailHash(email);
const chore = (name: string) => test.app.get(Maintenance).run(name);
const unsubscribe = (token: string, method: 'GET' | 'POST' = 'POST') => test.app.inject({
  method, url: `/unsubscribe?token=${token}`,
  ...(method === 'POST' ? { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'List-Unsubscribe=One-Click' } : {}),
});
/** Mails to one address, newest first. */
const mailsTo = async (address: string) => (await drainMail(test.app)).filter((mail) => mail.to === address);
const suppressions = async () => (await program.db.query(`SELECT source FROM suppressions WHERE program_id = $1`, [program.id])).rows.map((row) => row.source as string);

describe('mails bound to events', () => {
  it('asks for the confirmation of a sign-up, with the token that is derived from it', async () => {
    const id = await program.submission('ewa@reader.test', hash('ewa@reader.test'), { name: 'Ewa Nowak' });
    await program.event('submission.created', { submissionId: id, kind: 'new' });
    const [mail] = await mailsTo('ewa@reader.test');
    const link = `http://fanfare.test/confirm?token=${keys.token('confirmation', id)}`;
    expect(mail?.subject).toBe('Ewa, one tap and you’re part of Halcyon Daily');
    expect(mail?.links).toContain(link);
    expect(mail?.html).toContain(`href="${link.replace('=', '&#x3D;')}"`);
    expect(mail?.html).toContain('Weg 1, 10115 Berlin');
    expect(mail?.html).toContain('#1f6f54');
    expect(mail?.from).toBe('Halcyon <no-reply@fanfare.test>');
    expect(mail?.headers).not.toHaveProperty('List-Unsubscribe');
  });

  it('writes in the reader’s language, with umlauts, and says the gap as a person would', async () => {
    const member = await program.member('jo@leser.test', hash('jo@leser.test'), { name: 'Jörg', locale: 'de', qualified: 7 });
    await program.event('friend.counted', { memberId: member, referralId: await program.friend(member, 'Žofia') });
    const [mail] = await mailsTo('jo@leser.test');
    expect(mail?.subject).toBe('Noch drei Personen bis Ambassador, Jörg');
    expect(mail?.text).toContain('Žofia hat bestätigt');
    expect(mail?.html).toContain('lang="de"');
  });

  it('says one thing once: nobody gets "one counted" beside "one to go"', async () => {
    const member = await program.member('maja@reader.test', hash('maja@reader.test'), { name: 'Maja', qualified: 9 });
    await program.event('friend.counted', { memberId: member, referralId: await program.friend(member, null) });
    await program.event('one_to_go', { memberId: member, tierId: program.tiers.ambassador });
    expect((await mailsTo('maja@reader.test')).map((mail) => mail.subject)).toEqual(['Maja, one friend to Ambassador']);
  });

  it('repeats no name that a mail program would turn into a link', async () => {
    const id = await program.submission('x@reader.test', hash('x@reader.test'), { name: 'https://evil.example/win Now' });
    await program.event('submission.created', { submissionId: id, kind: 'new' });
    const [mail] = await mailsTo('x@reader.test');
    expect(mail?.subject).toBe('One tap and you’re part of Halcyon Daily');
    expect(mail?.text).not.toContain('evil');
  });

  it('escapes what people typed', async () => {
    await program.db.query(`UPDATE programs SET name = '<b>Daily</b>' WHERE id = $1`, [program.id]);
    const member = await program.member('esc@reader.test', hash('esc@reader.test'));
    await program.event('member.joined', { memberId: member });
    const [mail] = await mailsTo('esc@reader.test');
    expect(mail?.html).toContain('&lt;b&gt;Daily');
    expect(mail?.html).not.toContain('<b>Daily');
  });

  it('sends one mail for an event that is relayed again', async () => {
    const id = await program.submission('twice@reader.test', hash('twice@reader.test'));
    const event = await program.event('submission.created', { submissionId: id, kind: 'new' });
    await drainMail(test.app);
    await program.db.query(`DELETE FROM pgboss.job`);
    await program.db.query(`UPDATE outbox SET relayed_at = NULL WHERE id = $1`, [event]);
    expect(await mailsTo('twice@reader.test')).toHaveLength(1);
  });

  it('says nothing about what is over: confirmed meanwhile', async () => {
    const id = await program.submission('done@reader.test', hash('done@reader.test'));
    await program.event('submission.created', { submissionId: id, kind: 'new' });
    await program.db.query(`UPDATE submissions SET used_at = $2, email = NULL WHERE id = $1`, [id, NOW]);
    expect(await mailsTo('done@reader.test')).toEqual([]);
    expect(await program.deliveries()).toEqual([]);
  });

  it('keeps addresses out of jobs and events', async () => {
    const id = await program.submission('secret@reader.test', hash('secret@reader.test'), { name: 'Secretname' });
    await program.event('submission.created', { submissionId: id, kind: 'new' });
    await drainMail(test.app);
    const { rows } = await program.db.query(`SELECT j::text AS text FROM pgboss.job j UNION ALL SELECT o::text FROM outbox o`);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ text }) => /secret@|Secretname/.test(text))).toEqual([]);
  });
});

describe('the reminder', () => {
  it('comes once, after a day, to who has not confirmed', async () => {
    const waiting = await program.submission('late@reader.test', hash('late@reader.test'));
    const done = await program.submission('early@reader.test', hash('early@reader.test'));
    await program.db.query(`UPDATE submissions SET used_at = $2 WHERE id = $1`, [done, NOW]);
    test.clock.moveTo(hours(23));
    await chore('confirmation_reminders');
    expect(await mailsTo('late@reader.test')).toEqual([]);
    test.clock.moveTo(hours(25));
    await chore('confirmation_reminders');
    await chore('confirmation_reminders');
    const [mail, ...more] = await mailsTo('late@reader.test');
    expect(more).toEqual([]);
    expect(mail?.links[0]).toContain(keys.token('confirmation', waiting));
    expect(await mailsTo('early@reader.test')).toEqual([]);
  });

  it('is one per address, however often it was entered, and can be unsubscribed from without being a member', async () => {
    await program.submission('more@reader.test', hash('more@reader.test'));
    await program.submission('more@reader.test', hash('more@reader.test'), { createdAt: new Date(NOW.getTime() + 1000) });
    test.clock.moveTo(hours(25));
    await chore('confirmation_reminders');
    const mails = await mailsTo('more@reader.test');
    expect(mails).toHaveLength(1);
    const token = /token=([\w-]+)>/.exec(mails[0]!.headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
    expect((await unsubscribe(token)).statusCode).toBe(200);
    expect(await suppressions()).toEqual(['one_click']);
  });
});

describe('unsubscribe', () => {
  it('changes nothing on GET, holds from the answer to the one-click POST, and leaves sign-up mail alone', async () => {
    const member = await program.member('quit@reader.test', hash('quit@reader.test'), { qualified: 2 });
    await program.event('member.joined', { memberId: member });
    const [welcome] = await mailsTo('quit@reader.test');
    expect(welcome?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    const token = /token=([\w-]+)>/.exec(welcome!.headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
    const page = await unsubscribe(token, 'GET');
    expect(page.statusCode).toBe(200);
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(page.body).toContain('Stop these mails');
    expect(await suppressions()).toEqual([]);

    expect((await unsubscribe(token)).statusCode).toBe(200);
    expect(await suppressions()).toEqual(['one_click']);
    expect((await unsubscribe(token)).statusCode).toBe(200); // again: the same answer
    await program.event('friend.counted', { memberId: member, referralId: await program.friend(member, null) });
    expect(await mailsTo('quit@reader.test')).toHaveLength(1);
    expect((await program.deliveries()).map((d) => d.status).toSorted()).toEqual(['sent', 'suppressed']);

    const again = await program.submission('quit@reader.test', hash('quit@reader.test'));
    await program.event('submission.created', { submissionId: again, kind: 'known' });
    expect(await mailsTo('quit@reader.test')).toHaveLength(2);
  });

  it('stops what is queued already', async () => {
    const member = await program.member('queued@reader.test', hash('queued@reader.test'));
    await program.event('member.joined', { memberId: member });
    await test.app.get(Suppressions).ensureToken(program.id, member);
    await unsubscribe(keys.token('unsubscribe', member));
    expect(await mailsTo('queued@reader.test')).toEqual([]);
    expect((await program.deliveries()).map((d) => d.status)).toEqual(['suppressed']);
  });

  it('takes the multipart body that some mail programs send', async () => {
    const member = await program.member('multi@reader.test', hash('multi@reader.test'));
    await test.app.get(Suppressions).ensureToken(program.id, member);
    const answer = await test.app.inject({
      method: 'POST', url: `/unsubscribe?token=${keys.token('unsubscribe', member)}`,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload: '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    });
    expect(answer.statusCode).toBe(200);
    expect(await suppressions()).toEqual(['one_click']);
  });

  it('answers 404 for a token it does not know, and for one of another kind', async () => {
    expect((await unsubscribe('nonsense')).statusCode).toBe(404);
    const submission = await program.submission('kind@reader.test', hash('kind@reader.test'));
    const token = keys.token('confirmation', submission);
    await program.db.query(`INSERT INTO tokens (hash, program_id, kind, subject_id, created_at) VALUES ($1, $2, 'confirmation', $3, $4)`, [sha256(token), program.id, submission, NOW]);
    expect((await unsubscribe(token)).statusCode).toBe(404);
    expect(await suppressions()).toEqual([]);
  });
});

describe('an attempt whose worker died', () => {
  const lost = async (event: string, payload: Record<string, string>) => {
    await program.event(event, payload);
    await drainMail(test.app);
    // What a kill between the committed attempt and the answer leaves behind.
    await program.db.query(`UPDATE deliveries SET status = 'attempting' WHERE program_id = $1`, [program.id]);
    return (await program.deliveries())[0]!.id;
  };

  it('of class auth is done with once there is nothing left to say: no person is asked about it', async () => {
    const submission = await program.submission('answered@reader.test', hash('answered@reader.test'));
    await lost('submission.created', { submissionId: submission, kind: 'new' });
    await program.db.query(`UPDATE submissions SET used_at = $2, email = NULL, name = NULL WHERE program_id = $1`, [program.id, NOW]);
    await program.db.query(`UPDATE outbox SET relayed_at = NULL WHERE program_id = $1`, [program.id]);
    await program.db.query(`DELETE FROM pgboss.job`);
    await drainMail(test.app);
    expect(await program.deliveries()).toMatchObject([{ status: 'dismissed', error: 'mail.nothing_to_say' }]);
  });

  it('of class once becomes unknown and is not sent again by itself; staff decide', async () => {
    const member = await program.member('lost@reader.test', hash('lost@reader.test'));
    const id = await lost('member.joined', { memberId: member });
    await test.app.get(Maintenance).run('stale_deliveries');
    expect((await program.deliveries())[0]?.status).toBe('attempting'); // it may still be at work
    test.clock.moveTo(hours(1));
    await chore('stale_deliveries');
    await program.db.query(`UPDATE outbox SET relayed_at = NULL WHERE program_id = $1`, [program.id]);
    await program.db.query(`DELETE FROM pgboss.job`);
    expect(await mailsTo('lost@reader.test')).toHaveLength(1);
    expect(await program.deliveries()).toMatchObject([{ id, status: 'unknown', error: 'mail.attempt_lost' }]);

    await test.app.get(Deliveries).resend(program.id, id, member);
    const mails = await mailsTo('lost@reader.test');
    expect(mails).toHaveLength(2);
    expect(mails[0]?.messageId).toBe(mails[1]?.messageId);
    await expect(test.app.get(Deliveries).resend(program.id, id, member)).rejects.toMatchObject({ code: 'delivery.not_parked' });
    await expect(test.app.get(Deliveries).dismiss(program.id, member, member)).rejects.toMatchObject({ code: 'delivery.not_found' });
    const { rows } = await program.db.query(`SELECT action FROM audit_log WHERE program_id = $1`, [program.id]);
    expect(rows).toEqual([{ action: 'delivery.resent' }]);
  });

  it('is noted as sent when somebody knows that it arrived, which of a parked one nobody can', async () => {
    const id = await lost('member.joined', { memberId: await program.member('there@reader.test', hash('there@reader.test')) });
    const become = (status: string) => program.db.query(`UPDATE deliveries SET status = $2 WHERE program_id = $1`, [program.id, status]);
    const arrived = () => test.app.get(Deliveries).arrived(program.id, id, program.id);
    await become('parked');
    await expect(arrived()).rejects.toMatchObject({ code: 'delivery.not_parked' });
    await become('unknown');
    await arrived();
    expect(await program.deliveries()).toMatchObject([{ id, status: 'sent' }]);
    await expect(arrived()).rejects.toMatchObject({ code: 'delivery.not_parked' });
    expect(await mailsTo('there@reader.test')).toHaveLength(1);
  });

  it('of class auth is sent again under the same Message-ID', async () => {
    const submission = await program.submission('again@reader.test', hash('again@reader.test'));
    await lost('submission.created', { submissionId: submission, kind: 'new' });
    await program.db.query(`UPDATE outbox SET relayed_at = NULL WHERE program_id = $1`, [program.id]);
    await program.db.query(`DELETE FROM pgboss.job`);
    const mails = await mailsTo('again@reader.test');
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(1);
  });
});

describe('the dev mailbox', () => {
  it('answers as JSON and as a page in which no mail can run anything', async () => {
    const member = await program.member('see@reader.test', hash('see@reader.test'));
    await program.event('member.joined', { memberId: member });
    await test.app.get(Worker).drain();
    const json = await test.app.inject({ method: 'GET', url: '/api/v1/dev/mailbox' });
    expect(json.json().items[0]).toMatchObject({ to: 'see@reader.test', subject: 'Your own link for Halcyon Daily', at: NOW.toISOString() });
    expect(json.json().items[0].links).toContain(`http://fanfare.test/r/k${member.slice(-8)}`);
    const addressees = async (to: string) => (await test.app.inject({ method: 'GET', url: '/api/v1/dev/mailbox', query: { to } })).json().items.map((mail: { to: string }) => mail.to);
    expect(new Set(await addressees('See@reader.test'))).toEqual(new Set(['see@reader.test']));
    expect(await addressees('nobody@reader.test')).toEqual([]);
    const page = await test.app.inject({ method: 'GET', url: '/dev/mailbox' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).toMatch(/<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    expect(page.body).not.toContain('<script');
  });
});

describe('staff routes', () => {
  it('are closed without a session', async () => {
    for (const [method, path] of [['GET', ''], ['GET', '/status'], ['POST', `/${program.id}/resend`], ['POST', `/${program.id}/dismiss`]] as const) {
      expect((await test.app.inject({ method, url: `/api/v1/programs/${program.id}/deliveries${path}` })).statusCode).toBe(401);
    }
  });
});
