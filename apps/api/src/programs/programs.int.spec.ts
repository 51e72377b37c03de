import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenFriends } from '@fanfare/domain';
import sharp from 'sharp';
import { newId } from '../platform/ids.js';
import { memberSession, type SignedIn, staffSession } from '../testing/sign-in.js';
import { SignupProgram } from '../testing/signup-program.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { ProgramTemplates } from './program-templates.service.js';

const NOW = new Date('2026-03-02T09:00:00Z');
let test: TestApp;
let program: SignupProgram;
let owner: SignedIn;
let base: string;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  owner = await staffSession(test.app, 'owner', program.id);
  base = `/api/v1/programs/${program.id}`;
});
afterAll(async () => {
  await program.close();
  await test.close();
});
const call = (method: 'GET' | 'PUT' | 'POST', path: string, payload?: object, who = owner) => test.app.inject({ method, url: `${base}${path}`, headers: who.headers, ...(payload ? { payload } : {}) });

describe('a program from the template', () => {
  it('has rules whose rewards exist', async () => {
    const rewards = await program.sql<{ id: string; kind: string; sizes: string[] | null; needs_address: boolean }>(
      `SELECT id, kind, needs_address, (SELECT array_agg(v.label ORDER BY v.place) FROM reward_variants v WHERE v.program_id = $1 AND v.reward_id = r.id) AS sizes FROM rewards r WHERE program_id = $1`, [program.id]);
    const { items } = (await call('GET', '/rulebooks')).json<{ items: { version: number; status: string; rules: { milestones: { rewardId: string }[] } }[] }>();
    expect(items.map((i) => [i.version, i.status])).toEqual([[1, 'in_force']]);
    expect(items[0]!.rules.milestones.map((m) => m.rewardId).sort()).toEqual(rewards.map((r) => r.id).sort());
    expect(rewards.find((r) => r.id === program.ids.rewards.welcomeBox)).toMatchObject({ kind: 'swag', needs_address: true, sizes: ['XS', 'S', 'M', 'L', 'XL', 'XXL'] });
  });

  it('does not take a slug that is taken, and leaves nothing behind', async () => {
    const before = await program.fingerprint();
    const again = { slug: 'halcyon', name: 'Other', locale: 'en', timeZone: 'UTC', senderName: 'O', postalAddress: 'S' } as const;
    await expect(test.app.get(ProgramTemplates).createFromTemplate(again, NOW)).rejects.toMatchObject({ code: 'program.slug_taken' });
    expect(await program.fingerprint()).toBe(before);
  });

  it('gives the slug back when the rest fails', async () => {
    const broken = { slug: 'broken', name: 'B', locale: 'en', timeZone: 'UTC', senderName: 'B', postalAddress: 'S', brandColor: 'no colour' } as const;
    await expect(test.app.get(ProgramTemplates).createFromTemplate(broken, NOW)).rejects.toThrow('ck_programs_brand_color');
    expect(await program.sql(`SELECT 1 FROM program_slugs WHERE slug = 'broken'`)).toEqual([]);
  });
});

describe('settings', () => {
  const settings = {
    name: 'Halcyon', status: 'active', brandColor: '#FFD400', defaultLocale: 'de', locales: ['de', 'en'], senderName: 'Halcyon', postalAddress: 'Weg 1\n10115 Berlin',
    landing: { de: { title: 'Guten Morgen', body: 'Fünf Minuten, jeden Tag.' } }, destination: 'https://halcyon.example/join', allowedHosts: ['Shop.Halcyon.example', 'shop.halcyon.example:443', 'halcyon.example'], membersListed: true,
    reviewTargetHours: 48, appealTargetDays: 3,
  };

  it('are replaced as a whole, shown on the page, and audited without their content', async () => {
    const saved = await call('PUT', '/settings', settings);
    expect(saved.json()).toMatchObject({ name: 'Halcyon', brandColor: '#ffd400', membersListed: true, reviewTargetHours: 48, appealTargetDays: 3, allowedHosts: ['shop.halcyon.example', 'halcyon.example'], slug: 'halcyon' });
    expect((await call('GET', '/settings')).json()).toEqual(saved.json());
    const page = await test.app.inject({ method: 'GET', url: '/join/halcyon', headers: { 'accept-language': 'de' } });
    expect(page.body).toContain('<h1>Guten Morgen</h1>');
    expect(page.body).toContain('--on-brand:#050505'); // readable on yellow
    const [row] = await program.sql<{ actor_id: string; detail: { changed: string[] } }>(`SELECT actor_id, detail FROM audit_log WHERE action = 'program.settings_changed'`);
    expect(row!.actor_id).toBe(owner.accountId);
    expect(JSON.stringify(row!.detail)).not.toContain('Weg 1');
    expect(row!.detail.changed).toEqual(expect.arrayContaining(['name', 'brandColor', 'landing', 'destination']));
  });

  it.each([
    [{ destination: 'javascript:alert(1)' }, 'destination'],
    [{ destination: 'https://user@halcyon.example/' }, 'destination'],
    [{ destination: 'https://elsewhere.example/' }, 'destination'],
    [{ destination: 'https://halcyon.example:8443/' }, 'destination'],
    [{ allowedHosts: ['evil.example/path', 'halcyon.example'] }, 'allowedHosts.0'],
    [{ allowedHosts: ['a@b.example', 'halcyon.example'] }, 'allowedHosts.0'],
    [{ logoId: '00000000-0000-4000-8000-000000000000' }, 'logoId'],
    [{ brandColor: 'red;}' }, 'brandColor'],
    [{ locales: ['en'] }, 'defaultLocale'],
    [{ slug: 'other' }, ''],
  ])('refuse %j at the field', async (change, field) => {
    const answer = await call('PUT', '/settings', { ...settings, ...change });
    expect([answer.statusCode, answer.json()]).toEqual([422, expect.objectContaining({ errors: [expect.objectContaining({ field })] })]);
  });

  it('put a logo beside the name and a picture on the sign-up page, whose rooms are known', async () => {
    const png = await sharp({ create: { width: 120, height: 60, channels: 3, background: '#c2410c' } }).png().toBuffer();
    const { id, url } = (await test.app.inject({ method: 'POST', url: `${base}/pictures`, headers: { ...owner.headers, 'content-type': 'image/png' }, payload: png })).json<{ id: string; url: string }>();
    const saved = await call('PUT', '/settings', { ...settings, logoId: id, landingPictureId: id });
    expect(saved.json()).toMatchObject({ logo: { id, url, width: 120, height: 60 }, landingPicture: { id } });
    const page = (await test.app.inject({ url: '/join/halcyon' })).body;
    expect(page).toContain(`<img class="logo" src="${url}" width="120" height="60" alt="">`);
    expect(page).toContain(`<img class="picture" src="${url}" width="120" height="60" alt="" loading="lazy" decoding="async">`);
    expect((await test.app.inject({ url: '/sign-in?program=halcyon' })).body).toContain('class="logo"');
    expect((await test.app.inject({ url: '/api/v1/public/programs/halcyon' })).json()).toMatchObject({ logo: { url } });
    await call('PUT', '/settings', settings);
    expect((await test.app.inject({ url: '/join/halcyon' })).body).toContain('class="mark"');
  });

  it('keeps the two targets where a client that does not know them leaves them out', async () => {
    const { reviewTargetHours: _hours, appealTargetDays: _days, ...older } = settings;
    await call('PUT', '/settings', settings);
    expect((await call('PUT', '/settings', older)).json()).toMatchObject({ reviewTargetHours: 48, appealTargetDays: 3 });
  });

  it('are not for analysts to change, nor for members to see', async () => {
    const analyst = await staffSession(test.app, 'analyst', program.id);
    expect((await call('PUT', '/settings', settings, analyst)).statusCode).toBe(403);
    expect((await call('GET', '/settings', undefined, await memberSession(test.app, program.id))).statusCode).toBe(404);
  });
});

describe('publishing rules', () => {
  const draft = () => {
    const { version: _, ...rules } = tenFriends(program.ids);
    return { rules, mode: 'from_now', keepTiers: true };
  };

  it('gives the next number, from its own time on, and never again', async () => {
    const later = new Date(NOW.getTime() + 600_000).toISOString();
    const first = await call('POST', '/rulebooks', { ...draft(), basedOn: 1, effectiveAt: later });
    expect([first.statusCode, first.json()]).toEqual([201, expect.objectContaining({ version: 2, status: 'scheduled', effectiveAt: later, publishedBy: { id: owner.accountId, name: expect.any(String) } })]);
    expect((await call('POST', '/rulebooks', { ...draft(), basedOn: 1 })).json()).toMatchObject({ status: 409, code: 'rulebook.version_conflict' });
    test.clock.moveTo(new Date(NOW.getTime() + 600_000));
    const { items } = (await call('GET', '/rulebooks')).json<{ items: { version: number; status: string }[] }>();
    expect(items.map((i) => [i.version, i.status])).toEqual([[2, 'in_force'], [1, 'past']]);
    test.clock.moveTo(NOW);
    expect(await program.sql(`SELECT count(*)::int AS n FROM audit_log WHERE action = 'rulebook.published'`)).toEqual([{ n: 1 }]);
  });

  it('is told to be replaced where another takes effect before its time comes', async () => {
    const later = new Date(NOW.getTime() + 1_200_000).toISOString();
    await call('POST', '/rulebooks', { ...draft(), effectiveAt: later });
    await call('POST', '/rulebooks', draft());
    const { items } = (await call('GET', '/rulebooks')).json<{ items: { status: string }[] }>();
    expect(items.slice(0, 2).map((i) => i.status)).toEqual(['in_force', 'replaced']);
    test.clock.moveTo(new Date(NOW.getTime() + 1_300_000)); // its time has come, and it never was in force
    const { items: afterwards } = (await call('GET', '/rulebooks')).json<{ items: { status: string }[] }>();
    test.clock.moveTo(NOW);
    expect(afterwards.slice(0, 2).map((i) => i.status)).toEqual(['in_force', 'replaced']);
  });

  it('by two people at once gives two numbers or a conflict, never one number twice', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => call('POST', '/rulebooks', draft())));
    const made = answers.filter((a) => a.statusCode === 201).map((a) => a.json<{ version: number }>().version);
    expect(new Set(made).size).toBe(made.length);
    expect(made.length).toBeGreaterThan(0);
    expect(answers.filter((a) => a.statusCode !== 201).every((a) => a.json<{ code: string }>().code === 'rulebook.version_conflict')).toBe(true);
  });

  it('makes one version of a what-if, however often it is sent, and tells so afterwards', async () => {
    const [newest] = (await call('GET', '/rulebooks')).json<{ items: { version: number }[] }>().items;
    const id = newId();
    await program.sql(
      `INSERT INTO book_runs (program_id, id, kind, status, input, done, total, result, created_at, ended_at) VALUES ($1, $2, 'what_if', 'done', $3, 0, 0, '{}', $4, $4)`,
      [program.id, id, JSON.stringify({ ...draft(), effectiveAt: null, basedOn: newest!.version }), NOW]);
    const publish = () => call('POST', `/rulebooks/what-ifs/${id}/publish`);
    const answers = [...(await Promise.all([publish(), publish(), publish()])), await publish()];
    expect(answers.map((a) => [a.statusCode, a.json()])).toEqual(answers.map(() => [201, { version: newest!.version + 1 }]));
    await call('POST', '/rulebooks', draft()); // others publish after it
    expect((await publish()).json()).toEqual({ version: newest!.version + 1 });
    expect(await program.sql('SELECT count(*)::int AS n FROM rulebooks WHERE what_if_id = $1', [id])).toEqual([{ n: 1 }]);
  });

  it.each<[string, (rules: ReturnType<typeof draft>['rules']) => object, string]>([
    ['tiers that do not rise', (rules) => ({ tiers: rules.tiers.map((t) => ({ ...t, at: 10 })) }), 'rules.tiers.1.at'],
    ['a reward that does not exist', (rules) => ({ milestones: [{ ...rules.milestones[0], rewardId: program.id }] }), 'rules.milestones.0.rewardId'],
    ['a threshold of nothing', (rules) => ({ milestones: [{ ...rules.milestones[0], at: 0 }] }), 'rules.milestones.0.at'],
  ])('refuses %s, and names the field', async (_, change, field) => {
    const before = await program.fingerprint();
    const answer = await call('POST', '/rulebooks', { ...draft(), rules: { ...draft().rules, ...change(draft().rules) } });
    expect(answer.json()).toMatchObject({ status: 422, code: 'rulebook.invalid' });
    expect(answer.json<{ errors: { field: string }[] }>().errors.map((e) => e.field)).toContain(field);
    expect(await program.fingerprint()).toBe(before);
  });

  it('says what stands in the way of a draft without publishing it, and how its seasons fall', async () => {
    const before = await program.fingerprint();
    const seasonal = { seasonPlan: { start: '2026-01-01', months: 3, zone: 'Europe/Berlin' }, limits: [{ per: 'season', max: 5 }], tiers: [{ ...draft().rules.tiers[0], per: 'season' }] };
    const answer = await call('POST', '/rulebooks/validate', { rules: { ...draft().rules, ...seasonal, milestones: [{ ...draft().rules.milestones[0], rewardId: program.id }] } });
    const { problems, rules } = answer.json<{ problems: { field: string; code: string }[]; rules: { seasons: { id: string; from: number }[] } }>();
    expect([answer.statusCode, problems.map((p) => `${p.field} ${p.code}`)]).toEqual([200, ['rules.tiers.0.at unreachable', 'rules.milestones.0.rewardId unknown']]);
    expect(rules.seasons[0]).toMatchObject({ id: '2026-01-01', from: Date.parse('2025-12-31T23:00:00Z') });
    expect(await program.fingerprint()).toBe(before);
  });

  it('makes the instants of a plan of seasons, once', async () => {
    const answer = await call('POST', '/rulebooks', { ...draft(), rules: { ...draft().rules, seasonPlan: { start: '2026-02-15', months: 1, zone: 'America/New_York' } } });
    const { rules } = answer.json<{ rules: { seasons: { id: string; from: number; to: number }[]; seasonPlan: object } }>();
    expect([answer.statusCode, rules.seasonPlan]).toEqual([201, { start: '2026-02-15', months: 1, zone: 'America/New_York' }]);
    expect(rules.seasons.slice(0, 2)).toEqual([
      { id: '2026-02-15', from: Date.parse('2026-02-15T05:00:00Z'), to: Date.parse('2026-03-15T04:00:00Z') },
      { id: '2026-03-15', from: Date.parse('2026-03-15T04:00:00Z'), to: Date.parse('2026-04-15T04:00:00Z') },
    ]);
  });

  it.each([
    ['a season beyond all calendars', { seasons: [{ id: '2026-01-01', from: 0, to: 8_640_000_000_000_001 }] }, 'request.invalid', 'rules.seasons.0.to'],
    ['a season that ends in centuries', { seasons: [{ id: '2026-01-01', from: 0, to: Date.UTC(2999, 0) }] }, 'rulebook.invalid', 'rules.seasons.0.to'],
    ['a plan whose first season is far off', { seasonPlan: { start: '2037-01-01', months: 3, zone: 'UTC' } }, 'rulebook.invalid', 'rules.seasonPlan.start'],
  ])('refuses %s', async (_what, seasons, code, field) => {
    const answer = await call('POST', '/rulebooks', { ...draft(), rules: { ...draft().rules, ...seasons } });
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { code, errors: [{ field }] }]);
  });

  it('refuses the past', async () => {
    const answer = await call('POST', '/rulebooks', { ...draft(), effectiveAt: new Date(NOW.getTime() - 1).toISOString() });
    expect(answer.json()).toMatchObject({ code: 'rulebook.invalid', errors: [{ field: 'effectiveAt' }] });
  });
});

describe('the members of a program', () => {
  it('are listed newest first with what they brought, a page at a time', async () => {
    test.clock.moveTo(new Date(NOW.getTime() + 1_000)); // after whoever else is there
    const code = await program.join('maja@reader.test', { name: 'Maja K.' });
    for (let n = 0; n < 3; n++) {
      test.clock.moveTo(new Date(NOW.getTime() + (n + 1) * 60_000));
      await program.join(`friend${n}@reader.test`, { referralCode: code });
    }
    await program.signUp({ email: 'waiting@reader.test', referralCode: code });
    const first = (await call('GET', '/members?limit=2')).json<{ items: { email: string }[]; nextCursor: string }>();
    expect(first.items.map((m) => m.email)).toEqual(['friend2@reader.test', 'friend1@reader.test']);
    const second = (await call('GET', `/members?limit=200&cursor=${first.nextCursor}`)).json<{ items: { email: string; name: string }[]; nextCursor: null }>();
    expect(second.items.map((m) => m.email).slice(0, 2)).toEqual(['friend0@reader.test', 'maja@reader.test']);
    expect(second.nextCursor).toBeNull();
    expect(second.items[1]).toMatchObject({ name: 'Maja K.', code, qualified: 3, pending: 1, held: 0, rejected: 0, tier: null, standing: 'active' });
  });

  it.each([['maja', 1], ['MAJA@READER', 1], ['%', 0], ['_aja', 0], ['friend', 3]])('are found by %s: %d', async (search, count) => {
    expect((await call('GET', `/members?search=${encodeURIComponent(search)}`)).json<{ items: unknown[] }>().items).toHaveLength(count);
  });

  it('show their book, and are unknown elsewhere', async () => {
    const memberId = (await program.memberOf('maja@reader.test'))!;
    const book = (await call('GET', `/members/${memberId}`)).json<Record<string, { [key: string]: unknown }[]>>();
    expect(book['facts']!.map((f) => f['kind'])).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(book['entries']![0]).toMatchObject({ measure: 'qualified', delta: 1, reason: 'qualified', toStatus: 'qualified' });
    expect(book['grants']).toHaveLength(1); // stickers, at three
    expect((await call('GET', `/members/${program.id}`)).json()).toMatchObject({ status: 404, code: 'member.not_found' });
    const other = await SignupProgram.make(test.app, 'elsewhere', test.database.superUrl);
    const stranger = await staffSession(test.app, 'owner', other.id);
    expect((await test.app.inject({ method: 'GET', url: `/api/v1/programs/${other.id}/members/${memberId}`, headers: stranger.headers })).json()).toMatchObject({ code: 'member.not_found' });
    await other.close();
  });

  it('show a moderator masked addresses', async () => {
    const moderator = await staffSession(test.app, 'moderator', program.id);
    const { items } = (await call('GET', '/members?search=maja', undefined, moderator)).json<{ items: { email: string }[] }>();
    expect(items.map((m) => m.email)).toEqual(['m••@reader.test']);
  });
});
