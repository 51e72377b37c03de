import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '@fanfare/contracts';
import { newId } from '../../platform/ids.js';
import { Staff } from '../../identity/index.js';
import { Verifier } from '../../ledger/index.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { AssignmentsResponse, ReviewersResponse } from './assignments.dto.js';
import type { ReferralCountsResponse, ReferralDetailResponse, StaffReferralsResponse } from './referrals.dto.js';
import type { ReviewsResponse } from './reviews.dto.js';

const BURST = 22; // the template holds from the twentieth of a minute on
let test: TestApp;
let program: SignupProgram;
let maja: string;
let code: string;
const as: Partial<Record<Role, Record<string, string>>> = {};

beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T09:00:00Z') });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  code = await program.join('maja@reader.test', { name: 'Maja Nowak' });
  maja = (await program.memberOf('maja@reader.test'))!;
  for (const role of ['owner', 'moderator', 'analyst'] as const) as[role] = { ...(await staffSession(test.app, role, program.id, { name: `A ${role}` })).headers };
  for (let n = 0; n < BURST; n++) {
    tick();
    await program.signUp({ email: `burst${n}@friends.test`, name: `Friend ${n}`, referralCode: code });
  }
  for (let n = 0; n < BURST; n++) {
    tick();
    await program.confirm(await program.token(`burst${n}@friends.test`));
  }
  await program.signUp({ email: 'juergen.gross@friends.test', name: 'Jürgen Groß', referralCode: code });
  await program.signUp({ email: 'alone@friends.test', name: 'Came Alone' });
});
afterAll(async () => {
  await program.close();
  await test.close();
});

function tick(ms = 1000): void {
  test.clock.moveTo(new Date(test.clock.now().getTime() + ms));
}
async function get<T>(path: string, role: Role = 'owner'): Promise<T> {
  const answer = await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals${path}`, headers: as[role]! });
  expect(answer.statusCode).toBe(200);
  return answer.json<T>();
}
const list = (query = '', role: Role = 'owner') => get<StaffReferralsResponse>(query, role);
const post = (path: string, payload: Record<string, unknown>, role: Role = 'moderator') => test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}${path}`, headers: as[role]!, payload });
const asSeen = (referralIds: readonly string[]) => Promise.all(referralIds.map(async (referralId) => ({ referralId, seen: await program.revisionOf(referralId) })));
const batch = async (payload: Record<string, unknown>) => (await post('/reviews/batch', payload)).json<ReviewsResponse>().items;

describe('the list', () => {
  it('pages through both the books and the sign-ups, without a gap or a repeat, either way round', async () => {
    for (const sort of ['newest', 'oldest']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: StaffReferralsResponse = await list(`?limit=7&sort=${sort}${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items.map((item) => item.changedAt));
        cursor = page.nextCursor;
      }
      expect(seen).toHaveLength(BURST + 1);
      expect(seen).toEqual(sort === 'oldest' ? seen.toSorted() : seen.toSorted().reverse());
    }
  });

  it('counts each state, with the filters of the list', async () => {
    const all = await get<ReferralCountsResponse>('/counts');
    expect(all).toEqual({ pending: 1, held: 3, qualified: BURST - 3, rejected: 0, reversed: 0, expired: 0 });
    expect(await get<ReferralCountsResponse>('/counts?reason=check.burst')).toMatchObject({ held: 3, qualified: 0, pending: 0 });
    expect(await get<ReferralCountsResponse>('/counts?to=2026-03-01')).toMatchObject({ held: 0, qualified: 0, pending: 0 });
    for (const status of ['pending', 'held', 'qualified', 'expired'] as const) expect((await list(`?status=${status}`)).items).toHaveLength(all[status]);
  });

  it('finds by a word of either name and by a whole address, never by a part of one', async () => {
    expect((await list(`?search=${encodeURIComponent('groß')}`)).items).toMatchObject([{ status: 'pending', reason: 'confirmation', referee: { memberId: null, name: 'Jürgen Groß' } }]);
    expect((await list(`?search=${encodeURIComponent('Juergen.Gross@friends.test')}`)).items).toHaveLength(1);
    expect((await list('?search=burst3%40friends.test')).items).toMatchObject([{ referee: { name: 'Friend 3' } }]);
    expect((await list('?search=burst3')).items).toEqual([]);
    expect((await list('?search=nowak')).items).toHaveLength(BURST + 1);
    expect((await list('?search=%25')).items).toEqual([]);
  });

  it('takes days as the program lives them', async () => {
    expect((await list('?from=2026-03-02&to=2026-03-02')).items).toHaveLength(BURST + 1);
    expect((await list('?from=2026-03-03')).items).toEqual([]);
  });

  it('shows a moderator masked addresses, and an analyst nobody', async () => {
    const [seen] = (await list('?search=burst3%40friends.test', 'moderator')).items;
    expect(seen!.referee).toMatchObject({ name: 'Friend 3', email: 'b••@friends.test' });
    const items = (await list('', 'analyst')).items;
    expect(JSON.stringify(items)).not.toMatch(/Maja|Friend|friends\.test/);
    expect(JSON.stringify(await get(`/${items.at(-1)!.id}`, 'analyst'))).not.toMatch(/Maja|Friend|friends\.test/);
    expect((await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals?search=Maja`, headers: as.analyst! })).statusCode).toBe(403);
  });
});

describe('one friend', () => {
  it('shows what each check saw, whose link it was, and the chain of what was decided', async () => {
    const [held] = (await list('?status=held&sort=oldest')).items;
    const detail = await get<ReferralDetailResponse>(`/${held!.id}`);
    expect(detail).toMatchObject({ version: 1, expiresAt: null, touches: [{ via: 'code', credited: true, member: { name: 'Maja Nowak' }, channel: 'default' }] });
    expect(detail.checks.find((check) => check.code === 'burst')).toMatchObject({ outcome: 'hold', args: { max: 20 }, saw: { burst60: 20 }, found: true });
    expect(detail.checks.filter((check) => check.found)).toHaveLength(1);
    expect(detail.entries).toMatchObject([{ fact: 'confirmed', toStatus: 'held', reason: 'check.burst', delta: 0, by: null, evidence: { burst60: 20 } }]);
    expect(held!.findings).toEqual([{ reason: 'check.burst', saw: { burst60: 20 } }]);
    expect(detail.sides).toMatchObject({
      referrer: { email: 'maja@reader.test', domain: 'reader.test', friends: { counted: BURST - 3, waiting: 2, turned: 0 } },
      friend: { domain: 'friends.test', measured: { burst60: 20 }, friends: { counted: 0, waiting: 0, turned: 0 } }, sameNetwork: null, sameDevice: null,
    });
    expect(detail.entries[0]!.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('shows a sign-up that waits, and nothing of one who came alone', async () => {
    const [waiting] = (await list('?status=pending')).items;
    expect(await get<ReferralDetailResponse>(`/${waiting!.id}`)).toMatchObject({ version: null, entries: [], touches: [{ via: 'code' }] });
    const [alone] = await program.submissions('alone@friends.test');
    expect((await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals/${alone!.id}`, headers: as.owner! })).statusCode).toBe(404);
  });
});

describe('who looks at whom', () => {
  const NOBODY: string[] = [];
  let anna: SignedIn;
  let ben: SignedIn;
  let held: string[];
  const send = (payload: object, who: SignedIn) => test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/reviews/assignments`, headers: who.headers, payload });
  const assign = async (who: SignedIn, referralIds: string[], assigneeId: string | null, from?: string) =>
    (await send({ referralIds, assigneeId, ...(from && { from }) }, who)).json<AssignmentsResponse>().items.map((item) => item.problem ?? item.assignee?.name ?? null);
  const taken = async (who: SignedIn, query: string) => (await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals?status=held&sort=oldest${query}`, headers: who.headers }))
    .json<StaffReferralsResponse>().items.map((item) => item.id);

  beforeAll(async () => {
    anna = await staffSession(test.app, 'moderator', program.id, { name: 'Anna' });
    ben = await staffSession(test.app, 'manager', program.id, { name: 'Ben' });
    held = (await list('?status=held&sort=oldest')).items.map((item) => item.id);
  });

  it('is one person each, narrows the list and its counts, and is noted', async () => {
    expect(await assign(anna, held.slice(0, 2), anna.accountId)).toEqual(['Anna', 'Anna']);
    expect(await assign(anna, held.slice(0, 2), anna.accountId)).toEqual(['Anna', 'Anna']); // sent again
    expect(await taken(anna, '&assignee=mine')).toEqual(held.slice(0, 2));
    expect(await taken(anna, '&assignee=nobody')).toEqual(held.slice(2));
    expect(await taken(ben, '&assignee=mine')).toEqual(NOBODY);
    expect((await list('?status=held&sort=oldest')).items.map((item) => item.assignee?.name ?? null)).toEqual(['Anna', 'Anna', null]);
    expect((await get<ReferralDetailResponse>(`/${held[0]}`)).referral.assignee).toEqual({ accountId: anna.accountId, name: 'Anna' });
    const counted = await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals/counts?assignee=mine`, headers: anna.headers });
    expect(counted.json()).toEqual({ pending: 0, held: 2, qualified: 0, rejected: 0, reversed: 0, expired: 0 });
    expect(await program.sql(`SELECT subject_id, detail FROM audit_log WHERE action = 'referral.assigned' AND actor_id = $1 ORDER BY subject_id`, [anna.accountId]))
      .toEqual(held.slice(0, 2).toSorted().map((id) => ({ subject_id: id, detail: { from: null, to: anna.accountId } })));
  });

  it('of two who take the same friend at once, one has it and the other is told who', async () => {
    await assign(anna, held, null, 'anybody');
    for (let round = 0; round < 5; round++) {
      const [byAnna, byBen] = await Promise.all([assign(anna, [held[2]!], anna.accountId), assign(ben, [held[2]!], ben.accountId)]);
      expect([byAnna, byBen].flat().toSorted()).toEqual([expect.stringMatching(/^(Anna|Ben)$/), 'review.taken']);
      expect((await list('?status=held&sort=oldest')).items[2]?.assignee?.name).toBe(byAnna[0] === 'Anna' ? 'Anna' : 'Ben');
      await assign(anna, held, null, 'anybody');
    }
  });

  it('is taken over on purpose, and given back only from whom it was seen with', async () => {
    await assign(anna, [held[0]!], anna.accountId);
    const refused = (await send({ referralIds: [held[0]], assigneeId: ben.accountId }, ben)).json<AssignmentsResponse>().items;
    expect(refused).toEqual([{ referralId: held[0], assignee: { accountId: anna.accountId, name: 'Anna' }, problem: 'review.taken' }]);
    expect(await assign(ben, [held[0]!], ben.accountId, anna.accountId)).toEqual(['Ben']);
    expect(await assign(anna, [held[0]!], null, anna.accountId)).toEqual(['review.taken']);
    expect(await assign(anna, [held[0]!, newId()], null, ben.accountId)).toEqual([null, 'referral.not_found']);
    expect(await program.sql(`SELECT detail FROM audit_log WHERE action = 'referral.released' AND actor_id = $1 ORDER BY at, id DESC LIMIT 1`, [anna.accountId])).toHaveLength(1);
  });

  it('is only for those of this program’s team who may review', async () => {
    const other = await SignupProgram.make(test.app, 'elsewhere', test.database.superUrl);
    const stranger = await staffSession(test.app, 'owner', other.id);
    const analyst = await staffSession(test.app, 'analyst', program.id, { name: 'Ada' });
    for (const { accountId } of [stranger, analyst]) {
      const refused = await send({ referralIds: [held[0]], assigneeId: accountId }, anna);
      expect([refused.statusCode, refused.json()]).toMatchObject([422, { code: 'review.assignee_unfit', errors: [{ field: 'assigneeId', code: 'not_a_reviewer' }] }]);
    }
    expect((await send({ referralIds: [held[0]], assigneeId: analyst.accountId }, analyst)).statusCode).toBe(403);
    const answer = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${other.id}/reviews/assignments`, headers: stranger.headers, payload: { referralIds: [held[0]], assigneeId: stranger.accountId } });
    expect(answer.json<AssignmentsResponse>().items).toEqual([{ referralId: held[0], assignee: null, problem: 'referral.not_found' }]);
    await other.close();
    const { items } = (await test.app.inject({ url: `/api/v1/programs/${program.id}/reviews/reviewers`, headers: anna.headers })).json<ReviewersResponse>();
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['Anna', 'Ben', 'A moderator']));
    expect(items.map(({ name }) => name)).not.toContain('Ada');
  });

  it('ends with the role, at once, and does not come back with it', async () => {
    const owner = await staffSession(test.app, 'owner', program.id);
    const staff = test.app.get(Staff);
    const cleo = await staffSession(test.app, 'moderator', program.id, { name: 'Cleo' });
    await assign(anna, held, cleo.accountId, 'anybody');
    await staff.changeRole(program.id, owner.accountId, cleo.accountId, 'manager');
    expect(await taken(anna, '&assignee=nobody')).toEqual(NOBODY);
    await staff.changeRole(program.id, owner.accountId, cleo.accountId, 'analyst');
    expect(await taken(anna, '&assignee=nobody')).toEqual(held);
    await staff.changeRole(program.id, owner.accountId, cleo.accountId, 'moderator');
    expect(await taken(anna, '&assignee=nobody')).toEqual(held);
    const raced = await Promise.all([send({ referralIds: held, assigneeId: cleo.accountId }, anna), staff.remove(program.id, owner.accountId, cleo.accountId)]);
    expect([200, 422]).toContain(raced[0].statusCode);
    expect(await taken(anna, '&assignee=nobody')).toEqual(held);
  });

  it('ends with the decision, whichever way, and only then', async () => {
    await assign(anna, held, anna.accountId);
    tick();
    const [first, second] = held as [string, string];
    const both = await Promise.all([batch({ id: newId(), friends: await asSeen([first]), verdict: 'approve', reason: 'review.genuine' }), assign(ben, [first, second], ben.accountId, 'anybody')]);
    expect(both[0]).toMatchObject([{ status: 'qualified' }]);
    expect(both[1][1]).toBe('Ben');
    expect(await assign(ben, [first], ben.accountId)).toEqual(['review.decided']);
    expect((await get<ReferralDetailResponse>(`/${first}`)).referral.assignee).toBeNull();
    tick();
    await batch({ id: newId(), friends: await asSeen([first]), verdict: 'withdraw', reason: 'review.withdrawn' });
    expect((await list('?status=held&assignee=nobody')).items.map((item) => item.id)).toEqual([first]);
    await assign(anna, held, null, 'anybody');
  });
});

describe('notes beside the evidence', () => {
  const path = (id: string) => `/referrals/${id}/notes`;
  const notes = async (id: string, role: Role = 'owner') => (await get<ReferralDetailResponse>(`/${id}`, role)).notes;

  it('are kept with author and time, are the person’s notes too, and are sent once', async () => {
    const [held] = (await list('?status=held&sort=oldest')).items;
    const note = { id: newId(), text: ' Asked Maja: a class trip. Write to burst3@friends.test ' };
    for (let n = 0; n < 2; n++) expect((await post(path(held!.id), note)).statusCode).toBe(204);
    const written = { id: note.id, kind: 'note', text: 'Asked Maja: a class trip. Write to burst3@friends.test', referralId: held!.id, author: { name: 'A moderator' }, createdAt: test.clock.now().toISOString() };
    expect(await notes(held!.id)).toMatchObject([written]);
    expect((await notes(held!.id, 'moderator'))[0]!.text).toBe('Asked Maja: a class trip. Write to b••@friends.test');
    expect(await notes(held!.id, 'analyst')).toEqual([]);
    const book = await test.app.inject({ url: `/api/v1/programs/${program.id}/members/${held!.referee.memberId}`, headers: as.owner! });
    expect(book.json()).toMatchObject({ notes: [written] });
    expect(await program.sql(`SELECT subject_id FROM audit_log WHERE action = 'referral.noted'`)).toEqual([{ subject_id: held!.id }]);
  });

  it('are removed by their author or an owner, and refused where there is no friend yet', async () => {
    const [held, next] = (await list('?status=held&sort=oldest')).items;
    const id = (await notes(held!.id))[0]!.id;
    const remove = (referralId: string, headers: Record<string, string>) => test.app.inject({ method: 'DELETE', url: `/api/v1/programs/${program.id}${path(referralId)}/${id}`, headers });
    const { headers } = await staffSession(test.app, 'moderator', program.id);
    expect((await remove(next!.id, as.moderator!)).statusCode).toBe(404);
    expect((await remove(held!.id, headers)).statusCode).toBe(403);
    expect((await remove(held!.id, as.owner!)).statusCode).toBe(204);
    expect(await notes(held!.id)).toEqual([]);
    const [waiting] = (await list('?status=pending')).items;
    expect((await post(path(waiting!.id), { id: newId(), text: 'Hm' })).json()).toMatchObject({ code: 'referral.not_found' });
    expect((await post(path(held!.id), { id: newId(), text: ' ' })).statusCode).toBe(422);
    expect((await post(path(held!.id), { id: newId(), text: 'Hm' }, 'analyst')).statusCode).toBe(403);
  });
});

describe('a verdict on many', () => {
  it('is one batch with an answer for each, counts once when sent twice, and can be taken back', async () => {
    const held = (await list('?status=held&sort=oldest')).items.map((item) => item.id);
    const before = await program.qualified(maja);
    const payload = { id: newId(), friends: await asSeen([...held, newId()]), verdict: 'approve', reason: 'review.genuine' };
    tick();
    const twice = await Promise.all([batch(payload), batch(payload)]);
    for (const items of twice) {
      expect(items.map((item) => item.status ?? item.problem)).toEqual([...held.map(() => 'qualified'), 'referral.not_found']);
    }
    expect(await program.qualified(maja)).toBe(before + held.length);
    const [{ audited }] = (await program.sql<{ audited: number }>(`SELECT count(*)::int AS audited FROM audit_log WHERE program_id = $1 AND action = 'referral.approve' AND at = $2`, [program.id, test.clock.now()])) as [{ audited: number }];
    expect(audited).toBe(held.length);

    expect((await get<ReferralDetailResponse>(`/${held[1]}`)).referral.verdict).toBe('approve');
    tick();
    expect(await batch({ id: newId(), friends: await asSeen([held[1]!]), verdict: 'withdraw', reason: 'review.withdrawn' })).toMatchObject([{ referralId: held[1], status: 'held', problem: null }]);
    expect(await program.qualified(maja)).toBe(before + held.length - 1);
    const { entries, referral } = await get<ReferralDetailResponse>(`/${held[1]}`);
    expect(referral.verdict).toBeNull();
    expect(entries.map((entry) => [entry.delta, entry.by])).toEqual([[-1, 'A moderator'], [1, 'A moderator'], [0, null]]);
    expect(entries[0]!.previousHash).not.toBe(entries[0]!.hash);
  });

  it('hears one of two who decide on the same sight, and takes back exactly what it is asked to', async () => {
    const [counted] = (await list('?status=qualified&sort=oldest&limit=1')).items;
    const [friend] = await asSeen([counted!.id]);
    const both = await Promise.all(['review.abuse', 'review.duplicate'].map((reason) => batch({ id: newId(), friends: [friend], verdict: 'reject', reason })));
    expect(both.map(([item]) => item!.problem ?? item!.status).toSorted()).toEqual(['reversed', 'review.outdated']);
    const first = both.flat().find((item) => item.problem === null)!;
    expect((await post('/reviews', { id: newId(), ...friend, verdict: 'approve', reason: 'review.genuine' })).json()).toMatchObject({ code: 'review.outdated' });
    tick();
    const [second] = await batch({ id: newId(), friends: [{ referralId: counted!.id, seen: first.revision }], verdict: 'approve', reason: 'review.genuine' });
    expect(second).toMatchObject({ status: 'qualified' });
    tick();
    const undo = (seen: string | null) => batch({ id: newId(), friends: [{ referralId: counted!.id, seen }], verdict: 'withdraw', reason: 'review.withdrawn' });
    expect(await undo(first.revision)).toMatchObject([{ status: null, problem: 'review.outdated' }]); // a later one exists
    const [back] = await undo(second!.revision);
    expect(back).toMatchObject({ status: 'reversed' });
    expect((await get<ReferralDetailResponse>(`/${counted!.id}`)).referral).toMatchObject({ verdict: 'reject', reason: expect.stringMatching(/abuse|duplicate/) });
    const [rules] = await undo(back!.revision);
    expect(rules).toMatchObject({ status: 'qualified' });
    expect(await undo(rules!.revision)).toMatchObject([{ status: null, problem: 'referral.not_reviewable' }]); // nobody's verdict stands
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('reverses those that count, and lets every other decision of the batch stand where one cannot be approved', async () => {
    const [counted] = (await list('?status=qualified&limit=1')).items;
    await program.signUp({ email: 'maja@reader.test', referralCode: (await get<ReferralDetailResponse>(`/${counted!.id}`)).touches[0]!.code });
    await program.confirm(await program.token('maja@reader.test'));
    const [own] = (await list('?status=rejected')).items;
    expect(own).toMatchObject({ reason: 'own_link' });
    expect(await batch({ id: newId(), friends: await asSeen([counted!.id]), verdict: 'reject', reason: 'review.abuse' })).toMatchObject([{ status: 'reversed' }]);
    expect(await batch({ id: newId(), friends: await asSeen([own!.id, counted!.id]), verdict: 'approve', reason: 'review.genuine' })).toMatchObject([{ status: null, problem: 'referral.not_reviewable' }, { status: 'qualified', problem: null }]);
  });

  it.each([['reject', 'review.genuine'], ['reject', 'review.withdrawn'], ['approve', 'review.abuse'], ['withdraw', 'review.genuine']])('is no %s because of %s', async (verdict, reason) => {
    const [friend] = await asSeen([(await list('?limit=1')).items[0]!.id]);
    for (const [path, payload] of [['/reviews', friend], ['/reviews/batch', { friends: [friend] }]] as const) {
      const refused = await post(path, { id: newId(), ...payload, verdict, reason });
      expect([refused.statusCode, refused.json()]).toMatchObject([422, { code: 'request.invalid', errors: [{ field: 'reason', code: 'invalid' }] }]);
    }
  });

  it('is bounded, names nobody twice, and knows nobody of another program', async () => {
    const verdict = { verdict: 'approve', reason: 'review.genuine' };
    const id = newId();
    expect((await post('/reviews/batch', { id, friends: Array.from({ length: 101 }, () => ({ referralId: newId(), seen: '' })), ...verdict })).statusCode).toBe(422);
    expect((await post('/reviews/batch', { id, friends: [id, id].map((referralId) => ({ referralId, seen: '' })), ...verdict })).statusCode).toBe(422);
    expect((await post('/reviews/batch', { id, friends: [], ...verdict })).statusCode).toBe(422);
    const other = await SignupProgram.make(test.app, 'other', test.database.superUrl);
    const { headers } = await staffSession(test.app, 'owner', other.id);
    const [known] = (await list('?limit=1')).items;
    const answer = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${other.id}/reviews/batch`, headers, payload: { id, friends: await asSeen([known!.id]), ...verdict } });
    expect(answer.json<ReviewsResponse>().items).toEqual([{ referralId: known!.id, status: null, revision: null, problem: 'referral.not_found' }]);
    await other.close();
  });
});

describe('whoever is of the team and of the fans too', () => {
  const OWN = [409, 'review.own'];
  const told = (answer: { statusCode: number; json: <T>() => T }) => [answer.statusCode, answer.json<{ code?: string }>().code];
  const send = (who: SignedIn, path: string, payload: Record<string, unknown>) => test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}${path}`, headers: who.headers, payload: { id: newId(), ...payload } });
  const reject = { verdict: 'reject', reason: 'review.abuse' };

  it('decides neither about friends whom they brought nor about themselves, and leaves their own count alone', async () => {
    const [counted, other] = (await list('?status=qualified&sort=oldest&limit=2')).items as [StaffReferralsResponse['items'][number], StaffReferralsResponse['items'][number]];
    const referrer = await staffSession(test.app, 'manager', program.id, { email: 'maja@reader.test' });
    const friend = await staffSession(test.app, 'moderator', program.id, { email: `${counted.referee.name!.replace('Friend ', 'burst')}@friends.test` });
    const seen = await asSeen([counted.id, other.id]);
    for (const who of [referrer, friend]) expect(told(await send(who, '/reviews', { ...seen[0], ...reject }))).toEqual(OWN);
    expect((await send(friend, '/reviews/batch', { friends: seen, ...reject })).json<ReviewsResponse>().items.map(({ problem, status }) => problem ?? status)).toEqual(['review.own', 'reversed']);
    const adjustment = { measure: 'qualified', delta: 1, reason: 'adjust.goodwill', note: 'well deserved' };
    expect(told(await send(referrer, `/members/${maja}/adjustments`, adjustment))).toEqual(OWN);
    expect((await send(referrer, `/members/${counted.referee.memberId}/adjustments`, adjustment)).statusCode).toBe(200);
  });

  it('by whichever of their accounts', async () => {
    await program.signUp({ email: 'maja@work.test', name: 'Maja Nowak' });
    await program.confirm(await program.token('maja@work.test'));
    const second = (await program.memberOf('maja@work.test'))!;
    const owner = await staffSession(test.app, 'owner', program.id);
    expect((await send(owner, `/members/${maja}/merge`, { otherId: second })).statusCode).toBe(200);
    const [counted] = (await list('?status=qualified&limit=1')).items;
    const [seen] = await asSeen([counted!.id]);
    expect(told(await send(await staffSession(test.app, 'moderator', program.id, { email: 'maja@work.test' }), '/reviews', { ...seen, ...reject }))).toEqual(OWN);
    expect((await send(owner, '/reviews', { ...seen, ...reject })).statusCode).toBe(200);
  });

  it('decides all the same where nobody else may', async () => {
    const alone = await SignupProgram.make(test.app, 'alone', test.database.superUrl);
    const referralCode = await alone.join('ida@reader.test', { name: 'Ida' });
    await alone.join('jan@reader.test', { referralCode });
    const [{ id }] = (await alone.sql('SELECT id FROM referrals WHERE program_id = $1', [alone.id])) as [{ id: string }];
    const owner = await staffSession(test.app, 'owner', alone.id, { email: 'ida@reader.test' });
    await staffSession(test.app, 'analyst', alone.id); // may not decide
    const decide = async () => told(await test.app.inject({ method: 'POST', url: `/api/v1/programs/${alone.id}/reviews`, headers: owner.headers, payload: { id: newId(), referralId: id, seen: await alone.revisionOf(id), ...reject } }));
    expect(await decide()).toEqual([200, undefined]);
    await staffSession(test.app, 'moderator', alone.id);
    expect(await decide()).toEqual(OWN);
    await alone.close();
  });
});
