import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Keys } from '../platform/keys.js';
import { drainMail } from '../testing/mailbox.js';
import { MailProgram } from '../testing/mail-program.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
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
/** Tells one member of one grant. @returns the mails they got */
async function told(topic: string, grant: { status: string; tracking?: string; carrier?: string; reason?: string }, person: { name?: string; locale?: string } = {}) {
  const address = `fan${++people}@reader.test`;
  const memberId = await program.member(address, test.app.get(Keys).emailHash(address), person);
  const grantId = await program.grant(memberId, grant);
  await program.event(topic, { memberId, grantId, parcelId: grantId });
  return (await drainMail(test.app)).filter((mail) => mail.to === address);
}

describe('a reward that has left the queue', () => {
  it('is told to whoever waited, with the way to claim it', async () => {
    const [mail, ...more] = await told('grant.served', { status: 'claimable' }, { name: 'Maja Kowalska' });
    expect([mail?.subject, more]).toEqual(['Maja, your reward is ready to claim: Welcome box', []]);
    expect(mail?.links).toContain(`http://fanfare.test/me/${program.slug}/rewards`);
    expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect((await program.db.query('SELECT template, class FROM deliveries WHERE program_id = $1', [program.id])).rows).toEqual([{ template: 'reward_served', class: 'once' }]);
  });

  it('is told in German', async () => {
    const [mail] = await told('grant.served', { status: 'claimable' }, { locale: 'de' });
    expect(mail?.subject).toBe('Deine Belohnung liegt bereit: Willkommensbox');
    expect(mail?.text).toContain('jetzt bist du an der Reihe');
  });

  it.each(['queued', 'claimed', 'packed', 'suspended', 'revoked'])('is not told once it is %s', async (status) => {
    expect(await told('grant.served', { status })).toEqual([]);
    expect(await program.deliveries()).toEqual([]);
  });
});

describe('a parcel', () => {
  it('on its way is told with its tracking', async () => {
    const [mail, ...more] = await told('grant.shipped', { status: 'shipped', tracking: 'DHL 00340434161094' }, { name: 'Maja' });
    expect([mail?.subject, more]).toEqual(['Maja, your parcel is on its way: Welcome box', []]);
    for (const part of [mail?.text, mail?.html]) expect(part).toContain('Tracking: DHL 00340434161094');
    expect((await program.db.query('SELECT template, class FROM deliveries WHERE program_id = $1', [program.id])).rows).toEqual([{ template: 'reward_shipped', class: 'once' }]);
  });

  it('without tracking is told without, in German', async () => {
    const [mail] = await told('grant.shipped', { status: 'shipped' }, { locale: 'de' });
    expect(mail?.subject).toBe('Dein Paket ist unterwegs: Willkommensbox');
    expect(mail?.text).not.toContain('Sendungsnummer');
  });

  it.each([['en', ['on its way: Welcome box, Welcome box', 'In this parcel: T-shirt, Stickers', 'The rest follows in a parcel of its own: Mug']], ['de', ['unterwegs: Willkommensbox, Willkommensbox', 'In diesem Paket: T-shirt, Stickers', 'Der Rest folgt in einem eigenen Paket: Mug']]])(
    'that holds a part of one reward and all of another says so, in %s', async (locale, words) => {
      const address = `fan${++people}@reader.test`;
      const memberId = await program.member(address, test.app.get(Keys).emailHash(address), { locale });
      const [part, whole] = [await program.grant(memberId, { status: 'claimed' }), await program.grant(memberId, { status: 'claimed' })];
      await program.db.query(`UPDATE grants SET contents = '{T-shirt,Stickers,Mug}' WHERE program_id = $1 AND id = $2`, [program.id, part]);
      const parcelId = await program.parcel(memberId, [{ grantId: part, piece: 1 }, { grantId: part, piece: 2 }, { grantId: whole, piece: 1 }], { status: 'shipped' });
      await program.event('grant.shipped', { memberId, grantId: part, parcelId });
      const mail = (await drainMail(test.app)).find(({ to }) => to === address);
      for (const said of words) expect(`${mail?.subject}\n${mail?.text}`).toContain(said);
    });

  it('that was taken back and left again is told once, and when the first was taken back before anybody heard, of the last', async () => {
    const [first, again] = [NOW.toISOString(), new Date(NOW.getTime() + 60_000).toISOString()];
    for (const [then, heardFirst] of [['packed', 0], ['shipped', 1]] as const) {
      const address = `fan${++people}@reader.test`;
      const memberId = await program.member(address, test.app.get(Keys).emailHash(address));
      const mails = async () => (await drainMail(test.app)).filter(({ to }) => to === address).length;
      const parcelId = await program.grant(memberId, { status: 'shipped' });
      const leaves = async (shippedAt: string, status: string) => {
        await program.db.query('UPDATE parcels SET status = $3, shipped_at = $4 WHERE program_id = $1 AND id = $2', [program.id, parcelId, status, shippedAt]);
        await program.event('grant.shipped', { memberId, grantId: parcelId, parcelId, shippedAt });
        return mails();
      };
      expect(await leaves(first, then)).toBe(heardFirst);
      expect(await leaves(again, 'shipped')).toBe(1);
    }
  });

  it('shows tracking as text, never as markup', async () => {
    const [mail] = await told('grant.shipped', { status: 'shipped', tracking: '<a href="https://evil.test">parcel</a>' });
    expect(mail?.html).not.toContain('href="https://evil.test"');
    expect(mail?.html).toContain('&lt;a href');
  });

  it.each(['delivered', 'returned'])('is not told once it is %s', async (status) => expect(await told('grant.shipped', { status })).toEqual([]));
});

describe('money that waits for where to pay', () => {
  async function waits(status: string, person: { locale?: string } = {}) {
    const address = `fan${++people}@reader.test`;
    const memberId = await program.member(address, test.app.get(Keys).emailHash(address), person);
    const grantId = await program.grant(memberId, { status: 'claimed' });
    await program.db.query(
      `INSERT INTO reward_steps (program_id, grant_id, step, provider, status, waits_for, next_try_at, terms, created_at, updated_at)
       VALUES ($1, $2, 'transfer', 'stripe', $3, CASE WHEN $3 = 'waiting' THEN 'member' END, CASE WHEN $3 = 'due' THEN $4::timestamptz END, '{}', $4, $4)`, [program.id, grantId, status, NOW]);
    await program.event('grant.payout_awaited', { memberId, grantId });
    return (await drainMail(test.app)).filter((mail) => mail.to === address);
  }

  it.each([['en', 'does not know where to'], ['de', 'weiß noch nicht, wohin']])('is told in %s, with the way there', async (locale, text) => {
    const [mail, ...more] = await waits('waiting', { locale });
    expect([mail?.text, more]).toEqual([expect.stringContaining(text), []]);
    expect(mail?.links).toContain(`http://fanfare.test/me/${program.slug}/rewards`);
  });

  it('is not told once it waits no more', async () => expect(await waits('due')).toEqual([]));
});

describe('what stands still or comes back', () => {
  it('is told with the page that follows the parcel', async () => {
    const [mail] = await told('grant.shipped', { status: 'shipped', carrier: 'dhl', tracking: '00340434161094' });
    expect(mail?.text).toContain('Tracking: DHL 00340434161094');
    expect(mail?.links).toContain('https://www.dhl.com/en/home/tracking.html?tracking-id=00340434161094');
  });

  it.each([['en', 'Nobody collected it in time.'], ['de', 'Es wurde nicht rechtzeitig abgeholt.']])('is told why, and what happens next, in %s', async (locale, why) => {
    const [mail] = await told('grant.returned', { status: 'returned', reason: 'returned_not_collected' }, { locale });
    expect(mail?.text).toContain(why);
    expect(mail?.links).toContain(`http://fanfare.test/me/${program.slug}/rewards`);
  });

  it.each([
    ['grant.reminder', 'claimable', 'still waits for you', 'claimed'],
    ['grant.suspended', 'suspended', 'is on hold', 'claimable'],
    ['grant.reinstated', 'claimable', 'goes on', 'suspended'],
    ['grant.revoked', 'revoked', 'was withdrawn', 'claimable'],
  ])('%s is told while it is %s', async (topic, status, subject, other) => {
    const [mail, ...more] = await told(topic, { status });
    expect([mail?.subject, more]).toEqual([expect.stringContaining(subject), []]);
    expect(await told(topic, { status: other })).toEqual([]);
  });
});

describe('points that go back', () => {
  it.each([
    ['shop.cancelled', 'en', 'You have cancelled your order'], ['shop.revoked', 'en', 'has taken your order back'],
    ['shop.returned', 'en', 'came back to Halcyon Daily and is not sent again'], ['shop.returned', 'de', 'kam zu Halcyon Daily zurück und wird nicht noch einmal gesendet'],
  ])('are told with why: %s in %s', async (reason, locale, why) => {
    const address = `fan${++people}@reader.test`;
    const memberId = await program.member(address, test.app.get(Keys).emailHash(address), { locale });
    const grantId = await program.grant(memberId, { status: 'revoked' });
    await program.db.query('UPDATE grants SET points = 20 WHERE program_id = $1 AND id = $2', [program.id, grantId]);
    await program.event('shop.given_back', { memberId, grantId, reason });
    const [mail, ...more] = (await drainMail(test.app)).filter((each) => each.to === address);
    expect([mail?.text, more]).toEqual([expect.stringContaining(why), []]);
    expect(mail?.links).toContain(`http://fanfare.test/me/${program.slug}/rewards/shop`);
  });
});
