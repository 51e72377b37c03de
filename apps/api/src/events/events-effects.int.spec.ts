import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FactInput } from '../ledger/index.js';
import { FixedClock } from '../platform/clock.js';
import { newId } from '../platform/ids.js';
import { TEN_FRIENDS_IDS as IDS, TestBooks } from '../testing/books.js';
import { EventsEffects } from './events-effects.js';
import { Events } from './events.service.js';

const NOON = new Date('2026-03-02T12:00:00Z');
const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const { ambassador, gold } = IDS.tiers;
const STAFF = newId();

/** One friend makes an ambassador, two make gold. */
describe('promotions become invitations', () => {
  let books: TestBooks;
  let events: Events;
  const clock = new FixedClock(NOON);
  beforeAll(async () => {
    books = await TestBooks.start({
      milestones: [], checks: [],
      tiers: [
        { id: ambassador, name: 'Ambassador', at: 1, measure: 'qualified', per: 'life', graceDays: 0 },
        { id: gold, name: 'Gold', at: 2, measure: 'qualified', per: 'life', graceDays: 0 },
      ],
    });
    new EventsEffects(books.effects).onModuleInit();
    events = new Events(books.transactions, books.rulebooks, clock);
  });
  afterAll(() => books.close());

  async function draft(invitedTierIds: string[], startsAt = later(1_000)): Promise<string> {
    return (await events.create(books.programId, STAFF, {
      title: { en: 'Evening' }, description: {}, venue: 'Here', startsAt: startsAt.toISOString(), endsAt: new Date(startsAt.getTime() + 3_600_000).toISOString(),
      capacity: 10, guestsAllowed: 0, invitedTierIds,
    })).id;
  }
  async function published(invitedTierIds: string[], startsAt?: Date): Promise<string> {
    const id = await draft(invitedTierIds, startsAt);
    await events.publish(books.programId, STAFF, id);
    return id;
  }
  const asked = async (eventId: string) => (await books.rows<{ member_id: string }>('SELECT member_id FROM invitations WHERE program_id = $1 AND event_id = $2 ORDER BY member_id', [books.programId, eventId])).map((row) => row.member_id);
  const told = async (eventId: string) => (await books.rows<{ id: string }>(
    `SELECT payload->>'memberId' AS id FROM outbox WHERE program_id = $1 AND topic = 'invitation.created' AND payload->>'eventId' = $2 ORDER BY 1`, [books.programId, eventId])).map((row) => row.id);
  const adjust = (memberId: string, delta: number): FactInput =>
    ({ kind: 'fact', key: `adjust:${newId()}`, memberId, body: { kind: 'adjusted', measure: 'qualified', delta, reason: 'adjust.correction', by: STAFF } });

  it('asks those who reach the tier to every published event to come, once, and tells each', async () => {
    const [one, two, gone] = [await published([ambassador]), await published([ambassador, gold]), await published([ambassador])];
    await events.cancel(books.programId, STAFF, gone);
    const [unpublished, others] = [await draft([ambassador]), await published([gold])];
    const fans = (await books.members(3)).toSorted();
    await books.apply(fans.map((fan) => books.friendOf(fan)), later(1));
    for (const event of [one, two]) expect([await asked(event), await told(event)]).toEqual([fans, fans]);
    for (const event of [gone, unpublished, others]) expect([await asked(event), await told(event)]).toEqual([[], []]);
    await books.apply([adjust(fans[0]!, -1)], later(2));
    await books.apply([adjust(fans[0]!, 1)], later(3));
    expect([await asked(one), await told(one)]).toEqual([fans, fans]);
  });

  it('asks to nothing that has begun, and a fall to a lower tier asks to nothing', async () => {
    const soon = await published([ambassador, gold], later(10));
    const [fan] = (await books.members(1)) as [string];
    await books.apply([books.friendOf(fan)], later(10));
    expect(await asked(soon)).not.toContain(fan);
    await books.apply([books.friendOf(fan)], later(11));
    const onlyAmbassadors = await published([ambassador]); // publishing finds those in the tier now: not this gold one
    expect(await asked(onlyAmbassadors)).not.toContain(fan);
    await books.apply([adjust(fan, -1)], later(12));
    expect(await asked(onlyAmbassadors)).not.toContain(fan);
  });

  it('publishing asks whoever is in the tiers, and nobody who is suspended', async () => {
    const [fan, outcast] = (await books.members(2)) as [string, string];
    await books.apply([books.friendOf(fan), books.friendOf(outcast)], later(20));
    await books.apply([{ kind: 'fact', key: `standing:${outcast}`, memberId: outcast, body: { kind: 'standing', to: 'suspended' } }], later(21));
    const event = await published([ambassador]);
    expect(await asked(event)).toContain(fan);
    expect(await asked(event)).not.toContain(outcast);
    expect(await told(event)).toEqual(await asked(event));
  });

  it('forgets nobody who is promoted while an event is being published, 40 times over', async () => {
    for (let round = 0; round < 40; round++) {
      const event = await draft([ambassador]);
      const fans = await books.members(3);
      await Promise.all([
        ...fans.map((fan) => books.apply([books.friendOf(fan)], later(30))),
        events.publish(books.programId, STAFF, event),
      ]);
      const invited = await asked(event);
      expect(fans.filter((fan) => !invited.includes(fan))).toEqual([]);
      expect(await told(event)).toEqual(invited);
      await events.cancel(books.programId, STAFF, event);
    }
  });

  it('leaves nothing in the books that a replay would not find', async () =>
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]));
});
