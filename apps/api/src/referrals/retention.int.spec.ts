import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newId } from '../platform/ids.js';
import { DAY_MS, Maintenance } from '../platform/jobs/maintenance.js';
import { bareProgram, memberSession } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
let test: TestApp;
let programId: string;
let all: DataSource;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
  programId = await bareProgram(test.app, 'halcyon');
  all = await new DataSource({ type: 'postgres', url: test.database.superUrl, poolSize: 2 }).initialize();
});
afterAll(async () => {
  await all.destroy();
  await test.close();
});

describe('clicks', () => {
  const click = (at: string) => all.query('INSERT INTO clicks (program_id, at, id, link_id) VALUES ($1, $2, $3, $3)', [programId, at, newId()]);
  const kept = async () => (await all.query('SELECT at FROM clicks WHERE program_id = $1 ORDER BY at', [programId]) as { at: Date }[]).map((row) => row.at.toISOString());
  const partitions = async () => (await all.query(`SELECT relname FROM pg_class WHERE relname ~ '^clicks_2025_[0-9]{2}$' ORDER BY 1`) as { relname: string }[]).map((row) => row.relname);

  it('are deleted a month at a time before they are thirteen months old, also those without a partition', async () => {
    await click('2025-01-15T12:00:00Z'); // no partition for that month: it goes to the default one
    await all.query(`SELECT make_click_partitions('2025-02-01', '2025-04-01')`);
    for (const at of ['2025-02-01T00:00:00Z', '2025-02-28T23:59:59Z', '2025-03-01T00:00:00Z', '2025-04-01T00:00:00Z']) await click(at);
    await test.app.get(Maintenance).run('old_clicks');
    await test.app.get(Maintenance).run('old_clicks'); // again: the same
    expect(await kept()).toEqual(['2025-03-01T00:00:00.000Z', '2025-04-01T00:00:00.000Z']);
    expect(await partitions()).toEqual(['clicks_2025_03', 'clicks_2025_04']);
  });
});

describe('browsers', () => {
  it('are forgotten 180 days after a member was last seen in them', async () => {
    const { memberId } = await memberSession(test.app, programId);
    const seen = (days: number) => all.query('INSERT INTO browsers (program_id, member_id, visitor_hash, seen_at) VALUES ($1, $2, $3, $4)',
      [programId, memberId, Buffer.from(`${days} days ago`), new Date(NOW.getTime() - days * DAY_MS)]);
    for (const days of [181, 179]) await seen(days);
    await test.app.get(Maintenance).run('unconfirmed_signups');
    expect(await all.query(`SELECT convert_from(visitor_hash, 'UTF8') AS seen FROM browsers WHERE program_id = $1`, [programId])).toEqual([{ seen: '179 days ago' }]);
  });
});
