import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Transactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { pageStatement } from './page-statement.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const NAMES = ['Zofia', 'amelia', 'Émile', 'Юлия', null, '=HYPERLINK("x")', 'Ben', null, 'Øystein', 'Emil'];

interface Row { id: string; name: string | null; email: string; qualified: number; tags: string[]; standing: string; weeks: number[] }
interface List { items: Row[]; nextCursor: string | null }

let test: TestApp;
let program: SignupProgram;
let owner: SignedIn;
let moderator: SignedIn;
const ids: string[] = [];

const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object, who = owner) =>
  test.app.inject({ method, url: `/api/v1/programs/${program.id}${path}`, headers: who.headers, ...(payload && { payload }) });
const list = async (query: Record<string, string> = {}) => (await call('GET', `/members?${new URLSearchParams({ limit: '200', ...query }).toString()}`)).json<List>().items;
const names = async (query: Record<string, string>) => (await list(query)).map((m) => m.name ?? m.email.split('@')[0]);
const bulk = (select: object, act: object, who = owner) => call('POST', '/members/bulk', { select, act }, who);

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  await program.sql(`UPDATE programs SET locales = '{en,de}' WHERE id = $1`, [program.id]);
  for (const [n, name] of NAMES.entries()) {
    test.clock.moveTo(new Date(NOW.getTime() + Math.floor(n / 2) * 86_400_000)); // two a day
    const code = await program.join(`fan${n}@reader.test`, { ...(name && { name }), locale: n % 3 === 0 ? 'de' : 'en' });
    ids.push((await program.memberOf(`fan${n}@reader.test`))!);
    for (let k = 0; k < (n === 1 ? 3 : n === 2 ? 1 : 0); k++) await program.join(`friend${n}.${k}@friend.test`, { name: `friend ${n} ${k}`, referralCode: code });
    if (n === 3) await program.signUp({ email: 'waits@friend.test', referralCode: code });
  }
  owner = await staffSession(test.app, 'owner', program.id);
  moderator = await staffSession(test.app, 'moderator', program.id);
});
afterAll(async () => {
  await program.close();
  await test.close();
});

describe('the list of people', () => {
  it.each(['joined.desc', 'joined.asc', 'qualified.desc', 'qualified.asc', 'name.asc', 'name.desc'])('by %s is the same page by page as at once', async (sort) => {
    const whole = (await list({ sort })).map((m) => m.id);
    expect(whole).toHaveLength(14);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: List = (await call('GET', `/members?${new URLSearchParams({ sort, limit: '3', ...(cursor && { cursor }) }).toString()}`)).json<List>();
      paged.push(...page.items.map((m) => m.id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
    const other = sort.startsWith('name') ? 'qualified.desc' : 'name.asc';
    const [, wrong] = [0, (await call('GET', `/members?sort=${sort}&limit=3`)).json<List>().nextCursor!];
    if (!sort.startsWith('joined')) expect((await call('GET', `/members?sort=${other}&cursor=${wrong}`)).json()).toMatchObject({ code: 'request.invalid', errors: [{ field: 'cursor' }] });
  });

  it('sorts names as a person would, and who has none last', async () => {
    expect(await names({ sort: 'name.asc', search: 'reader.test' })).toEqual(['=HYPERLINK("x")', 'amelia', 'Ben', 'Emil', 'Émile', 'Øystein', 'Zofia', 'Юлия', expect.stringMatching(/^fan/), expect.stringMatching(/^fan/)]);
    expect((await names({ sort: 'name.desc', search: 'reader.test' })).slice(0, 3)).toEqual(['Юлия', 'Zofia', 'Øystein']);
  });

  it('sorts by count, and among equals by who was there earlier', async () => {
    expect((await list({ sort: 'qualified.desc' })).map((m) => m.qualified).slice(0, 3)).toEqual([3, 1, 0]);
    expect((await list({ sort: 'qualified.asc' })).map((m) => m.qualified).slice(-2)).toEqual([1, 3]);
  });

  it('filters by what was asked for, all of it at once', async () => {
    const counted = async (query: Record<string, string>) => {
      const { count } = (await call('GET', `/members/count?${new URLSearchParams(query).toString()}`)).json<{ count: number; more: boolean }>();
      expect(await list(query)).toHaveLength(count);
      return count;
    };
    expect(await counted({})).toBe(14);
    expect(await counted({ friends: 'waiting' })).toBe(1);
    expect(await counted({ friends: 'held' })).toBe(0);
    expect(await counted({ tier: 'none' })).toBe(14);
    expect(await counted({ tier: program.ids.tiers.ambassador })).toBe(0);
    expect(await counted({ locale: 'de' })).toBe(4);
    expect(await counted({ joinedFrom: '2026-03-06' })).toBe(2);
    expect(await counted({ joinedTo: '2026-03-02' })).toBe(5);
    expect(await counted({ joinedTo: '2026-03-02', locale: 'de' })).toBe(1);
    expect(await counted({ search: '%' })).toBe(0);
    expect((await call('GET', '/members?standing=gone')).statusCode).toBe(422);
  });

  it('counts the friends of the last eight weeks by week', async () => {
    expect((await list({ search: 'amelia' }))[0]!.weeks).toEqual([0, 0, 0, 0, 0, 0, 0, 3]);
  });
});

describe('tags', () => {
  it('are given to many at once, once, folded, and noted as one act', async () => {
    const acts = async () => (await program.sql<{ n: number }>(`SELECT count(*)::int AS n FROM audit_log WHERE program_id = $1 AND action = 'member.tagged'`, [program.id]))[0]!.n;
    const first = await bulk({ ids: ids.slice(0, 4) }, { kind: 'tag', tag: '  Press  ROOM ' });
    expect(first.json()).toEqual({ tag: 'press room', matched: 4, changed: 4, full: 0, viewId: null });
    expect((await bulk({ ids: ids.slice(0, 4) }, { kind: 'tag', tag: 'press room' })).json()).toMatchObject({ matched: 4, changed: 0 });
    expect(await acts()).toBe(1);
    expect((await list({ tag: 'PRESS room' })).map((m) => m.id).toSorted()).toEqual(ids.slice(0, 4).toSorted());
    expect((await bulk({ filter: { tag: 'press room', locale: 'de' } }, { kind: 'untag', tag: 'press room' })).json()).toMatchObject({ changed: 2 });
    expect((await call('GET', '/members/tags')).json()).toEqual({ items: [{ tag: 'press room', members: 2 }], nextCursor: null });
  });

  it('keep a list: the tag, and a view of it; kept again it is the same list', async () => {
    const kept = (await bulk({ filter: { locale: 'de' } }, { kind: 'list', tag: 'Abend in Köln' })).json<{ changed: number; viewId: string }>();
    expect(kept.changed).toBe(4);
    const again = (await bulk({ ids: [ids[1]] }, { kind: 'list', tag: 'abend in köln' })).json<{ changed: number; viewId: string }>();
    expect(again).toMatchObject({ changed: 1, viewId: kept.viewId });
    expect((await call('GET', '/people-views')).json()).toMatchObject({ items: [{ id: kept.viewId, name: 'abend in köln', filter: { tag: 'abend in köln' } }] });
    expect(await list({ tag: 'abend in köln' })).toHaveLength(5);
  });

  it('are twenty at most, also when two people tag at the same moment', async () => {
    const member = ids[9]!;
    expect((await call('PUT', `/members/${member}/tags`, { tags: Array.from({ length: 19 }, (_, n) => `t${n}`) })).statusCode).toBe(200);
    const both = await Promise.all(['one', 'two', 'three'].map((tag) => bulk({ ids: [member] }, { kind: 'tag', tag })));
    expect(both.map((answer) => answer.json<{ changed: number }>().changed).toSorted()).toEqual([0, 0, 1]);
    expect(both.map((answer) => answer.json<{ full: number }>().full).toSorted()).toEqual([0, 1, 1]);
    expect((await call('PUT', `/members/${member}/tags`, { tags: ['vip', 'VIP ', 'two'] })).json()).toEqual({ tags: ['two', 'vip'] });
    expect((await list({ search: 'fan9@' }))[0]!.tags).toEqual(['two', 'vip']);
  });

  it.each([[''], ['a,b'], ['x'.repeat(41)], ['a\u0000b']])('cannot be %p', async (tag) => expect((await bulk({ ids: [ids[0]] }, { kind: 'tag', tag })).statusCode).toBe(422));

  it('of another program’s people are nobody’s here', async () => {
    const other = await SignupProgram.make(test.app, 'elsewhere', test.database.superUrl);
    await other.join('their@reader.test');
    const their = (await other.memberOf('their@reader.test'))!;
    expect((await bulk({ ids: [their] }, { kind: 'tag', tag: 'ours' })).json()).toMatchObject({ matched: 0, changed: 0 });
    expect((await call('PUT', `/members/${their}/tags`, { tags: ['ours'] })).json()).toMatchObject({ code: 'member.not_found' });
    expect((await call('POST', `/members/${their}/notes`, { id: newId(), text: 'hm' })).json()).toMatchObject({ code: 'member.not_found' });
    await other.close();
  });
});

describe('saved views', () => {
  it('are shared, named once, changed and removed', async () => {
    const body = { name: 'German readers', filter: { locale: 'de', friends: 'waiting' }, sort: 'qualified.desc' };
    const view = (await call('POST', '/people-views', body, moderator)).json<{ id: string }>();
    expect((await call('POST', '/people-views', { ...body, name: 'GERMAN readers' })).json()).toMatchObject({ code: 'view.name_taken' });
    const changed = { ...body, name: 'Readers in German', filter: { locale: 'de' } };
    expect((await call('PUT', `/people-views/${view.id}`, changed)).json()).toEqual({ id: view.id, ...changed });
    expect((await call('DELETE', `/people-views/${view.id}`)).statusCode).toBe(204);
    expect((await call('DELETE', `/people-views/${view.id}`)).json()).toMatchObject({ code: 'view.not_found' });
    expect((await call('POST', '/people-views', { ...body, filter: { admin: true } })).statusCode).toBe(422);
  });

  it('are fifty at most', async () => {
    const [{ kept }] = await program.sql<{ kept: number }>('SELECT count(*)::int AS kept FROM people_views WHERE program_id = $1', [program.id]) as [{ kept: number }];
    const answers = [];
    for (let n = kept; n < 51; n++) answers.push((await call('POST', '/people-views', { name: `view ${n}`, filter: {} })).statusCode);
    expect(answers.filter((status) => status !== 201)).toEqual([409]);
  });
});

describe('notes', () => {
  it('are read by the team, masked for moderators, and go with the member', async () => {
    await program.join('leaver@reader.test', { name: 'Leaver' });
    const member = (await program.memberOf('leaver@reader.test'))!;
    const note = { id: newId(), text: 'Called; prefers mails to ewa.nowak@gmail.com' };
    for (let n = 0; n < 2; n++) expect((await call('POST', `/members/${member}/notes`, note)).statusCode).toBe(204);
    const read = async (who: SignedIn) => (await call('GET', `/members/${member}`, undefined, who)).json<{ notes: { id: string; text: string }[] }>().notes;
    expect((await read(owner)).map((n) => n.text)).toEqual([note.text]);
    expect((await read(moderator)).map((n) => n.text)).toEqual(['Called; prefers mails to e••@gmail.com']);
    expect((await call('DELETE', `/members/${member}/notes/${note.id}`, undefined, moderator)).json()).toMatchObject({ code: 'auth.forbidden' });
    expect((await call('DELETE', `/members/${ids[0]}/notes/${note.id}`)).json()).toMatchObject({ code: 'note.not_found' });
    expect((await call('DELETE', `/members/${member}/notes/${note.id}`)).statusCode).toBe(204);
    expect(await read(owner)).toEqual([]);
  });
});

describe('suspension', () => {
  it('is a fact with a reason, once, and can be taken back', async () => {
    const member = ids[6]!;
    const body = { id: newId(), reason: 'Three complaints in a week' };
    expect((await call('POST', `/members/${member}/suspend`, body, moderator)).json()).toEqual({ standing: 'suspended' });
    expect((await call('POST', `/members/${member}/suspend`, body, moderator)).json()).toEqual({ standing: 'suspended' });
    expect((await call('POST', `/members/${member}/suspend`, { ...body, id: newId() })).json()).toMatchObject({ code: 'member.wrong_state', standing: 'suspended' });
    expect((await list({ standing: 'suspended' })).map((m) => m.id)).toEqual([member]);
    expect((await call('POST', `/members/${member}/reinstate`, { id: newId(), reason: 'Talked it over' })).json()).toEqual({ standing: 'active' });
    const book = (await call('GET', `/members/${member}`)).json<{ notes: { kind: string; text: string }[]; facts: { kind: string }[]; entries: { chained: boolean }[] }>();
    expect(book.notes.map((n) => [n.kind, n.text])).toEqual([['reinstated', 'Talked it over'], ['suspended', 'Three complaints in a week']]);
    expect(book.facts.map((f) => f.kind)).toEqual(['standing', 'standing']);
    expect(book.entries.map((e) => e.chained)).toEqual([true, true]);
    expect((await call('POST', `/members/${newId()}/suspend`, { id: newId(), reason: 'Nobody' })).json()).toMatchObject({ code: 'member.not_found' });
  });
});

describe('the file of people', () => {
  it('holds whom the filter means, defused, and is noted', async () => {
    const answer = await call('POST', '/members/export', { select: { filter: { search: 'reader.test', joinedTo: '2026-03-06' } }, sort: 'joined.asc' });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const rows = parse(answer.body, { columns: true, bom: true }) as unknown as Record<string, string>[];
    expect(rows.map((row) => row['name'])).toEqual(expect.arrayContaining(['Юлия', `'=HYPERLINK("x")`, 'Øystein']));
    const found = rows.find((row) => row['name'] === 'amelia')!;
    expect(found).toMatchObject({ email: 'fan1@reader.test', count: '3', joined: '2026-03-02', standing: 'active', language: 'en' });
    expect(found['tags']).toContain('press room');
    expect(await program.sql(`SELECT actor_id, detail FROM audit_log WHERE program_id = $1 AND action = 'members.exported'`, [program.id]))
      .toEqual([{ actor_id: owner.accountId, detail: { filter: { joinedTo: '2026-03-06', search: '…' } } }]);
  });

  it('of picked rows holds those, without a mark if so wished, and moderators get none', async () => {
    const request = { select: { ids: ids.slice(0, 2) }, encoding: 'utf8', sort: 'name.asc' };
    const answer = await call('POST', '/members/export', request);
    expect(answer.rawPayload.subarray(0, 4).toString()).toBe('name');
    expect(answer.body.split('\r\n').map((line) => line.split(',')[0])).toEqual(['name', 'amelia', 'Zofia', '']);
    const known = test.clock.now();
    test.clock.moveTo(new Date(known.getTime() + 11 * 60_000));
    expect((await call('POST', '/members/export', request)).json()).toMatchObject({ code: 'auth.step_up_required', level: 'staff' });
    test.clock.moveTo(known);
    expect((await call('POST', '/members/export', request, moderator)).json()).toMatchObject({ code: 'auth.forbidden' });
    expect((await call('POST', '/members/export', { select: {} })).statusCode).toBe(422);
  });
});

describe('a page of thousands', () => {
  it.each([
    ['joined.desc', 'ix_members_joined'], ['joined.asc', 'ix_members_joined'], ['qualified.desc', 'ix_standings_rank'], ['qualified.asc', 'ix_standings_rank'],
    ['name.asc', 'ix_profiles_sorted'], ['name.desc', 'ix_profiles_sorted'],
  ] as const)('by %s is read off %s, the first page and those after', async (sort, index) => {
    await manyMore();
    const { nextCursor } = (await call('GET', `/members?sort=${sort}&limit=20`)).json<List>();
    for (const cursor of [undefined, nextCursor!]) {
      const { text, values } = pageStatement(program.id, {}, { sort, cursor, limit: 20 }, NOW);
      const plan = await test.app.get(Transactions).readProgram(program.id, (tx) => tx.query(`EXPLAIN (FORMAT JSON) ${text}`, values) as Promise<unknown>);
      const page = JSON.stringify(plan).split('"Subplan Name":"CTE page"')[1]!;
      expect(page).toContain(index);
      expect(page).not.toContain('Seq Scan');
    }
  });
});

/** Five thousand people of another day, so that it matters how a page is read. */
let grown: Promise<unknown> | null = null;
function manyMore(): Promise<unknown> {
  grown ??= (async () => {
    const id = `('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid`;
    await program.sql(`INSERT INTO members (program_id, id, account_id, joined_at) SELECT $1, ${id}, ${id}, '2020-01-01'::timestamptz + n * interval '1 minute' FROM generate_series(1, 5000) n`, [program.id]);
    await program.sql(`INSERT INTO profiles (program_id, member_id, name, locale, updated_at) SELECT $1, ${id}, CASE WHEN n % 9 > 0 THEN 'Person ' || md5(n::text) END, 'en', '2020-01-01' FROM generate_series(1, 5000) n`, [program.id]);
    await program.sql(
      `INSERT INTO standings (program_id, member_id, version, at, standing, qualified, points, spent, attended, season, reached_at, last_fact_seq, last_entry_seq, head_hash)
       SELECT $1, ${id}, 1, '2020-01-01', 'active', n % 7, 0, 0, 0, '{}', '2020-01-01', 0, 0, decode(repeat('00', 32), 'hex') FROM generate_series(1, 5000) n`, [program.id]);
    await program.sql('ANALYZE members, profiles, standings');
  })();
  return grown;
}
