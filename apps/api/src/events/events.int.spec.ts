import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Ledger, Verifier } from '../ledger/index.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { DAY_MS, Maintenance } from '../platform/jobs/maintenance.js';
import { ProgramTemplates } from '../programs/index.js';
import { memberSession, type SignedIn, staffSession } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const NOW = new Date('2026-03-02T10:00:00Z');
const START = '2026-03-12T18:00:00.000Z';
const EVENING = {
  title: { en: 'Evening in the newsroom', de: 'Abend in der Redaktion' }, description: { en: 'Come, see, ask; bring cake.' }, venue: 'Linienstraße 40, Berlin',
  startsAt: START, endsAt: '2026-03-12T21:00:00.000Z', capacity: 3, guestsAllowed: 2, invitedTierIds: [] as string[],
};
type Fan = SignedIn & { memberId: string };
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

describe('events', () => {
  let test: TestApp;
  let programId: string;
  let tierId: string;
  let moderator: SignedIn;
  const fans: Fan[] = [];

  beforeAll(async () => {
    test = await startTestApp({ now: NOW });
    const ids = await test.app.get(ProgramTemplates).createFromTemplate(
      { slug: 'halcyon', name: 'Halcyon Daily', locale: 'en', timeZone: 'Europe/Berlin', senderName: 'Halcyon', postalAddress: 'Weg 1' }, NOW);
    programId = ids.programId;
    tierId = ids.tiers.ambassador;
    moderator = await staffSession(test.app, 'moderator', programId);
    for (const name of ['Ann', 'Ben', 'Cem', 'Dora', 'Eve']) fans.push(await newFan(name));
  });
  afterAll(() => test.close());
  beforeEach(() => test.clock.moveTo(NOW));

  async function newFan(name: string): Promise<Fan> {
    const fan = await memberSession(test.app, programId, { name });
    await test.app.get(Transactions).inProgram(programId, (tx) => test.app.get(Ledger).openBooks(tx, programId, [fan.memberId], NOW));
    return fan;
  }
  const call = (who: SignedIn, method: Method, path: string, payload?: object) =>
    test.app.inject({ method, url: `/api/v1/${path}`, headers: who.headers, ...(payload ? { payload } : {}) });
  const staff = (method: Method, path: string, payload?: object, who = moderator) => call(who, method, `programs/${programId}/events${path}`, payload);
  const mine = (who: SignedIn, method: Method, path = '', payload?: object) => call(who, method, `me/programs/halcyon/events${path}`, payload);
  const rsvp = async (fan: Fan, eventId: string, body: object) => {
    const answer = await mine(fan, 'PUT', `/${eventId}/rsvp`, body);
    return [answer.statusCode, answer.json()] as const;
  };
  const rows = <R>(sql: string, params: unknown[] = []) => test.app.get(Transactions).inProgram(programId, (tx) => tx.query(sql, [programId, ...params]) as Promise<R[]>);
  const told = async (topic: string, eventId: string) => (await rows<{ id: string }>(
    `SELECT payload->>'memberId' AS id FROM outbox WHERE program_id = $1 AND topic = $2 AND payload->>'eventId' = $3 ORDER BY outbox.id`, [topic, eventId])).map((row) => row.id);
  const audited = async (eventId: string) => (await rows<{ action: string }>('SELECT action FROM audit_log WHERE program_id = $1 AND subject_id = $2 ORDER BY id', [eventId])).map((row) => row.action);
  async function create(over: object = {}): Promise<string> {
    const answer = await staff('POST', '', { ...EVENING, ...over });
    expect([answer.statusCode, answer.json()]).toEqual([201, expect.objectContaining({ status: 'draft' })]);
    return answer.json<{ id: string }>().id;
  }
  /** A published event with these members asked by hand. */
  async function event(over: object = {}, guests: readonly Fan[] = fans): Promise<string> {
    const id = await create(over);
    expect((await staff('POST', `/${id}/publish`)).statusCode).toBe(200);
    const answer = await staff('POST', `/${id}/invitations`, { memberIds: guests.map((fan) => fan.memberId) });
    expect([answer.statusCode, answer.json()]).toEqual([200, { invited: guests.length }]);
    return id;
  }
  const statuses = async (eventId: string) => Object.fromEntries((await rows<{ member_id: string; status: string }>('SELECT member_id, status FROM invitations WHERE program_id = $1 AND event_id = $2', [eventId]))
    .map((row) => [fans.findIndex((fan) => fan.memberId === row.member_id), row.status]));
  const seats = async (eventId: string) => (await staff('GET', `/${eventId}`)).json<{ seatsTaken: number; answers: Record<string, number>; checkedIn: number }>();
  const [ann, ben, cem, dora, eve] = [0, 1, 2, 3, 4].map((n) => () => fans[n]!) as [() => Fan, () => Fan, () => Fan, () => Fan, () => Fan];

  describe('an answer', () => {
    it('takes a seat each, then a place on the list, in order; the same again changes nothing', async () => {
      const id = await event();
      expect(await rsvp(ann(), id, { response: 'going', guests: 1 })).toEqual([200, { status: 'going' }]);
      expect(await rsvp(ben(), id, { response: 'going' })).toEqual([200, { status: 'going' }]);
      expect(await rsvp(cem(), id, { response: 'going' })).toEqual([200, { status: 'waiting', place: 1 }]);
      expect(await rsvp(dora(), id, { response: 'going', guests: 2 })).toEqual([200, { status: 'waiting', place: 2 }]);
      for (let n = 0; n < 2; n++) expect(await rsvp(cem(), id, { response: 'going' })).toEqual([200, { status: 'waiting', place: 1 }]);
      expect(await seats(id)).toMatchObject({ seatsTaken: 3, answers: { invited: 1, going: 2, waiting: 2, declined: 0 } });
    });

    it('of two members who are one is the answer of both, until they are parted', async () => {
      const [here, there] = [await newFan('Fay'), await newFan('Fay H.')].toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1)) as [Fan, Fan];
      const both = async (what: 'merge' | 'unmerge') => call(await staffSession(test.app, 'manager', programId), 'POST', `programs/${programId}/members/${here.memberId}/${what}`, { id: newId(), otherId: there.memberId });
      const id = await event({}, [there]);
      const asked = async (fan: Fan) => (await mine(fan, 'GET', '?limit=100')).json<{ items: { id: string; invitation: { status: string; guests: number } }[] }>().items.find((item) => item.id === id)?.invitation;
      expect((await rsvp(here, id, { response: 'going' }))[0]).toBe(404);
      expect((await both('merge')).statusCode).toBe(200);
      expect(await rsvp(here, id, { response: 'going', guests: 1 })).toEqual([200, { status: 'going' }]);
      for (const fan of [here, there]) expect(await asked(fan)).toMatchObject({ status: 'going', guests: 1 });
      await both('unmerge');
      expect([await asked(here), (await asked(there))?.status]).toEqual([undefined, 'going']);
    });

    it('that gives seats back moves the list up, in order, past parties that do not fit, and tells each', async () => {
      const id = await event();
      await rsvp(ann(), id, { response: 'going', guests: 1 });
      await rsvp(ben(), id, { response: 'going' });
      await rsvp(cem(), id, { response: 'going', guests: 2 });
      await rsvp(dora(), id, { response: 'going' });
      await rsvp(eve(), id, { response: 'going' });
      expect(await rsvp(ann(), id, { response: 'declined' })).toEqual([200, { status: 'declined' }]);
      expect(await statuses(id)).toEqual({ 0: 'declined', 1: 'going', 2: 'waiting', 3: 'going', 4: 'going' });
      expect(await told('rsvp.moved_up', id)).toEqual([dora().memberId, eve().memberId]);
      expect(await rsvp(cem(), id, { response: 'going', guests: 2 })).toEqual([200, { status: 'waiting', place: 1 }]);
      for (const fan of [ben(), dora(), eve()]) await rsvp(fan, id, { response: 'declined' });
      expect(await statuses(id)).toMatchObject({ 2: 'going' });
      expect(await told('rsvp.moved_up', id)).toEqual([dora().memberId, eve().memberId, cem().memberId]);
    });

    it('with fewer guests frees seats; with more than there are is refused and keeps what it has', async () => {
      const id = await event();
      await rsvp(ann(), id, { response: 'going', guests: 2 });
      await rsvp(ben(), id, { response: 'going' });
      expect(await rsvp(ann(), id, { response: 'going', guests: 1 })).toEqual([200, { status: 'going' }]);
      expect(await statuses(id)).toMatchObject({ 0: 'going', 1: 'going' });
      expect(await rsvp(ann(), id, { response: 'going', guests: 2 })).toEqual([409, expect.objectContaining({ code: 'event.full', seatsLeft: 0 })]);
      expect(await rsvp(ann(), id, { response: 'going', guests: 3 })).toEqual([422, expect.objectContaining({ code: 'request.invalid', errors: [expect.objectContaining({ field: 'guests', code: 'too_many' })] })]);
      expect(await seats(id)).toMatchObject({ seatsTaken: 3 });
    });

    it('is for those who were asked, until it starts, and not once it is called off', async () => {
      const id = await event({}, [ann()]);
      expect(await rsvp(ben(), id, { response: 'going' })).toEqual([404, expect.objectContaining({ code: 'event.not_found' })]);
      expect(await rsvp(ann(), newId(), { response: 'going' })).toEqual([404, expect.objectContaining({ code: 'event.not_found' })]);
      expect((await rsvp(ann(), id, { response: 'maybe' }))[0]).toBe(422);
      test.clock.moveTo(new Date(START));
      expect(await rsvp(ann(), id, { response: 'going' })).toEqual([409, expect.objectContaining({ code: 'event.closed' })]);
      test.clock.moveTo(NOW);
      await staff('POST', `/${id}/cancel`);
      expect(await rsvp(ann(), id, { response: 'going' })).toEqual([409, expect.objectContaining({ code: 'event.closed', eventStatus: 'cancelled' })]);
    });
  });

  describe('races', () => {
    let crowd: Fan[];
    beforeAll(async () => {
      crowd = await Promise.all(Array.from({ length: 64 }, (_, n) => newFan(`Fan ${n}`)));
    });

    it('gives 10 seats to 10 of 64 who answer together, and each of the others a place of their own', async () => {
      const id = await event({ capacity: 10 }, crowd);
      const answers = await Promise.all(crowd.map((fan) => rsvp(fan, id, { response: 'going' })));
      const places = answers.flatMap(([, body]) => (body.status === 'waiting' ? [body.place] : [])).toSorted((a, b) => a - b);
      expect(answers.filter(([status, body]) => status === 200 && body.status === 'going')).toHaveLength(10);
      expect(places).toEqual(Array.from({ length: 54 }, (_, n) => n + 1));
      expect(await seats(id)).toMatchObject({ seatsTaken: 10, answers: { invited: 0, going: 10, waiting: 54, declined: 0 } });
    });

    it('never leaves a seat empty, nor gives one twice, while others decline', async () => {
      for (let round = 0; round < 5; round++) {
        const id = await event({ capacity: 10, guestsAllowed: 1 }, crowd);
        await Promise.all(crowd.slice(0, 32).map((fan) => rsvp(fan, id, { response: 'going' })));
        await Promise.all(crowd.map((fan, n) => rsvp(fan, id, { response: n < 16 ? 'declined' : 'going', guests: n < 16 ? 0 : n % 2 })));
        const { seatsTaken, answers } = await seats(id);
        expect([seatsTaken, answers]).toEqual([10, expect.objectContaining({ invited: 0, declined: 16 })]);
        const [{ turns }] = (await rows<{ turns: number }>(`SELECT count(DISTINCT turn)::int AS turns FROM invitations WHERE program_id = $1 AND event_id = $2 AND status = 'waiting'`, [id])) as [{ turns: number }];
        expect(turns).toBe(answers['waiting']);
        const moved = await told('rsvp.moved_up', id);
        expect(new Set(moved).size).toBe(moved.length);
      }
    });
  });

  describe('what a member sees', () => {
    it('is what they were asked to, in their words, with seats and their place', async () => {
      const [late, soon] = [await event({ startsAt: '2026-04-01T18:00:00Z', endsAt: '2026-04-01T19:00:00Z', capacity: 3 }, [ann(), ben(), cem()]), await event({ capacity: 3 }, [ann()])];
      await rsvp(ben(), late, { response: 'going', guests: 1 });
      await rsvp(cem(), late, { response: 'going' });
      await rsvp(ann(), late, { response: 'going' });
      const items = (await mine(ann(), 'GET')).json<{ items: { id: string }[] }>().items.filter(({ id }) => id === late || id === soon);
      expect(items).toEqual([
        expect.objectContaining({
          id: late, title: 'Evening in the newsroom', venue: 'Linienstraße 40, Berlin', timeZone: 'Europe/Berlin', cancelled: false, open: true, seatsLeft: 0, guestsAllowed: 2,
          invitation: { status: 'waiting', guests: 0, place: 1, answeredAt: NOW.toISOString(), checkedInAt: null },
        }),
        expect.objectContaining({ id: soon, startsAt: START, seatsLeft: 3, invitation: { status: 'invited', guests: 0, place: null, answeredAt: null, checkedInAt: null } }),
      ]);
      expect((await mine(eve(), 'GET')).json<{ items: { id: string }[] }>().items.map(({ id }) => id)).not.toContain(late);
      await staff('POST', `/${soon}/cancel`);
      expect((await mine(ann(), 'GET')).json<{ items: object[] }>().items).toContainEqual(expect.objectContaining({ id: soon, cancelled: true, open: false }));
    });

    it('is paged', async () => {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { items: { id: string }[]; nextCursor: string | null } = (await mine(dora(), 'GET', `?limit=2${cursor && `&cursor=${cursor}`}`)).json();
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual((await mine(dora(), 'GET')).json<{ items: { id: string }[] }>().items.map(({ id }) => id));
      expect(seen.length).toBeGreaterThan(2);
    });

    it('goes into a calendar, with what would break out of a line kept in it', async () => {
      const id = await event({ title: { en: 'A; B, C' }, description: { en: 'One\nATTACH:http://evil.test' } }, [ann()]);
      const file = await mine(ann(), 'GET', `/${id}/calendar.ics`);
      expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
      for (const line of ['BEGIN:VCALENDAR', `UID:${id}@fanfare.test`, 'DTSTART:20260312T180000Z', 'DTEND:20260312T210000Z', 'SUMMARY:A\\; B\\, C', 'DESCRIPTION:One\\nATTACH:http://evil.test', 'STATUS:CONFIRMED', 'SEQUENCE:1']) {
        expect(file.body.split('\r\n')).toContain(line);
      }
      await staff('POST', `/${id}/cancel`);
      expect((await mine(ann(), 'GET', `/${id}/calendar.ics`)).body).toMatch(/SEQUENCE:2[^]*STATUS:CANCELLED/);
      expect((await mine(ben(), 'GET', `/${id}/calendar.ics`)).json()).toMatchObject({ status: 404, code: 'event.not_found' });
    });
  });

  describe('staff', () => {
    it('are told field by field what cannot be', async () => {
      const wrong = async (over: object) => {
        const answer = await staff('POST', '', { ...EVENING, ...over });
        return [answer.statusCode, answer.json().errors?.map((error: { field: string }) => error.field)];
      };
      expect(await wrong({ startsAt: '2026-03-02T10:00:00Z' })).toEqual([422, ['startsAt']]);
      expect(await wrong({ endsAt: START })).toEqual([422, ['endsAt']]);
      expect(await wrong({ capacity: 2 })).toEqual([422, ['guestsAllowed']]);
      expect(await wrong({ title: {} })).toEqual([422, ['title']]);
      expect(await wrong({ invitedTierIds: [tierId, newId()] })).toEqual([422, ['invitedTierIds.1']]);
      expect(await wrong({ secret: true })).toEqual([422, ['']]);
    });

    it('change a published one: new seats go to the list; fewer than are taken there cannot be', async () => {
      const id = await event();
      await rsvp(ann(), id, { response: 'going', guests: 2 });
      await rsvp(ben(), id, { response: 'going' });
      const smaller = await staff('PUT', `/${id}`, { ...EVENING, capacity: 2, guestsAllowed: 0 });
      expect([smaller.statusCode, smaller.json()]).toEqual([409, expect.objectContaining({ code: 'event.capacity_taken', seatsTaken: 3 })]);
      const larger = await staff('PUT', `/${id}`, { ...EVENING, capacity: 4, venue: 'Next door' });
      expect([larger.statusCode, larger.json()]).toEqual([200, expect.objectContaining({ venue: 'Next door', seatsTaken: 4 })]);
      expect(await told('rsvp.moved_up', id)).toEqual([ben().memberId]);
    });

    it('go from draft to published to cancelled, and no other way', async () => {
      const id = await create();
      expect((await staff('POST', `/${id}/invitations`, { memberIds: [ann().memberId] })).json()).toMatchObject({ code: 'event.wrong_state', eventStatus: 'draft' });
      await staff('POST', `/${id}/publish`);
      expect((await staff('POST', `/${id}/publish`)).json()).toMatchObject({ status: 409, code: 'event.wrong_state', eventStatus: 'published' });
      await staff('POST', `/${id}/invitations`, { memberIds: [ann().memberId, ben().memberId] });
      await rsvp(ben(), id, { response: 'declined' });
      expect((await staff('POST', `/${id}/cancel`)).json()).toMatchObject({ status: 'cancelled' });
      expect(await told('event.cancelled', id)).toEqual([ann().memberId]);
      expect((await staff('PUT', `/${id}`, EVENING)).json()).toMatchObject({ status: 409, code: 'event.closed' });
      expect(await audited(id)).toEqual(['event.created', 'event.published', 'event.invited', 'event.cancelled']);
      const stale = await create({ startsAt: '2026-03-02T10:05:00Z' });
      test.clock.moveTo(new Date('2026-03-02T10:05:00Z'));
      expect((await staff('POST', `/${stale}/publish`)).json()).toMatchObject({ status: 409, code: 'event.closed' });
    });

    it('ask by hand, all or nobody, and nobody twice', async () => {
      const id = await event({}, [ann()]);
      expect((await staff('POST', `/${id}/invitations`, { memberIds: [ben().memberId, newId()] })).json()).toMatchObject({ status: 404, code: 'member.not_found' });
      expect((await staff('POST', `/${id}/invitations`, { memberIds: [ann().memberId, ben().memberId, ben().memberId] })).json()).toEqual({ invited: 1 });
      expect((await told('invitation.created', id)).toSorted()).toEqual([ann().memberId, ben().memberId].toSorted());
    });

    it('find invitations by status, by name, and page by page', async () => {
      const id = await event();
      await rsvp(cem(), id, { response: 'declined' });
      const names = async (query: string) => (await staff('GET', `/${id}/invitations${query}`)).json<{ items: { member: { name: string } }[] }>().items.map(({ member }) => member.name);
      expect(await names('?status=declined')).toEqual(['Cem']);
      expect(await names('?search=do')).toEqual(['Dora']);
      expect(await names('?search=%25')).toEqual([]);
      const first = (await staff('GET', `/${id}/invitations?limit=3`)).json<{ items: { member: { name: string } }[]; nextCursor: string }>();
      const rest = await names(`?limit=3&cursor=${first.nextCursor}`);
      expect([...first.items.map(({ member }) => member.name), ...rest].toSorted()).toEqual(['Ann', 'Ben', 'Cem', 'Dora', 'Eve']);
      expect((await staff('GET', `/${newId()}/invitations`)).json()).toMatchObject({ status: 404, code: 'event.not_found' });
    });

    it('see who waits in the order in which seats will be given, page by page', async () => {
      const id = await event({ capacity: 1, guestsAllowed: 0 });
      for (const fan of [eve(), cem(), ben(), dora(), ann()]) await rsvp(fan, id, { response: 'going' });
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { items: { member: { name: string }; place: number }[]; nextCursor: string | null } = (await staff('GET', `/${id}/invitations?status=waiting&limit=3${cursor && `&cursor=${cursor}`}`)).json();
        seen.push(...page.items.map(({ member, place }) => `${place} ${member.name}`));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(['1 Cem', '2 Ben', '3 Dora', '4 Ann']);
    });

    it('take the guest list as a file in which nothing is a formula, and it is noted', async () => {
      const tricky = await newFan('=HYPERLINK("http://evil.test")');
      const id = await event({ guestsAllowed: 1 }, [ann(), tricky]);
      await rsvp(ann(), id, { response: 'going', guests: 1 });
      const file = await staff('POST', `/${id}/invitations/export`);
      expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
      const [, ...lines] = parse(file.body, { bom: true }) as string[][];
      expect(lines.map((line) => line.slice(0, 3)).toSorted()).toEqual([['\'=HYPERLINK("http://evil.test")', 'invited', '0'], ['Ann', 'going', '1']]);
      expect((await audited(id)).at(-1)).toBe('event.guests_exported');
      expect((await staff('POST', `/${newId()}/invitations/export`)).json()).toMatchObject({ code: 'event.not_found' });
      const known = test.clock.now();
      test.clock.moveTo(new Date(known.getTime() + 11 * 60_000));
      expect((await staff('POST', `/${id}/invitations/export`)).json()).toMatchObject({ code: 'auth.step_up_required' });
      test.clock.moveTo(known);
    });

    it.each(['analyst', 'fulfilment'] as const)('who are %s see no events', async (role) =>
      expect((await staff('GET', '', undefined, await staffSession(test.app, role, programId))).statusCode).toBe(403));
  });

  it('forgets who was asked two years after, and not a day before', async () => {
    const id = await event({}, [ann()]);
    const asked = async () => (await rows('SELECT 1 FROM invitations WHERE program_id = $1 AND event_id = $2', [id])).length;
    const after = (days: number) => test.clock.moveTo(new Date(Date.parse(EVENING.endsAt) + days * DAY_MS));
    after(730);
    await test.app.get(Maintenance).run('old_guest_lists');
    expect(await asked()).toBe(1);
    after(731);
    await test.app.get(Maintenance).run('old_guest_lists');
    expect(await asked()).toBe(0);
  });

  describe('a check-in', () => {
    const attended = async (fan: Fan) => (await rows<{ attended: number }>('SELECT attended FROM standings WHERE program_id = $1 AND member_id = $2', [fan.memberId]))[0]!.attended;
    const facts = async (fan: Fan, eventId: string) => (await rows<{ key: string }>('SELECT key FROM facts WHERE program_id = $1 AND member_id = $2 AND key LIKE $3 ORDER BY seq', [fan.memberId, `%${eventId}%`])).map((row) => row.key);
    const checkIn = (eventId: string, fan: Fan) => staff('POST', `/${eventId}/check-ins`, { memberId: fan.memberId });
    const undo = (eventId: string, fan: Fan) => staff('DELETE', `/${eventId}/check-ins/${fan.memberId}`);

    it('is a fact in the book, once; its undoing is another; and again after that', async () => {
      const id = await event({}, [ann()]);
      const before = await attended(ann());
      const name = `${id}:${ann().memberId}`;
      const answers = await Promise.all(Array.from({ length: 8 }, () => checkIn(id, ann())));
      expect(answers.map((answer) => [answer.statusCode, answer.json().checkedInAt])).toEqual(answers.map(() => [200, NOW.toISOString()]));
      expect([await attended(ann()), (await seats(id)).checkedIn]).toEqual([before + 1, 1]);
      await Promise.all(Array.from({ length: 8 }, () => undo(id, ann())));
      expect([await attended(ann()), (await seats(id)).checkedIn]).toEqual([before, 0]);
      await checkIn(id, ann());
      expect(await attended(ann())).toBe(before + 1);
      expect(await facts(ann(), id)).toEqual([`attended:${name}`, `unattended:${name}`, `attended:${name}:2`]);
      expect((await audited(id)).slice(3)).toEqual(['event.checked_in', 'event.check_in_undone', 'event.checked_in']);
    });

    it('stays consistent when check-ins and undoings race', async () => {
      const id = await event({}, [ben()]);
      const before = await attended(ben());
      for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? undo : checkIn)(id, ben())));
      const [{ here }] = (await rows<{ here: boolean }>('SELECT checked_in_at IS NOT NULL AS here FROM invitations WHERE program_id = $1 AND event_id = $2', [id])) as [{ here: boolean }];
      expect(await attended(ben())).toBe(before + (here ? 1 : 0));
    });

    it('is for those who were asked', async () => {
      const id = await event({}, [ann()]);
      expect((await checkIn(id, ben())).json()).toMatchObject({ status: 404, code: 'invitation.not_found' });
    });

    it('leaves nothing in the books that a replay would not find', async () =>
      expect((await test.app.get(Verifier).verify(programId)).mismatches).toEqual([]));
  });
});
