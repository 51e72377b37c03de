import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { announceLinkChange } from '../../platform/database/link-changes.js';
import { Transactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys } from '../../platform/keys.js';
import { bareProgram, memberSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { readClickCookie } from './click-cookie.js';
import { ClickRecorder } from './click-recorder.js';
import { LinkCodes } from '../links/link-codes.service.js';

const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const PERSON = { 'user-agent': BROWSER, 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };

interface StoredClick { id: string; link_id: string; machine: string | null; visitor_hash: Buffer | null; part: string }

describe('/r/:code', () => {
  let test: TestApp;
  let observer: pg.Pool; // past row-level security, and a connection of its own: it sees what is committed, nothing else
  let programId: string;
  let memberId: string;

  beforeAll(async () => {
    test = await startTestApp();
    observer = new pg.Pool({ connectionString: test.database.superUrl, max: 2 });
    observer.on('error', () => undefined);
    programId = await bareProgram(test.app, 'halcyon');
    ({ memberId } = await memberSession(test.app, programId));
  });
  afterAll(async () => {
    await observer.end();
    await test.close();
  });

  /** A link of the member, made as at a confirmation. */
  async function link(code: string, over: { destination?: string; programId?: string; memberId?: string } = {}): Promise<string> {
    const id = newId();
    const program = over.programId ?? programId;
    await test.app.get(LinkCodes).reserve(program, id, code);
    await test.app.get(Transactions).inProgram(program, (tx) => tx.query(
      'INSERT INTO links (program_id, id, member_id, code, channel, destination, created_at) VALUES ($1, $2, $3, $4, $4, $5, now())',
      [program, id, over.memberId ?? memberId, code, over.destination ?? null]));
    return id;
  }
  const visit = (code: string, headers: Record<string, string> = PERSON, method: 'GET' | 'HEAD' = 'GET') => test.app.inject({ method, url: `/r/${code}`, headers });
  const clicksOn = async (linkId: string) => (await observer.query<StoredClick>('SELECT id, link_id, machine, visitor_hash, tableoid::regclass::text AS part FROM clicks WHERE link_id = $1', [linkId])).rows;
  const cut = (name: string) => observer.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()', [name]);
  const admit = (connections: number) => observer.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT ${connections}', current_database()); END $$`);
  async function until(check: () => Promise<boolean>, ms: number): Promise<boolean> {
    for (const end = Date.now() + ms; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) if (await check()) return true;
    return check();
  }

  it('has stored the click when it answers, and hands out its id', async () => {
    const linkId = await link('ewa7');
    const answer = await visit('ewa7');
    const [click, ...more] = await clicksOn(linkId);
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe(`/join/halcyon?ref=ewa7&click=${click!.id}`);
    expect([click!.machine, click!.visitor_hash?.length, more.length]).toEqual([null, 32, 0]);
  });

  it.each([
    ['waits for the commit', 200, true],
    ['but not for ever: then it goes on without a click id', 2_300, false],
  ])('%s', async (_, blockedMs, recorded) => {
    await link(`slow-${blockedMs}`);
    const blocker = await observer.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE clicks IN SHARE MODE');
    const answer = visit(`slow-${blockedMs}`);
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    expect(await Promise.race([answer.then(() => 'answered'), pause(150).then(() => 'waiting')])).toBe('waiting');
    await pause(blockedMs - 150);
    await blocker.query('ROLLBACK');
    blocker.release();
    expect((await answer).headers.location!.includes('&click=')).toBe(recorded);
    await until(async () => (await visit('ewa7')).headers.location!.includes('&click='), 2_000);
  });

  it('leaves a signed cookie of the click and one of the browser, which stays the same', async () => {
    const linkId = await link('cookies');
    const first = await visit('cookies');
    const [ffv, ffc] = ['ffv', 'ffc'].map((name) => first.cookies.find((cookie) => cookie.name === name)!);
    const [stored] = await clicksOn(linkId);
    expect(readClickCookie(test.app.get(Keys), ffc!.value, test.clock.now())).toEqual([{ programId, linkId, clickId: stored!.id, at: test.clock.now().getTime() }]);
    for (const cookie of [ffv, ffc]) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    const again = await visit('cookies', { ...PERSON, cookie: `ffv=${ffv!.value}` });
    expect(again.cookies.find((cookie) => cookie.name === 'ffv')!.value).toBe(ffv!.value);
    const [a, b] = await clicksOn(linkId);
    expect(a!.visitor_hash!.equals(b!.visitor_hash!)).toBe(true);
  });

  it('finds a code however it is written', async () => {
    const linkId = await link('spring-26');
    for (const text of ['SPRING-26', 'Spring-26', '%20spring-26', encodeURIComponent('ｓｐｒｉｎｇ-26')]) expect((await visit(text)).statusCode).toBe(302);
    expect(await clicksOn(linkId)).toHaveLength(4);
  });

  it('keeps every one of 2,000 clicks at the same time', async () => {
    const links = [await link('busy-a'), await link('busy-b')];
    const answers = await Promise.all(Array.from({ length: 2_000 }, (_, i) => visit(i % 2 ? 'busy-a' : 'busy-b')));
    const told = answers.map((answer) => new URL(answer.headers.location!, 'http://x').searchParams.get('click'));
    const stored = (await Promise.all(links.map(clicksOn))).flat().map((click) => click.id);
    expect(stored).toHaveLength(2_000);
    expect(new Set(told)).toEqual(new Set(stored));
  });

  it.each([
    ['bot', 'GET', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
    ['preview', 'GET', { 'user-agent': 'WhatsApp/2.23.20.0' }],
    ['prefetch', 'GET', { ...PERSON, 'sec-purpose': 'prefetch' }],
    ['embedded', 'GET', { ...PERSON, 'sec-fetch-dest': 'iframe' }],
    ['head', 'HEAD', PERSON],
  ] as const)('records %s apart, without cookies, and lets it through', async (reason, method, headers) => {
    const linkId = await link(`machine-${reason}`);
    const answer = await visit(`machine-${reason}`, headers, method);
    const [click, ...more] = await clicksOn(linkId);
    expect([answer.statusCode, answer.cookies]).toEqual([302, []]);
    expect([click!.machine, click!.visitor_hash, more.length]).toEqual([reason, null, 0]);
  });

  it('sends nobody to a host that is not on the list', async () => {
    await link('evil', { destination: 'https://evil.example/' });
    await link('evil-2', { destination: 'https://halcyon.example.evil.example/' });
    for (const code of ['evil', 'evil-2', 'evil?destination=https://evil.example', 'evil?url=//evil.example&click=x&ref=y']) {
      expect((await visit(code)).headers.location).toMatch(/^\/join\/halcyon\?ref=evil(-2)?&click=[0-9a-f-]{36}$/);
    }
  });

  it('answers every code that is not known with the same page', async () => {
    await test.app.get(LinkCodes).reserve(programId, newId(), 'reserved-only');
    const pages = await Promise.all(['nobody', 'reserved-only', 'x', 'a'.repeat(150), '%00', "'; drop table clicks"].map((code) => visit(encodeURI(decodeURI(code)))));
    for (const page of pages) {
      expect([page.statusCode, page.headers['content-type'], page.cookies]).toEqual([404, 'text/html; charset=utf-8', []]);
      expect(page.body).toBe(pages[0]!.body);
    }
  });

  it('lets nobody guess codes for long, and known ones are never limited', async () => {
    const from = (code: string) => test.app.inject({ url: `/r/${code}`, headers: PERSON, remoteAddress: '203.0.113.9' });
    const misses = await Promise.all(Array.from({ length: 70 }, (_, i) => from(`guess-${i}`)));
    expect(misses.filter((answer) => answer.statusCode === 429)).toHaveLength(10);
    expect((await from('ewa7')).statusCode).toBe(302);
  });

  it('still works while the program is paused', async () => {
    await test.app.get(Transactions).inProgram(programId, (tx) => tx.query(`UPDATE programs SET status = 'paused' WHERE id = $1`, [programId]));
    expect((await visit('ewa7')).statusCode).toBe(302);
  });

  it('hears of a change within a second, and of what it missed while it was away', async () => {
    const other = await bareProgram(test.app, 'moving');
    const { memberId: owner } = await memberSession(test.app, other);
    await link('moves', { programId: other, memberId: owner });
    const leadsTo = (host: string) => until(async () => (await visit('moves')).headers.location!.startsWith(`https://${host}/`), 1_000);
    const move = (host: string, tell: boolean) => test.app.get(Transactions).inProgram(other, async (tx) => {
      await tx.query('UPDATE programs SET destination = $2 WHERE id = $1', [other, `https://${host}/`]);
      if (tell) await announceLinkChange(tx, { programId: other });
    });
    expect((await visit('moves')).headers.location).toMatch(/^\/join\/moving/);
    await move('one.example', true);
    expect(await leadsTo('one.example')).toBe(true);
    await move('two.example', false);
    await cut('fanfare-link-notices');
    expect(await until(async () => (await visit('moves')).headers.location!.startsWith('https://two.example/'), 3_000)).toBe(true);
  });

  it('loses no acknowledged click when its connection is killed, and comes back by itself', async () => {
    const linkId = await link('cut-off');
    await visit('cut-off');
    let running = true;
    let killed = 0;
    const killer = (async () => {
      for (; running; await new Promise((resolve) => setTimeout(resolve, 10))) killed += (await cut('fanfare-clicks')).rowCount ?? 0;
    })();
    const told: string[] = [];
    // Until the connection has been cut often enough, however fast or slow the machine is.
    for (let round = 0; round < 40 || (killed < 3 && round < 400); round++) {
      const answers = await Promise.all(Array.from({ length: 25 }, () => visit('cut-off')));
      expect(answers.every((answer) => answer.statusCode === 302)).toBe(true);
      told.push(...answers.flatMap((answer) => new URL(answer.headers.location!, 'http://x').searchParams.get('click') ?? []));
    }
    running = false;
    await killer;
    const stored = new Set((await clicksOn(linkId)).map((click) => click.id));
    expect(killed).toBeGreaterThan(2);
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter((id) => !stored.has(id))).toEqual([]);
    expect(await until(async () => (await visit('cut-off')).headers.location!.includes('&click='), 2_000)).toBe(true);
  });

  it('goes on from the cache while the database lets nobody in, without a click id, and counts that', async () => {
    await visit('ewa7');
    const before = test.app.get(ClickRecorder).counts();
    await admit(0);
    try {
      await cut('fanfare-clicks');
      const answers = await Promise.all(Array.from({ length: 5 }, () => visit('ewa7')));
      for (const answer of answers) {
        expect([answer.statusCode, answer.headers.location]).toEqual([302, '/join/halcyon?ref=ewa7']);
        expect(answer.cookies.map((cookie) => cookie.name)).toEqual(['ffv']);
      }
      expect(test.app.get(ClickRecorder).counts().unrecorded - before.unrecorded).toBe(5);
    } finally {
      await admit(-1);
    }
    expect(await until(async () => (await visit('ewa7')).headers.location!.includes('&click='), 2_000)).toBe(true);
  });

  it('puts clicks into their month, and those of a month without a partition into the default one', async () => {
    const linkId = await link('months');
    const record = (at: Date) => test.app.get(ClickRecorder).record({ programId, linkId, id: newId(), at, machine: null, visitorHash: null });
    const now = new Date();
    expect(await Promise.all([record(now), record(new Date('2019-05-05T00:00:00Z'))])).toEqual([true, true]);
    expect((await clicksOn(linkId)).map((click) => click.part).sort()).toEqual([`clicks_${now.toISOString().slice(0, 7).replace('-', '_')}`, 'clicks_default']);
  });
});
