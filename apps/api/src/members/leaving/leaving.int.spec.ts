import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Accounts } from '../../identity/index.js';
import { Verifier } from '../../ledger/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { newId } from '../../platform/ids.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { Keys } from '../../platform/keys.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { visitorHash } from '../../platform/auth/visitor.js';
import { sealShown } from '../../rewards/index.js';
import { TestMachine } from '../../testing/machine.js';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const VISITOR = 'Kanarienbrowser0000001';
let test: TestApp;
let program: SignupProgram;
let programs = 0;
beforeAll(async () => {
  test = await startTestApp({ now: NOW });
});
afterAll(() => test.close());
beforeEach(async () => {
  program = await SignupProgram.make(test.app, `halcyon-${++programs}`, test.database.superUrl);
});

const session = async (email: string): Promise<SignedIn> => openSession(test.app, await accountOf(test.app, email), 'member');
const leave = (headers: SignedIn['headers'], confirm: string = program.slug) =>
  test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers, payload: { confirm } });
const download = (headers: SignedIn['headers']) => test.app.inject({ url: `/api/v1/me/programs/${program.slug}/export`, headers });

it('asks whoever signed in long ago to do so again, before data is taken away or somebody leaves', async () => {
  const email = `open${programs}@reader.test`;
  await program.join(email);
  const { headers } = await session(email);
  test.clock.moveTo(new Date(NOW.getTime() + 10 * 60_000));
  for (const answer of [await download(headers), await leave(headers)]) expect(answer.json()).toMatchObject({ status: 403, code: 'auth.step_up_required', level: 'member' });
  expect(await program.memberOf(email)).toBeDefined();
  const again = await session(email);
  expect([(await download(again.headers)).statusCode, (await leave(again.headers)).statusCode]).toEqual([200, 200]);
  test.clock.moveTo(NOW);
});

/** Everything the installation holds as text: each row of each table, and each file. */
async function everything(): Promise<string> {
  const tables = await program.sql<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN ('public', 'pgboss')`);
  expect(tables.length).toBeGreaterThan(30);
  const rows = await Promise.all(tables.map(({ name }) => program.sql<{ text: string | null }>(`SELECT string_agg(t::text, E'\\n') AS text FROM ${name} t`)));
  const folder = join(test.app.get<Config>(CONFIG).dataDir, 'mailbox');
  const files = (await readdir(folder).catch(() => [])).map((file) => readFile(join(folder, file), 'utf8'));
  return [...rows.map(([row]) => row?.text ?? ''), ...(await Promise.all(files))].join('\n').toLowerCase();
}

const ADDRESS = {
  name: 'Qadrname Qfamname', line1: 'Qstreetname 11', line2: 'Qstairname', postalCode: 'QZIP4711', city: 'Qcityname', region: 'Qregionname', country: 'QX',
  phone: '+49QPHONE815', note: 'Qringtwice',
};
/** What stands for the member wherever something can be written of them. */
const CANARIES = [
  'Qgivenname', 'Qsurname', 'qmailbox', 'qmailbox@qcanary.test', 'Qboardname', 'Qadrname', 'Qfamname', 'Qstreetname', 'Qstairname', 'QZIP4711', 'Qcityname', 'Qregionname', 'QPHONE815', 'Qringtwice',
  'QTRACK99', 'Qchannelname', 'Qsecondname', 'Qlatername', 'qcanary.test', 'Qgivenname Qsurname', 'Qadrname Qfamname', 'Qdeliveryerror', 'Qquestion', 'Qappealed', 'Qordername', '"QX"', 'Qstreetname 11', 'qsortedas', 'Qnoted', 'Qreviewed', 'Qimported', 'Qrefusedby',
];

/** A member with everything that can be known of one: they brought two friends, were brought themselves, and wait for a parcel. */
async function knownMember(email = 'qmailbox@qcanary.test'): Promise<{ email: string; memberId: string; fan: string; headers: SignedIn['headers']; visitor: string; accountId: string; answer: string }> {
  const fanCode = await program.join(`fan${programs}@reader.test`, { name: 'Fanny Fan' });
  await program.form(`/join/${program.slug}`, { email, name: 'Qgivenname Qsurname', referralCode: fanCode, consent: 'yes' }, { 'sec-fetch-site': 'same-origin', cookie: `ffv=${VISITOR}` });
  const code = (await program.confirm(await program.token(email))).json<{ link: { code: string } }>().link.code;
  for (const n of [1, 2]) await program.join(`friend${n}-of${programs}@reader.test`, { referralCode: code, name: 'Greta Friend' });
  const memberId = (await program.memberOf(email))!;
  const { headers, accountId } = await session(email);
  await drainMail(test.app);
  await program.signUp({ email, name: 'Qsecondname' });
  const rewards = await program.sql<{ id: string }>('SELECT id FROM rewards WHERE program_id = $1 LIMIT 1', [program.id]);
  const grantId = newId();
  await program.sql(
    `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, reason, awarded_at, updated_at) VALUES ($1, $2, $3, $4, 'claimed', 'by_hand', $5, $5)`,
    [program.id, grantId, rewards[0]!.id, memberId, NOW]);
  await program.sql(`INSERT INTO parcels (program_id, id, beneficiary_id, status, tracking, opened_at) VALUES ($1, $2, $3, 'shipped', 'QTRACK99', $4)`, [program.id, grantId, memberId, NOW]);
  await program.sql('INSERT INTO claim_details (program_id, grant_id, address, updated_at) VALUES ($1, $2, $3, $4)', [program.id, grantId, JSON.stringify(ADDRESS), NOW]);
  // Brought by a system of the brand's own, with an answer for its member; asked for back, and refused in its words.
  const brought = newId();
  const answer = sealShown(test.app.get(Keys), brought, { message: 'Qshown', code: 'QANSWER-7', url: null });
  await program.sql(
    `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, reason, awarded_at, updated_at) VALUES ($1, $2, $3, $4, 'fulfilled', 'by_hand', $5, $5)`, [program.id, brought, rewards[0]!.id, memberId, NOW]);
  await program.sql(
    `INSERT INTO reward_steps (program_id, grant_id, step, provider, status, terms, known, problem, created_at, updated_at)
     SELECT $1, $2, v.step, 'hook', v.status, '{}', v.known, v.problem, $3, $3 FROM (VALUES ('hook', 'done', jsonb_build_object('shown', $4::text, 'kept', 1), NULL), ('reversal', 'failed', '{}', 'refused:Qrefusedby us')) AS v (step, status, known, problem)`,
    [program.id, brought, NOW, answer]);
  await program.sql(`UPDATE profiles SET board_name = 'Qboardname' WHERE program_id = $1 AND member_id = $2`, [program.id, memberId]);
  await program.sql(`UPDATE links SET channel = 'Qchannelname' WHERE program_id = $1 AND member_id = $2`, [program.id, memberId]);
  await program.sql(`UPDATE deliveries SET error = 'Qdeliveryerror' WHERE program_id = $1 AND recipient = $2`, [program.id, email]);
  await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/messages`, headers, payload: { text: 'Qquestion from me' } });
  await program.sql(
    `INSERT INTO appeals (program_id, id, referral_id, member_id, round, note, status, created_at, due_at)
     SELECT $1, $3, id, $2, 1, 'Qappealed', 'open', $4, $4 FROM referrals WHERE program_id = $1 AND member_id = $2 ORDER BY id LIMIT 1`, [program.id, memberId, newId(), NOW]);
  const importId = newId();
  await program.sql(
    `INSERT INTO people_imports (program_id, id, kind, file_name, status, columns, mapping, row_count, done_line, last_line, created_by, created_at, updated_at)
     VALUES ($1, $2, 'members', 'old.csv', 'draft', '{email,name}', '{}', 1, 0, 2, $2, $3, $3)`, [program.id, importId, NOW]);
  await program.sql(`INSERT INTO people_import_rows (program_id, import_id, line, cells, warnings) VALUES ($1, $2, 2, $3, '{}')`, [program.id, importId, [` ${email.toUpperCase()}`, 'Qimported']]);
  await program.sql(`INSERT INTO member_tags (program_id, member_id, tag, tagged_at) VALUES ($1, $2, 'qsortedas', $3)`, [program.id, memberId, NOW]);
  await program.sql(`INSERT INTO member_notes (program_id, id, member_id, kind, text, author_id, created_at) VALUES ($1, $2, $3, 'note', 'Qnoted by the team', $2, $4)`, [program.id, newId(), memberId, NOW]);
  // Beside the evidence about a friend they brought: the note is the friend's, and names who brought them.
  await program.sql(
    `INSERT INTO member_notes (program_id, id, member_id, referral_id, kind, text, author_id, created_at)
     SELECT $1, $3, referee_id, id, 'note', 'Qreviewed Greta Friend, whom Qgivenname knows: greta@reader.test', $3, $4 FROM referrals WHERE program_id = $1 AND member_id = $2 ORDER BY id LIMIT 1`, [program.id, memberId, newId(), NOW]);
  const shop = await TestMachine.make(test.app, program.id);
  await shop.convert({ externalId: 'Qordername', type: 'purchase', email: 'other@qcanary.test' });
  // As of a second address: a purchase that is credited keeps nothing but an opaque id.
  await program.sql(`UPDATE conversions SET email_hash = (SELECT email_hash FROM identities WHERE program_id = $1 AND member_id = $2) WHERE program_id = $1`, [program.id, memberId]);
  await program.sql(`UPDATE accounts SET name = 'Qlatername' WHERE id = $1`, [accountId]);
  const visitor = visitorHash(test.app.get(Keys), VISITOR).toString('hex');
  return { email, memberId, fan: (await program.memberOf(`fan${programs}@reader.test`))!, headers, visitor, accountId, answer };
}

const sums = () => program.sql('SELECT member_id, qualified, points, spent, attended, season, tier_id, last_fact_seq FROM standings WHERE program_id = $1 ORDER BY member_id', [program.id]);
const chains = (but: string) => program.sql('SELECT member_id, seq, hash FROM ledger_entries WHERE program_id = $1 AND member_id <> $2 ORDER BY 1, 2', [program.id, but]);
const problems = async () => (await test.app.get(Verifier).verify(program.id)).mismatches;

describe('leaving', () => {
  it('leaves no trace of the person, and every count as it was', async () => {
    const me = await knownMember();
    const before = await everything();
    expect([...CANARIES, me.visitor].filter((canary) => !before.includes(canary.toLowerCase()))).toEqual([]);
    const [counts, books] = [await sums(), await chains(me.memberId)];

    const answer = await leave(me.headers);
    expect(answer.statusCode).toBe(200);
    await drainMail(test.app);

    const after = await everything();
    expect(CANARIES.filter((canary) => after.includes(canary.toLowerCase()))).toEqual([]);
    expect(after).not.toContain(me.visitor);
    expect([before, after].map((all) => all.includes(me.answer.toLowerCase()))).toEqual([true, false]);
    expect(await program.sql(`SELECT known, problem FROM reward_steps WHERE program_id = $1 ORDER BY step`, [program.id])).toEqual([{ known: { kept: 1 }, problem: null }, { known: {}, problem: 'refused' }]);
    expect(await program.sql('SELECT id FROM accounts WHERE id = $1 UNION ALL SELECT id FROM sessions WHERE account_id = $1', [me.accountId])).toEqual([]);
    const seq = (rows: unknown[]) => (rows as { member_id: string; last_fact_seq: number }[]).map((row) => (row.member_id === me.memberId ? { ...row, last_fact_seq: row.last_fact_seq - 1 } : row));
    expect(seq(await sums())).toEqual(counts);
    expect(await chains(me.memberId)).toEqual(books);
    expect(await problems()).toEqual([]);
  });

  it('answers with a receipt of what stays and why, in the language of the member', async () => {
    const email = 'lena@reader.test';
    await program.join(email);
    await program.sql(`UPDATE profiles SET locale = 'de' WHERE program_id = $1`, [program.id]);
    const receipt = (await leave((await session(email)).headers)).json<{ id: string; at: string; kept: { code: string; what: string; why: string }[] }>();
    expect(receipt.at).toBe(NOW.toISOString());
    expect(receipt.kept.map((kept) => kept.code)).toEqual(['counts', 'links', 'identity', 'unsubscribe', 'consents', 'visits']);
    expect(receipt.kept[1]!.what).toBe('Deine Empfehlungslinks');
    expect(await program.sql(`SELECT detail FROM audit_log WHERE program_id = $1 AND action = 'member.left'`, [program.id])).toEqual([{ detail: { receipt: receipt.id } }]);
    expect(await program.sql(`SELECT standing FROM standings WHERE program_id = $1`, [program.id])).toEqual([{ standing: 'erased' }]);
  });

  it('has one receipt and one line in the audit log, also when it is asked for eight times at the same moment', async () => {
    await program.join('twice@reader.test');
    const { headers } = await session('twice@reader.test');
    const answers = await Promise.all(Array.from({ length: 8 }, () => leave(headers)));
    const receipts = new Set(answers.filter(({ statusCode }) => statusCode === 200).map((answer) => answer.json<{ id: string }>().id));
    expect(receipts.size).toBe(1);
    expect(await program.sql(`SELECT 1 FROM audit_log WHERE program_id = $1 AND action = 'member.left' AND detail->>'receipt' = $2`, [program.id, [...receipts][0]])).toHaveLength(1);
  });

  it('is listed for the team by its receipt, which names nobody, newest first and page by page', async () => {
    const receipts: string[] = [];
    for (const name of ['lena', 'lars', 'lily']) {
      await program.join(`${name}@reader.test`);
      receipts.unshift((await leave((await session(`${name}@reader.test`)).headers)).json<{ id: string }>().id);
    }
    const url = `/api/v1/programs/${program.id}/erasures`;
    const { headers } = await staffSession(test.app, 'manager', program.id);
    const list = async (query: string) => (await test.app.inject({ url: `${url}?${query}`, headers })).json<{ items: { receipt: string }[]; nextCursor: string | null }>();
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map((item) => item.receipt)).toEqual(receipts);
    expect(second.nextCursor).toBeNull();
    expect(JSON.stringify(first)).not.toContain('reader.test');
    expect((await list(`receipt=${receipts[1]}`)).items.map((item) => item.receipt)).toEqual([receipts[1]]);
    expect((await test.app.inject({ url, headers: (await staffSession(test.app, 'moderator', program.id)).headers })).statusCode).toBe(403);
  });

  it('is over afterwards: the session ends with the account, or the program is not found in it', async () => {
    await program.join('ann@reader.test');
    const ann = await session('ann@reader.test');
    expect((await leave(ann.headers)).statusCode).toBe(200);
    expect((await leave(ann.headers)).statusCode).toBe(401);
    const other = program;
    program = await SignupProgram.make(test.app, `elsewhere-${programs}`, test.database.superUrl);
    await program.join('ben@reader.test');
    await other.join('ben@reader.test');
    const ben = await session('ben@reader.test');
    const receipt = (await leave(ben.headers)).json<{ kept: { code: string }[] }>();
    expect(receipt.kept.map((kept) => kept.code)).toContain('account');
    expect((await leave(ben.headers)).statusCode).toBe(404);
    expect((await test.app.inject({ url: `/api/v1/me/programs/${other.slug}/progress`, headers: ben.headers })).statusCode).toBe(200);
  });

  it('leaves a role on the team', async () => {
    await program.join('cleo@reader.test');
    const staff = await staffSession(test.app, 'manager', program.id, { email: 'cleo@reader.test' });
    expect((await leave(staff.headers)).statusCode).toBe(200);
    expect((await test.app.inject({ url: `/api/v1/programs/${program.id}/members`, headers: staff.headers })).statusCode).toBe(200);
    expect((await leave(staff.headers)).statusCode).toBe(404);
  });

  it('wants the name of the program typed again, and changes nothing without', async () => {
    await program.join('dora@reader.test');
    const { headers } = await session('dora@reader.test');
    const before = await program.fingerprint();
    const answer = await leave(headers, 'halcyon');
    expect([answer.statusCode, answer.json<{ errors: { field: string }[] }>().errors[0]!.field]).toEqual([422, 'confirm']);
    expect(await program.fingerprint()).toBe(before);
  });

  it('leaves links that lead on and count for nobody, and a person who can join anew but counts once', async () => {
    const friend = `emil${programs}@reader.test`;
    const host = await program.join(`host${programs}@reader.test`);
    const hostId = (await program.memberOf(`host${programs}@reader.test`))!;
    const code = await program.join(friend, { referralCode: host });
    expect(await program.qualified(hostId)).toBe(1);
    expect((await leave((await session(friend)).headers)).statusCode).toBe(200);
    expect((await test.app.inject({ url: `/r/${code}` })).statusCode).toBe(302);
    expect((await test.app.inject({ url: `/join/${program.slug}?ref=${code}` })).statusCode).toBe(200);
    await program.join(`late${programs}@reader.test`, { referralCode: code });
    expect(await program.sql('SELECT 1 FROM referrals WHERE program_id = $1 AND member_id <> $2', [program.id, hostId])).toEqual([]);
    await program.join(friend, { referralCode: host });
    expect(await program.qualified(hostId)).toBe(1);
    expect(await problems()).toEqual([]);
  });

  it.each([['whole', true], ['cut short', false]])('gives who leaves one program of two and joins it again a book of their own (leaving was %s)', async (_, whole) => {
    const elsewhere = program;
    await elsewhere.join(`hana${programs}@reader.test`);
    program = await SignupProgram.make(test.app, `again-${++programs}`, test.database.superUrl);
    const email = `hana${programs - 1}@reader.test`;
    const code = await program.join(email);
    await program.join(`friend-of-hana${programs}@reader.test`, { referralCode: code });
    const before = (await program.memberOf(email))!;
    const { headers, accountId } = await session(email);
    expect((await leave(headers)).statusCode).toBe(200);
    if (!whole) await program.sql('INSERT INTO account_programs (account_id, program_id, member_id) VALUES ($1, $2, $3)', [accountId, program.id, before]);

    expect(await program.join(email)).not.toBe(code);
    const after = (await program.memberOf(email))!;
    expect(after).not.toBe(before);
    const progress = (await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/progress`, headers })).json<{ qualified: number }>();
    expect(progress.qualified).toBe(0);
    expect(await program.qualified(before)).toBe(1);
    expect(await program.sql('SELECT id, account_id FROM members WHERE id = ANY($1) ORDER BY account_id NULLS LAST', [[before, after]])).toEqual([{ id: after, account_id: accountId }, { id: before, account_id: null }]);
    expect(await problems()).toEqual([]);
  });

  it('gives what was scarce and not yet sent to whoever waits', async () => {
    await program.join('fred@reader.test');
    const memberId = (await program.memberOf('fred@reader.test'))!;
    await program.join('gina@reader.test');
    const waiting = (await program.memberOf('gina@reader.test'))!;
    const [poolId, rewardId, held, queued] = [newId(), newId(), newId(), newId()];
    await program.sql('INSERT INTO pools SELECT (jsonb_populate_record(NULL::pools, $1::jsonb)).*', [JSON.stringify({ program_id: program.id, id: poolId, name: 'Signed', kind: 'stock', units_total: 1, units_left: 0, low_told: false, created_at: NOW, updated_at: NOW })]);
    await program.sql(
      `INSERT INTO rewards SELECT (jsonb_populate_record(r, $2::jsonb)).* FROM rewards r WHERE r.program_id = $1 LIMIT 1`, [program.id, JSON.stringify({ id: rewardId, pool_id: poolId })]);
    const grant = (id: string, who: string, status: string) => program.sql(
      `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, reason, awarded_at, updated_at) VALUES ($1, $2, $3, $4, $5, 'by_hand', $6, $6)`, [program.id, id, rewardId, who, status, NOW]);
    await grant(held, memberId, 'claimable');
    await grant(queued, waiting, 'queued');
    await program.sql('INSERT INTO allocations (program_id, grant_id, pool_id, units, at) VALUES ($1, $2, $3, 1, $4)', [program.id, held, poolId, NOW]);
    expect((await leave((await session('fred@reader.test')).headers)).statusCode).toBe(200);
    expect(await program.sql('SELECT id, status, reason FROM grants WHERE id = ANY($1) ORDER BY status', [[held, queued]])).toEqual([
      { id: queued, status: 'claimable', reason: 'by_hand' }, { id: held, status: 'revoked', reason: 'member_left' }]);
    expect(await program.sql('SELECT grant_id FROM allocations WHERE pool_id = $1', [poolId])).toEqual([{ grant_id: queued }]);
  });
});

/** Everything that staff may write about a member while they act, each with a canary of its own; with what could not be written. */
async function writtenAbout(memberId: string, manager: SignedIn): Promise<string[]> {
  const base = `/api/v1/programs/${program.id}`;
  const send = async (path: string, payload: object) => [path, (await test.app.inject({ method: 'POST', url: `${base}/${path}`, headers: manager.headers, payload })).statusCode] as const;
  const [{ id: rewardId }] = await program.sql<{ id: string }>('SELECT id FROM rewards WHERE program_id = $1 LIMIT 1', [program.id]) as [{ id: string }];
  const grant = async (status: string, needed = 0): Promise<string> => {
    const id = newId();
    await program.sql(
      `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, reason, approvals_needed, awarded_at, updated_at, claim_by) VALUES ($1, $2, $3, $4, $5, 'by_hand', $6, $7, $7, $7)`,
      [program.id, id, rewardId, memberId, status, needed, NOW]);
    return id;
  };
  const step = async (): Promise<string> => {
    const id = await grant('claimed');
    await program.sql(
      `INSERT INTO reward_steps (program_id, grant_id, step, provider, status, waits_for, terms, known, created_at, updated_at) VALUES ($1, $2, 'transfer', 'manual', 'waiting', 'staff', '{}', '{}', $3, $3)`, [program.id, id, NOW]);
    return id;
  };
  const [run, finding, held] = [newId(), newId(), await grant('claimable')];
  await program.sql(`INSERT INTO reconciliations (program_id, id, status, began_at, ended_at) VALUES ($1, $2, 'done', $3, $3)`, [program.id, run, NOW]);
  await program.sql(
    `INSERT INTO reconciliation_findings (program_id, id, code, subject, grant_id, detail, seen_in, first_seen_at, last_seen_at) VALUES ($1, $2, 'provider_amount', $3::text, $3::uuid, '{}', $4, $5, $5)`, [program.id, finding, held, run, NOW]);
  const sent = [
    await send(`members/${memberId}/adjustments`, { id: newId(), measure: 'points', delta: 5, reason: 'adjust.goodwill', note: 'Qwrote adjusted' }),
    await send('grants', { memberId, rewardId, reason: 'Qwrote given' }),
    await send(`grants/${held}/hold`, { reason: 'Qwrote held' }),
    await send(`grants/${await grant('claimable')}/revoke`, { reason: 'Qwrote revoked' }),
    await send(`grants/${await grant('returned')}/put-back`, { reason: 'Qwrote putback' }),
    await send(`grants/${await grant('claimable')}/extend`, { days: 3, reason: 'Qwrote extended' }),
    await send(`grants/${await grant('expired')}/extend`, { days: 3, reason: 'Qwrote reopened' }),
    await send('grants/reject', { grantIds: [await grant('granted', 1), await grant('granted', 1)], reason: 'Qwrote rejected' }),
    await send(`reward-steps/${await step()}/transfer/cannot`, { reason: 'Qwrote cannot' }),
    await send(`reward-steps/${await step()}/transfer/arrived`, { reference: 'Qwrote reference' }),
    await send(`reconciliation/findings/${finding}/accept`, { note: 'Qwrote accepted' }),
    await send(`members/${memberId}/suspend`, { id: newId(), reason: 'Qwrote suspended' }),
    await send(`members/${memberId}/notes`, { id: newId(), text: 'Qwrote noted' }),
    await send('members/bulk', { select: { ids: [memberId] }, act: { kind: 'tag', tag: 'qwrote tagged' } }),
  ];
  expect(sent.filter(([, status]) => status >= 300)).toEqual([]);
  return ['adjusted', 'given', 'held', 'revoked', 'putback', 'extended', 'reopened', 'rejected', 'cannot', 'reference', 'accepted', 'suspended', 'noted', 'tagged'].map((word) => `qwrote ${word}`);
}

describe('what the team wrote about a member', () => {
  it('is theirs to take along, and goes with them from wherever it stood: what was done and who did it stays', async () => {
    const email = `wanda${programs}@reader.test`;
    await program.join(email, { name: 'Wanda Winter' });
    const memberId = (await program.memberOf(email))!;
    const manager = await staffSession(test.app, 'manager', program.id);
    const written = await writtenAbout(memberId, manager);
    const url = `/api/v1/programs/${program.id}`;
    const all = (await test.app.inject({ method: 'POST', url: `${url}/members/${memberId}/export`, headers: manager.headers })).body.toLowerCase();
    expect(written.filter((text) => !all.includes(text))).toEqual([]);

    const [{ id: held }] = await program.sql<{ id: string }>(`SELECT subject_id AS id FROM audit_log WHERE program_id = $1 AND action = 'grant.held'`, [program.id]) as [{ id: string }];
    const history = async () => (await test.app.inject({ url: `${url}/grants/${held}/history`, headers: manager.headers })).json<{ items: { action: string | null; note: string | null }[] }>()
      .items.filter(({ action }) => action !== null).map(({ action, note }) => [action, note]);
    const accepted = async () => (await test.app.inject({ url: `${url}/reconciliation?view=accepted`, headers: manager.headers })).json<{ items: { accepted: { note: string | null } }[] }>().items.map((item) => item.accepted.note);
    expect([await history(), await accepted()]).toEqual([[['grant.held', 'Qwrote held'], ['reconciliation.accepted', 'Qwrote accepted']], ['Qwrote accepted']]);
    const acts = () => program.sql<{ action: string }>(`SELECT action, actor_id FROM audit_log WHERE program_id = $1 AND action NOT IN ('member.exported', 'member.left') ORDER BY id`, [program.id]);
    const before = await acts();
    expect(before.length).toBeGreaterThan(12);

    expect((await leave((await session(email)).headers)).statusCode).toBe(200);
    await drainMail(test.app);
    expect(await everything()).not.toContain('qwrote');
    expect([await history(), await accepted()]).toEqual([[['grant.held', null], ['reconciliation.accepted', null]], [null]]);
    expect(await acts()).toEqual(before);
  });

  it('is not kept of somebody who has left, whose reward is held all the same', async () => {
    const email = `wido${programs}@reader.test`;
    await program.join(email);
    const memberId = (await program.memberOf(email))!;
    const manager = await staffSession(test.app, 'manager', program.id);
    await writtenAbout(memberId, manager);
    await leave((await session(email)).headers);
    await program.sql(`UPDATE grants SET status = 'returned' WHERE program_id = $1 AND beneficiary_id = $2`, [program.id, memberId]);
    const [{ id }] = await program.sql<{ id: string }>('SELECT id FROM grants WHERE program_id = $1 AND beneficiary_id = $2 LIMIT 1', [program.id, memberId]) as [{ id: string }];
    const answer = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/grants/${id}/put-back`, headers: manager.headers, payload: { reason: 'Qwrote afterwards' } });
    expect(answer.json()).toMatchObject({ status: 'revoked' });
    await drainMail(test.app);
    expect(await everything()).not.toContain('qwrote');
    expect(await program.sql(`SELECT detail->'note' AS note FROM audit_log WHERE program_id = $1 AND action = 'grant.put_back' AND subject_id = $2 ORDER BY id DESC LIMIT 1`, [program.id, id])).toEqual([{ note: null }]);
  });

  it('goes with a view that names them, or searches for them alone; the others stay', async () => {
    const email = `vera${programs}@vogel.test`;
    await program.join(email, { name: 'Vera Vogelsang' });
    await program.join(`other${programs}@reader.test`, { name: 'Olga Vertova' });
    const manager = await staffSession(test.app, 'manager', program.id);
    const save = async (name: string, filter: object) => {
      const answer = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/people-views`, headers: manager.headers, payload: { name, filter } });
      expect(answer.statusCode).toBe(201);
      return answer.json<{ id: string }>().id;
    };
    const gone = [
      await save('Friends of Vera', {}), await save('One', { search: 'vera vogelsang' }), await save('Two', { search: email }), await save('Three', { search: 'ogelsa' }),
      await save('Four', { search: 'vogel.test' }), await save('Five', { tag: 'veras class' }),
    ];
    const kept = [await save('Six', { search: 'ver' }), await save('Seven', { search: '.test' }), await save('Eight', { search: 'olga' }), await save('Nobody', { search: 'no such name' }), await save('Plain', { locale: 'en' })];
    await test.app.inject({ method: 'PUT', url: `/api/v1/programs/${program.id}/people-views/${gone[1]}`, headers: manager.headers, payload: { name: 'Vogelsangs', filter: { search: 'vera vogelsang' } } });
    expect((await leave((await session(email)).headers)).statusCode).toBe(200);
    expect((await program.sql<{ id: string }>('SELECT id FROM people_views WHERE program_id = $1', [program.id])).map(({ id }) => id).toSorted()).toEqual(kept.toSorted());
    expect(await program.sql(`SELECT detail->'views' AS views FROM audit_log WHERE program_id = $1 AND action = 'member.left'`, [program.id])).toEqual([{ views: gone.length }]);
    await drainMail(test.app);
    const all = await everything();
    for (const said of ['vogelsang', 'vogel.test', 'friends of vera', 'veras class']) expect(all).not.toContain(said);
  });
});

describe('the export', () => {
  it('is one file with everything about the member, and friends by their masked address alone', async () => {
    const me = await knownMember();
    const answer = await download(me.headers);
    expect(answer.headers).toMatchObject({ 'content-disposition': `attachment; filename="${program.slug}-my-data.json"`, 'cache-control': 'no-store' });
    const all = answer.body;
    const { data, account } = answer.json<{ account: { email: string }; data: Record<string, unknown[]> }>();
    expect(account.email).toBe(me.email);
    expect(Object.keys(data).toSorted()).toEqual([
      'addressChanges', 'appeals', 'asFriend', 'awards', 'brought', 'browsers', 'claimDetails', 'codes', 'consents', 'conversions', 'deliveries', 'entries', 'facts', 'giftCards', 'grants', 'identities', 'importedLines', 'invitations', 'joined', 'links', 'member', 'messages', 'parcels', 'payoutAccount', 'profile', 'referrals', 'reviewNotes', 'signUps', 'staffNotes', 'standing', 'tags', 'traces', 'unlocked', 'unsubscribed',
    ]);
    for (const said of ['Qgivenname Qsurname', me.email, 'Qstreetname 11', 'Qboardname', 'QTRACK99', 'Qchannelname', 'qsortedas', 'Qnoted', 'Qreviewed G••, whom Qgivenname knows: g••@reader.test', 'Qimported', 'QANSWER-7']) expect(all).toContain(said);
    expect(data['referrals']).toHaveLength(2);
    expect(data['facts']!.length).toBeGreaterThanOrEqual(2);
    expect(all).toContain('f••@reader.test');
    for (const theirs of ['Greta', 'Fanny', `friend1-of${programs}`]) expect(all).not.toContain(theirs);
    expect((await leave(me.headers)).statusCode).toBe(200);
  });

  describe('of a friend and of who brought them', () => {
    const friends = () => ({ bought: `bought${programs}@friend.test`, same: `same${programs}@friend.test` });
    let fan: string;
    let staff: SignedIn;
    beforeEach(async () => {
      const code = await program.join(`fan${programs}@reader.test`, { name: 'Fanny Fan' });
      fan = (await program.memberOf(`fan${programs}@reader.test`))!;
      const { bought, same } = friends();
      await program.join(bought, { referralCode: code });
      await program.sql(`UPDATE accounts SET name = 'Greta Friend' WHERE email = $1`, [bought]);
      await (await TestMachine.make(test.app, program.id)).convert({ externalId: 'Qfriendsorder', type: 'purchase', email: bought, amountMinor: 98_765, currency: 'EUR' });
      // The browser of the fan's own page: a sign-up in it looks like the fan's.
      await program.sql('INSERT INTO browsers (program_id, visitor_hash, member_id, seen_at) VALUES ($1, $2, $3, $4)', [program.id, visitorHash(test.app.get(Keys), VISITOR), fan, NOW]);
      await program.form(`/join/${program.slug}`, { email: same, name: 'Sam Same', referralCode: code, consent: 'yes' }, { 'sec-fetch-site': 'same-origin', cookie: `ffv=${VISITOR}` });
      await program.confirm(await program.token(same));
      staff = await staffSession(test.app, 'moderator', program.id);
      const [{ id }] = await program.sql<{ id: string }>('SELECT id FROM referrals WHERE program_id = $1 AND referee_id = $2', [program.id, await program.memberOf(bought)]) as [{ id: string }];
      const review = await test.app.inject({
        method: 'POST', url: `/api/v1/programs/${program.id}/reviews/batch`, headers: staff.headers,
        payload: { id: newId(), verdict: 'reject', reason: 'review.abuse', friends: [{ referralId: id, seen: await program.revisionOf(id) }] },
      });
      expect(review.json()).toMatchObject({ items: [{ status: 'reversed', problem: null }] });
    });
    const bodiesOf = async (kind: string) => (await program.sql<{ body: { signals: object; touches: { linkId: string; seen: object }[] } }>('SELECT body FROM facts WHERE program_id = $1 AND member_id = $2 AND kind = $3 ORDER BY seq', [program.id, fan, kind])).map(({ body }) => body);

    it('who brought them reads what counts and why, as on their page; not what was measured, what a friend bought, or who of the team judged', async () => {
      const answer = await download((await session(`fan${programs}@reader.test`)).headers);
      const { data } = answer.json<{ data: Record<'facts' | 'entries' | 'referrals', object[]> }>();
      expect(data.referrals).toHaveLength(2);
      for (const status of ['reversed', 'rejected']) expect(data.referrals).toContainEqual(expect.objectContaining({ status, reason: 'not_accepted' }));
      expect(data.facts).toContainEqual({ seq: expect.any(Number), kind: 'reviewed', version: 1, at: expect.any(String), referralId: expect.any(String), verdict: 'reject', reason: 'not_accepted' });
      expect(data.entries).toContainEqual(expect.objectContaining({ measure: 'qualified', delta: -1, from: 'qualified', to: 'reversed', reason: 'not_accepted', hash: expect.stringMatching(/^[0-9a-f]{64}$/) }));
      const about = JSON.stringify([data.facts, data.entries, data.referrals]);
      for (const hidden of ['signals', 'touches', 'seen', 'evidence', 'refereeId', 'check.', 'review.', 'sameBrowser', 'Qfriendsorder', '98765', staff.accountId, (await program.memberOf(friends().same))!]) expect(about).not.toContain(hidden);
    });

    it('a friend reads what was measured and decided of them; not whose friend they are, or who of the team judged', async () => {
      const [bought, same] = await bodiesOf('confirmed');
      const fileOf = async (email: string) => {
        const answer = await download((await session(email)).headers);
        for (const hidden of [fan, bought!.touches[0]!.linkId, staff.accountId, 'Fanny', 'linkClicks', 'linkSignups', '"by"']) expect(answer.body).not.toContain(hidden);
        return answer.json<{ data: { facts: object[]; asFriend: object[] } }>().data;
      };
      const at = NOW.toISOString();
      expect(Object.keys(bought!.signals)).not.toEqual([]);
      expect(await fileOf(friends().bought)).toMatchObject({
        facts: [],
        asFriend: [{
          status: 'reversed', reason: 'review.abuse', confirmedAt: at, decidedAt: at,
          facts: [
            { kind: 'confirmed', at, claim: 'won', signals: bought!.signals, touches: [{ via: 'code', at, measured: { sameBrowser: false } }] },
            { kind: 'converted', type: 'purchase', order: 'shop:Qfriendsorder', amountMinor: 98_765 }, { kind: 'reviewed', verdict: 'reject', reason: 'review.abuse' },
          ],
          decisions: [{ to: 'qualified', reason: 'qualified' }, { from: 'qualified', to: 'reversed', reason: 'review.abuse' }],
        }],
      });
      expect(await fileOf(friends().same)).toMatchObject({
        asFriend: [{ reason: expect.stringContaining('check.'), facts: [{ kind: 'confirmed', signals: same!.signals, touches: [{ measured: { sameBrowser: true } }] }], decisions: [{ evidence: { sameBrowser: true } }] }],
      });
    });
  });
});

describe('the team, for who has asked by letter', () => {
  const url = (memberId: string, what: string) => `/api/v1/programs/${program.id}/members/${memberId}/${what}`;
  const manager = () => staffSession(test.app, 'manager', program.id);
  const save = (headers: SignedIn['headers'], memberId: string) => test.app.inject({ method: 'POST', url: url(memberId, 'export'), headers });
  const erase = (headers: SignedIn['headers'], memberId: string, confirm: string, reason = 'asked for it by mail') =>
    test.app.inject({ method: 'POST', url: url(memberId, 'erase'), headers, payload: { confirm, reason } });
  const audited = () => program.sql(`SELECT action, actor_id, subject_id, detail - 'receipt' AS detail FROM audit_log WHERE program_id = $1 AND action IN ('member.left', 'member.exported') ORDER BY at, id`, [program.id]);

  it('takes the file that the member gets, and it is noted who did', async () => {
    const me = await knownMember('qmailbox@one.qcanary.test');
    const { headers, accountId } = await manager();
    const own = (await download(me.headers)).json<object>();
    const answer = await save(headers, me.memberId);
    expect(answer.headers).toMatchObject({ 'content-disposition': `attachment; filename="${program.slug}-data.json"`, 'cache-control': 'no-store' });
    expect(answer.json()).toEqual(own);
    expect(await audited()).toEqual([{ action: 'member.exported', actor_id: accountId, subject_id: me.memberId, detail: {} }]);
    expect((await leave(me.headers)).statusCode).toBe(200);
    expect((await save(headers, me.memberId)).json()).toMatchObject({ status: 404, code: 'member.not_found' });
  });

  it('erases as leaving does: no trace, every count and every other chain as it was; once told, nothing knows the address', async () => {
    const me = await knownMember('qmailbox@two.qcanary.test');
    const { headers, accountId } = await manager();
    const [counts, books] = [await sums(), await chains(me.memberId)];
    const answer = await erase(headers, me.memberId, ' Qmailbox@TWO.qcanary.test ');
    expect(answer.statusCode).toBe(200);
    const { id } = answer.json<{ id: string }>();

    const mails = (await drainMail(test.app)).filter((mail) => mail.to === me.email);
    expect(mails.map((mail) => mail.subject)).toEqual(['You have been erased from Halcyon Daily']);
    expect(mails[0]!.text).toContain(id);
    expect(mails[0]!.text).toContain('Which texts were agreed to, and when: They show');
    expect(mails[0]!.text).not.toContain('Your account: address');
    await test.app.get(Maintenance).run('stale_deliveries');
    await test.app.get(Mailer).forget({ deliveryIds: [], addresses: [me.email] }); // the mailbox of the trial stands for the member's own

    const after = await everything();
    expect(CANARIES.filter((canary) => after.includes(canary.toLowerCase()))).toEqual([]);
    const seq = (rows: unknown[]) => (rows as { member_id: string; last_fact_seq: number }[]).map((row) => (row.member_id === me.memberId ? { ...row, last_fact_seq: row.last_fact_seq - 1 } : row));
    expect(seq(await sums())).toEqual(counts);
    expect(await chains(me.memberId)).toEqual(books);
    expect(await problems()).toEqual([]);
    expect(await audited()).toEqual([{ action: 'member.left', actor_id: accountId, subject_id: me.memberId, detail: { reason: 'asked for it by mail' } }]);
    const listed = (await test.app.inject({ url: `/api/v1/programs/${program.id}/erasures`, headers })).json<{ items: object[] }>().items;
    expect(listed).toEqual([expect.objectContaining({ receipt: id, by: { name: expect.any(String), reason: 'asked for it by mail' } })]);
  });

  it('gives the same receipt for who has been erased, mails nobody twice, and finishes what was cut short', async () => {
    const email = `twice${programs}@reader.test`;
    await program.join(email);
    const account = await accountOf(test.app, email);
    await test.app.get(Accounts).linkMembers(newId(), [{ accountId: account, memberId: newId() }], NOW); // stays, for another program
    await drainMail(test.app);
    const memberId = (await program.memberOf(email))!;
    const { headers } = await manager();
    const first = (await erase(headers, memberId, email)).json<{ id: string }>();
    await program.sql('INSERT INTO account_programs (account_id, program_id, member_id) VALUES ($1, $2, $3)', [account, program.id, memberId]);
    expect((await erase(headers, memberId, email)).json<{ id: string }>()).toMatchObject({ id: first.id });
    expect((await drainMail(test.app)).filter((mail) => mail.to === email && mail.subject.startsWith('You have been erased'))).toHaveLength(1);
    expect(await program.sql('SELECT 1 FROM account_programs WHERE program_id = $1 AND member_id = $2', [program.id, memberId])).toEqual([]);
    expect(await audited()).toHaveLength(1);
  });

  it('writes to somebody who stays elsewhere in their language, and says that the account stays', async () => {
    const email = `beide${programs}@reader.test`;
    await program.join(email);
    const other = await SignupProgram.make(test.app, `other-${programs}`, test.database.superUrl);
    await other.join(email);
    await program.sql(`UPDATE profiles SET locale = 'de' WHERE program_id = $1`, [program.id]);
    expect((await erase((await manager()).headers, (await program.memberOf(email))!, email)).statusCode).toBe(200);
    const mail = (await drainMail(test.app)).find((one) => one.to === email && one.subject === 'Du bist bei Halcyon Daily gelöscht');
    expect(mail!.text).toContain('Dein Konto: Adresse, Name und Sprache');
    expect(await other.memberOf(email)).toBeDefined();
    await other.close();
  });

  it('tries a mail that was not taken for a week, then nothing knows the address', async () => {
    const email = `full${programs}@reader.test`;
    await program.join(email);
    await drainMail(test.app);
    await erase((await manager()).headers, (await program.memberOf(email))!, email);
    const known = () => program.sql(`SELECT status FROM deliveries WHERE program_id = $1 AND recipient = $2`, [program.id, email]);
    test.clock.moveTo(new Date(NOW.getTime() + 6.9 * 86_400_000));
    await test.app.get(Maintenance).run('stale_deliveries');
    expect(await known()).toEqual([{ status: 'parked' }]);
    test.clock.moveTo(new Date(NOW.getTime() + 7.1 * 86_400_000));
    await test.app.get(Maintenance).run('stale_deliveries');
    expect(await known()).toEqual([]);
    test.clock.moveTo(NOW);
  });

  it('finds the one person by either of two names, and tells both addresses', async () => {
    const [work, home] = [`anna${programs}@work.test`, `anna${programs}@home.test`];
    await program.join(work);
    await program.join(home);
    const ids = [(await program.memberOf(work))!, (await program.memberOf(home))!].toSorted();
    const { headers } = await manager();
    await test.app.inject({ method: 'POST', url: url(ids[0]!, 'merge'), headers, payload: { id: newId(), otherId: ids[1] } });
    await drainMail(test.app);
    const receipt = (await erase(headers, ids[1]!, work)).json<{ id: string }>().id;
    expect((await erase(headers, ids[0]!, home)).json()).toMatchObject({ id: receipt });
    expect(await program.sql('SELECT 1 FROM identities WHERE program_id = $1', [program.id])).toEqual([]);
    expect((await drainMail(test.app)).filter((mail) => mail.text.includes(receipt)).map((mail) => mail.to).toSorted()).toEqual([home, work].toSorted());
    expect(await problems()).toEqual([]);
  });

  it('wants one of the member’s addresses typed, and a reason that does not name them', async () => {
    await program.join(`dora${programs}@reader.test`, { name: 'Dora Dietrich' });
    const memberId = (await program.memberOf(`dora${programs}@reader.test`))!;
    const { headers } = await manager();
    const before = await program.fingerprint();
    for (const [confirm, reason, field, code] of [
      ['somebody@reader.test', 'asked for it', 'confirm', 'mismatch'], [program.slug, 'asked for it', 'confirm', 'mismatch'],
      [`dora${programs}@reader.test`, 'as', 'reason', undefined], [`dora${programs}@reader.test`, 'letter of Mrs DIETRICH', 'reason', 'names_person'], [`dora${programs}@reader.test`, 'Doras letter', 'reason', 'names_person'], [`dora${programs}@reader.test`, `mail of dora${programs}@reader.test`, 'reason', 'names_person'],
    ] as const) {
      const answer = await erase(headers, memberId, confirm, reason);
      expect([answer.statusCode, answer.json<{ errors: { field: string }[] }>().errors[0]]).toEqual([422, expect.objectContaining({ field, ...(code && { code }) })]);
    }
    expect(await program.fingerprint()).toBe(before);
  });

  it('is for owners and managers who signed in a moment ago, and for members of their own program', async () => {
    const email = `guarded${programs}@reader.test`;
    await program.join(email);
    const memberId = (await program.memberOf(email))!;
    const moderator = await staffSession(test.app, 'moderator', program.id);
    for (const answer of [await save(moderator.headers, memberId), await erase(moderator.headers, memberId, email)]) expect(answer.json()).toMatchObject({ status: 403, code: 'auth.forbidden' });
    const other = await SignupProgram.make(test.app, `foreign-${programs}`, test.database.superUrl);
    await other.join(email);
    const foreign = (await other.memberOf(email))!;
    const { headers } = await manager();
    for (const answer of [await save(headers, foreign), await erase(headers, foreign, email)]) expect(answer.json()).toMatchObject({ status: 404, code: 'member.not_found' });
    test.clock.moveTo(new Date(NOW.getTime() + 10 * 60_000));
    for (const answer of [await save(headers, memberId), await erase(headers, memberId, email)]) expect(answer.json()).toMatchObject({ status: 403, code: 'auth.step_up_required', level: 'staff' });
    test.clock.moveTo(NOW);
    expect([await program.memberOf(email), await other.memberOf(email)]).toEqual([memberId, foreign]);
    expect(await audited()).toEqual([]);
    await other.close();
  });
});
