import { randomUUID as id } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@fanfare/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrate } from '../migrate.js';
import { MIGRATIONS } from './index.js';
import { StaffTexts1790000000236 } from './1790000000236-staff-texts.js';

const AT = '2026-03-02T09:00:00Z';
const [program, here, gone, actor] = [id(), id(), id(), id()];
let database: TestDatabase;
let superuser: pg.Client;
let owner: DataSource;
beforeAll(async () => {
  database = await createTestDatabase(migrate);
  superuser = new pg.Client({ connectionString: database.superUrl });
  await superuser.connect();
  owner = await new DataSource({ type: 'postgres', url: database.adminUrl, migrations: MIGRATIONS, migrationsTableName: 'migrations' }).initialize();
  await takeBack();
});
afterAll(async () => {
  await owner.destroy();
  await superuser.end();
  await database.drop();
});

/** With all that came after it. */
async function takeBack(): Promise<void> {
  do await owner.undoLastMigration({ transaction: 'each' });
  while ((await owner.query('SELECT 1 FROM migrations WHERE name = $1', [StaffTexts1790000000236.name])).length > 0);
}

/** A row of the program; what is not given is what the table says. */
async function put(table: string, given: Record<string, unknown>): Promise<void> {
  const row = { program_id: program, ...given };
  const columns = Object.keys(row).join(', ');
  await superuser.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::${table}, $1::jsonb)`, [JSON.stringify(row)]);
}

async function act(action: string, subject: string | null, detail: object): Promise<string> {
  const entry = id();
  await put('audit_log', { id: entry, at: AT, actor_id: actor, action, subject_id: subject, detail });
  return entry;
}

const detailOf = async (entry: string): Promise<unknown> => (await superuser.query<{ detail: unknown }>('SELECT detail FROM audit_log WHERE id = $1', [entry])).rows[0]?.detail;

it('moves what the team wrote about members into their notes, drops it of who has left, and can put it back', async () => {
  await superuser.query(
    `INSERT INTO programs (id, slug, name, status, default_locale, locales, time_zone, brand_color, sender_name, postal_address, landing, allowed_hosts, created_at)
     VALUES ($1, 'moved', 'Moved', 'active', 'en', '{en}', 'UTC', '#1b4a6b', 'Moved', 'Weg 1', '{}', '{}', $2)`, [program, AT]);
  await superuser.query(`SET session_replication_role = 'replica'`); // neither triggers nor foreign keys: only the rows that matter
  for (const member of [here, gone]) await put('members', { id: member, joined_at: AT });
  await put('profiles', { member_id: here, name: 'Ada', locale: 'en', updated_at: AT });
  const [own, theirs, run] = [id(), id(), id()];
  for (const [grant, beneficiary] of [[own, here], [theirs, gone]] as const) {
    await put('grants', { id: grant, reward_id: id(), beneficiary_id: beneficiary, status: 'on_hold', awarded_at: AT, updated_at: AT });
  }
  const finding = async (code: string, of: object) => {
    const entry = id();
    await put('reconciliation_findings', { id: entry, code, subject: entry, detail: {}, seen_in: run, first_seen_at: AT, last_seen_at: AT, accepted_at: AT, accepted_by: actor, ...of });
    return entry;
  };
  const found = [await finding('provider_amount', { grant_id: own, note: 'kept' }), await finding('provider_amount', { grant_id: theirs, note: 'lost' }), await finding('stock_differs', { note: 'on the shelf' }), await finding('award_without_grant', { detail: { bookId: here }, note: 'by book' })];
  const acts = {
    adjusted: await act('ledger.adjusted', here, { measure: 'points', delta: 1, note: 'was promised' }),
    held: await act('grant.held', own, { from: 'queued', reason: 'looks odd' }),
    theirs: await act('grant.held', theirs, { from: 'queued', reason: 'secret' }),
    returned: await act('grant.returned', own, { from: 'shipped', reason: 'damaged' }),
    accepted: await act('reconciliation.accepted', own, { code: 'provider_amount', note: 'kept' }),
    lost: await act('reconciliation.accepted', theirs, { code: 'provider_amount', note: 'lost' }),
    shelf: await act('reconciliation.accepted', null, { code: 'stock_differs', note: 'on the shelf' }),
    book: await act('reconciliation.accepted', null, { code: 'award_without_grant', bookId: here, note: 'by book' }),
    budget: await act('budget.closed', id(), { reason: 'year is over' }),
    view: await act('view.saved', id(), { name: 'Friends of Ada' }),
    tagged: await act('member.tagged', null, { tag: 'ada', changed: 1, filter: { tag: 'ada', locale: 'de' } }),
    arrived: await act('reward_step.arrived', own, { step: 'transfer', reference: 'Ada, March' }),
  };
  await superuser.query(`SET session_replication_role = 'origin'`);
  const before = Object.fromEntries(await Promise.all(Object.entries(acts).map(async ([name, entry]) => [name, await detailOf(entry)])));

  await migrate(database.adminUrl);
  const after = Object.fromEntries(await Promise.all(Object.entries(acts).map(async ([name, entry]) => [name, await detailOf(entry)])));
  expect(after).toEqual({
    adjusted: { measure: 'points', delta: 1, note: acts.adjusted }, held: { from: 'queued', note: acts.held }, theirs: { from: 'queued', note: null }, returned: before['returned'],
    accepted: { code: 'provider_amount', note: acts.accepted }, lost: { code: 'provider_amount', note: null }, shelf: before['shelf'], book: { code: 'award_without_grant', bookId: here, note: acts.book },
    budget: before['budget'], view: {}, tagged: { changed: 1, filter: { tag: '…', locale: 'de' } }, arrived: { step: 'transfer' },
  });
  expect((await superuser.query('SELECT id, member_id, kind, text, author_id FROM member_notes ORDER BY text')).rows).toEqual([
    { id: acts.book, member_id: here, kind: 'reward', text: 'by book', author_id: actor }, { id: acts.accepted, member_id: here, kind: 'reward', text: 'kept', author_id: actor },
    { id: acts.held, member_id: here, kind: 'reward', text: 'looks odd', author_id: actor }, { id: acts.adjusted, member_id: here, kind: 'adjusted', text: 'was promised', author_id: actor },
  ]);
  expect((await superuser.query('SELECT note, note_id FROM reconciliation_findings ORDER BY array_position($1, id)', [found])).rows).toEqual([
    { note: null, note_id: acts.accepted }, { note: null, note_id: null }, { note: 'on the shelf', note_id: null }, { note: null, note_id: acts.book }]);
  await expect(superuser.query(`UPDATE audit_log SET detail = '{}'`)).rejects.toThrow();

  await takeBack();
  for (const name of ['adjusted', 'held', 'returned', 'accepted', 'shelf', 'book', 'budget'] as const) expect(await detailOf(acts[name])).toEqual(before[name]);
  expect(await detailOf(acts.theirs)).toEqual({ from: 'queued', reason: '' });
  expect((await superuser.query('SELECT note FROM reconciliation_findings ORDER BY array_position($1, id)', [found])).rows.map(({ note }) => note)).toEqual(['kept', '', 'on the shelf', 'by book']);
});
