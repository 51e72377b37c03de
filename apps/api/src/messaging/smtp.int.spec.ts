import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { Worker } from '../platform/jobs/worker.js';
import { Keys } from '../platform/keys.js';
import { MailProgram } from '../testing/mail-program.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { Suppressions } from './suppressions.service.js';

const NOW = new Date('2026-03-02T09:00:00Z');

/** How the server answers the next mail's DATA: takes it, refuses it with a code, or takes it and hangs up unheard. Or it knows no such recipient. */
type Behaviour = 'accept' | number | 'hang_up' | 'nobody';
let behaviour: Behaviour;
/** Held back until released: what "in the middle of a hand-over" is. */
let gate: Promise<void>;
let reached: () => void;
const received: Email[] = [];

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  logger: false,
  onRcptTo(address, session, done) {
    if (behaviour === 'nobody') return done(Object.assign(new Error('5.1.1 no such user'), { responseCode: 550 }));
    done();
  },
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      void (async () => {
        reached();
        await gate;
        if (typeof behaviour === 'number') return done(Object.assign(new Error('not for us'), { responseCode: behaviour }));
        received.push(await PostalMime.parse(Buffer.concat(chunks)));
        if (behaviour === 'accept') return done();
        for (const connection of server.connections) (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
      })();
    });
  },
});

let test: TestApp;
let program: MailProgram;
let keys: Keys;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  test = await startTestApp({ now: NOW, env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'hello@halcyon.test' } });
  keys = test.app.get(Keys);
});
afterAll(async () => {
  await test.close();
  await new Promise<void>((resolve) => server.close(resolve));
});
afterEach(() => program.close());
beforeEach(async () => {
  behaviour = 'accept';
  gate = Promise.resolve();
  reached = () => undefined;
  received.length = 0;
  program = await MailProgram.make(test.database.superUrl, NOW);
});

const drain = () => test.app.get(Worker).drain();
async function signUp(email: string, name?: string): Promise<void> {
  const id = await program.submission(email, keys.emailHash(email), name ? { name } : {});
  await program.event('submission.created', { submissionId: id, kind: 'new' });
}
async function join(email: string, more: { name?: string; locale?: string } = {}): Promise<string> {
  const member = await program.member(email, keys.emailHash(email), more);
  await program.event('member.joined', { memberId: member });
  return member;
}

describe('mail over SMTP', () => {
  it('arrives whole: sender, Unicode subject, both parts, one-click header', async () => {
    const member = await join('maja@reader.test', { name: 'Žofia', locale: 'de' });
    await drain();
    const [mail] = received;
    expect(mail?.from).toEqual({ name: 'Halcyon', address: 'hello@halcyon.test' });
    expect(mail?.to).toEqual([{ name: '', address: 'maja@reader.test' }]);
    expect(mail?.subject).toBe('Žofia, dein eigener Link für Halcyon Daily');
    expect(mail?.text).toContain('Schön, dass du da bist, Žofia');
    expect(mail?.html).toContain('Weg 1, 10115 Berlin');
    const headers = new Map(mail?.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('list-unsubscribe')).toBe(`<http://fanfare.test/unsubscribe?token=${keys.token('unsubscribe', member)}>`);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail?.messageId).toBe(`<${(await program.deliveries())[0]?.id}@halcyon.test>`);
  });

  it('lets no program name and no stored address add a header or a recipient', async () => {
    await program.db.query(`UPDATE programs SET name = $2, sender_name = $2 WHERE id = $1`, [program.id, 'Daily\r\nBcc: victim@other.test']);
    await join('fine@reader.test');
    await program.event('member.joined', { memberId: await program.member('a@b.test, victim@other.test', Buffer.from('two')) });
    await program.event('member.joined', { memberId: await program.member('"a@b.test x"@other.test', Buffer.from('quoted')) });
    await drain();
    expect(received).toHaveLength(1);
    expect(received[0]?.bcc).toBeUndefined();
    expect(received[0]?.headers.filter(({ key }) => key === 'bcc')).toEqual([]);
    expect((await program.deliveries()).filter((d) => d.status === 'parked').map((d) => d.error)).toEqual(['mail.address_invalid', 'mail.address_invalid']);
  });

  it('tries a temporary refusal again, of either class, under the same Message-ID', async () => {
    behaviour = 451;
    await signUp('a@reader.test');
    await join('b@reader.test');
    await drain();
    expect((await program.deliveries()).map((d) => d.status)).toEqual(['queued', 'queued']);
    behaviour = 'accept';
    await drain();
    expect(received).toHaveLength(0); // not yet due
    await program.retriesAreDue();
    await drain();
    expect(received.map((mail) => mail.to?.[0]?.address).toSorted()).toEqual(['a@reader.test', 'b@reader.test']);
    expect((await program.deliveries()).map((d) => [d.status, d.attempts])).toEqual([['sent', 2], ['sent', 2]]);
  });

  it('parks a permanent refusal for staff, with the reason and without the address', async () => {
    behaviour = 550;
    await join('gone@reader.test');
    await drain();
    const [delivery] = await program.deliveries();
    expect(delivery).toMatchObject({ status: 'parked', attempts: 1 });
    expect(delivery?.error).toContain('550 not for us');
    expect(delivery?.error).not.toContain('gone@reader.test');
    expect(await program.announced('mail.bounced')).toEqual([]); // it may be what we wrote, or who we are
  });

  it('tells where nobody is at the address', async () => {
    behaviour = 'nobody';
    await join('nobody@reader.test');
    await drain();
    expect(await program.deliveries()).toMatchObject([{ status: 'parked', attempts: 1 }]);
    expect(await program.announced('mail.bounced')).toEqual([{ memberId: expect.any(String) }]);
  });

  it('does not know after the server hung up: once waits for a person, auth goes out again', async () => {
    behaviour = 'hang_up';
    await join('once@reader.test');
    await drain();
    expect(await program.deliveries()).toMatchObject([{ status: 'unknown' }]);
    await signUp('auth@reader.test');
    await drain();
    behaviour = 'accept';
    await program.retriesAreDue();
    await drain();
    const ids = (address: string) => received.filter((mail) => mail.to?.[0]?.address === address).map((mail) => mail.messageId);
    expect(ids('once@reader.test')).toHaveLength(1);
    expect(ids('auth@reader.test')).toHaveLength(2);
    expect(new Set(ids('auth@reader.test')).size).toBe(1);
    expect((await program.deliveries()).map((d) => d.status).toSorted()).toEqual(['sent', 'unknown']);
  });

  it('answers an unsubscribe only after a hand-over under way has ended, and begins none after it', async () => {
    let release = () => {};
    gate = new Promise((resolve) => { release = resolve; });
    const inTheMiddle = new Promise<void>((resolve) => { reached = resolve; });
    const member = await join('race@reader.test');
    const sending = drain();
    await inTheMiddle;
    let answered = false;
    const suppressions = test.app.get(Suppressions);
    const unsubscribing = suppressions.suppress({ programId: program.id, subjectId: member }, 'page').then(() => { answered = true; });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answered).toBe(false);
    release();
    await Promise.all([sending, unsubscribing]);
    await program.event('friend.counted', { memberId: member, referralId: await program.friend(member, null) });
    await drain();
    expect(received).toHaveLength(1);
    expect((await program.deliveries()).map((d) => d.status).toSorted()).toEqual(['sent', 'suppressed']);
  });

  it('leaves no dev mailbox behind', async () => {
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/dev/mailbox' })).statusCode).toBe(404);
    expect((await test.app.inject({ method: 'GET', url: '/dev/mailbox' })).statusCode).toBe(404);
  });
});

describe('without SMTP and without a dev mailbox', () => {
  it('parks every mail and says so', async () => {
    const other = await startTestApp({ now: NOW, env: { HOST: '0.0.0.0' } });
    try {
      const parked = await MailProgram.make(other.database.superUrl, NOW);
      const id = await parked.submission('p@reader.test', keys.emailHash('p@reader.test'));
      await parked.event('submission.created', { submissionId: id, kind: 'new' });
      await other.app.get(Worker).drain();
      expect(await parked.deliveries()).toMatchObject([{ status: 'parked', error: 'mail.not_configured' }]);
      expect((await other.app.inject({ method: 'GET', url: '/api/v1/dev/mailbox' })).statusCode).toBe(404);
      await parked.close();
    } finally {
      await other.close();
    }
  });
});
