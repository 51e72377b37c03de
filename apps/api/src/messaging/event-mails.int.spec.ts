import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Keys } from '../platform/keys.js';
import { drainMail } from '../testing/mailbox.js';
import { MailProgram } from '../testing/mail-program.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const SOON = new Date('2026-03-12T18:30:00Z');
let test: TestApp;
let program: MailProgram;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
});
afterAll(() => test.close());
beforeEach(async () => {
  program = await MailProgram.make(test.database.superUrl, NOW);
});
afterEach(() => program.close());

let people = 0;
type Topic = 'invitation.created' | 'rsvp.moved_up' | 'event.cancelled';
/** Tells one member of one event they have answered. @returns the mails they got */
async function told(topic: Topic, is: { event?: string; answer: string; startsAt?: Date; venue?: string; guests?: number }, person: { name?: string; locale?: string } = {}) {
  const address = `guest${++people}@reader.test`;
  const memberId = await program.member(address, test.app.get(Keys).emailHash(address), person);
  const eventId = await program.gathering(memberId, { event: 'published', startsAt: SOON, venue: 'Linienstraße 40', guests: 0, ...is });
  await program.event(topic, { memberId, eventId });
  return (await drainMail(test.app)).filter((mail) => mail.to === address);
}

describe('an invitation', () => {
  it('says what, when in the program’s time, and where, and leads to the answer', async () => {
    const [mail, ...more] = await told('invitation.created', { answer: 'invited', guests: 2 }, { name: 'Maja Kowalska' });
    expect([mail?.subject, more]).toEqual(['Maja, you’re invited: Evening in the newsroom', []]);
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain('Thursday, March 12, 2026 at 7:30'); // half past six in UTC
      expect(part).toContain('Linienstraße 40');
      expect(part).toContain('You may bring up to 2 guests.');
    }
    expect(mail?.links).toContain(`http://fanfare.test/me/${program.slug}/events`);
    expect((await program.db.query('SELECT template, class FROM deliveries WHERE program_id = $1', [program.id])).rows).toEqual([{ template: 'event_invitation', class: 'once' }]);
  });

  it('is told in German, and without guests says nothing of them', async () => {
    const [mail] = await told('invitation.created', { answer: 'invited' }, { locale: 'de' });
    expect(mail?.subject).toBe('Du bist eingeladen: Abend in der Redaktion');
    expect(mail?.text).toContain('Donnerstag, 12. März 2026 um 19:30');
    expect(mail?.text).not.toMatch(/mitbringen/);
  });

  it('shows the place as text, never as markup', async () => {
    const [mail] = await told('invitation.created', { answer: 'invited', venue: '<a href="https://evil.test">here</a>' });
    expect(mail?.html).not.toContain('href="https://evil.test"');
    expect(mail?.html).toContain('&lt;a href');
  });

  it.each([
    ['has been answered', { answer: 'declined' }],
    ['is to an event that was called off', { answer: 'invited', event: 'cancelled' }],
    ['is to an event that has begun', { answer: 'invited', startsAt: NOW }],
  ])('is not told once it %s', async (_, is) => expect(await told('invitation.created', is)).toEqual([]));
});

describe('somebody who has moved up', () => {
  it('is told that they have a seat', async () => {
    const [mail] = await told('rsvp.moved_up', { answer: 'going' }, { name: 'Maja' });
    expect(mail?.subject).toBe('Maja, there is a seat for you: Evening in the newsroom');
    expect((await told('rsvp.moved_up', { answer: 'going' }, { locale: 'de' }))[0]?.subject).toBe('Für dich ist ein Platz frei: Abend in der Redaktion');
  });

  it('is not told when they have given it back', async () => expect(await told('rsvp.moved_up', { answer: 'declined' })).toEqual([]));
});

describe('an event that is called off', () => {
  it.each(['invited', 'going', 'waiting'])('is told to who is %s', async (answer) => {
    const [mail] = await told('event.cancelled', { answer, event: 'cancelled' });
    expect([mail?.subject, mail?.text]).toEqual(['Called off: Evening in the newsroom', expect.stringContaining('It was planned for Thursday, March 12, 2026')]);
  });

  it('is not told to who has declined', async () => expect(await told('event.cancelled', { answer: 'declined', event: 'cancelled' })).toEqual([]));
});
