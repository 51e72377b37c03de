import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@fanfare/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { FixedClock } from '../clock.js';
import { readConfig } from '../config/config.js';
import { migrate } from '../database/migrate.js';
import { Transactions } from '../database/transactions.js';
import { newId } from '../ids.js';
import { PictureUses } from '../pictures/picture-uses.js';
import { Pictures } from '../pictures/pictures.service.js';
import { Housekeeping } from './housekeeping.js';
import { Jobs } from './jobs.js';
import { DAY_MS, Maintenance, MINUTE_MS } from './maintenance.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const ago = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
let database: TestDatabase;
let source: DataSource;
let superuser: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase(migrate);
  source = await new DataSource({ type: 'postgres', url: database.appUrl }).initialize();
  superuser = new pg.Client({ connectionString: database.superUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await source.destroy();
  await database.drop();
});

const newJobs = () => new Jobs(readConfig({ DATABASE_URL: database.appUrl, EMBEDDED_DATABASE: '1', DATA_DIR: join(tmpdir(), 'fanfare-maintenance') }));

describe('recurring chores', () => {
  it('run once per period, whichever worker asks, and again in the next', async () => {
    const clock = new FixedClock(NOW);
    let runs = 0;
    const workers = [0, 1].map(() => {
      const jobs = newJobs();
      const maintenance = new Maintenance(jobs, clock);
      maintenance.onModuleInit();
      maintenance.register({ name: 'count', everyMs: MINUTE_MS, run: async () => { runs += 1; } });
      return { jobs, maintenance };
    });
    const pass = async () => {
      for (const { jobs, maintenance } of workers) {
        await maintenance.enqueueDue();
        await jobs.drain('maintenance');
      }
    };
    await pass();
    await pass();
    expect(runs).toBe(1);
    clock.moveTo(new Date(NOW.getTime() + MINUTE_MS));
    await pass();
    expect(runs).toBe(2);
    for (const { jobs } of workers) await jobs.beforeApplicationShutdown();
  });
});

describe('housekeeping', () => {
  it('deletes what has expired and keeps what has not', async () => {
    const programId = newId();
    await superuser.query(
      `INSERT INTO programs (id, slug, name, status, default_locale, locales, time_zone, brand_color, sender_name, postal_address, landing, allowed_hosts, created_at)
       VALUES ($1, 'daily', 'Daily', 'active', 'en', '{en}', 'UTC', '#123456', 'Daily', 'Street 1', '{}', '{}', $2)`, [programId, NOW]);
    await superuser.query(`INSERT INTO program_slugs (slug, program_id, created_at) VALUES ('daily', $1, $2)`, [programId, NOW]);
    const token = (text: string, expiresAt: Date | null) => superuser.query(
      `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at, expires_at) VALUES ($1, $2, 'confirmation', $3, $4, $5)`, [Buffer.from(text), programId, newId(), ago(60), expiresAt]);
    await token('long expired', ago(31));
    await token('just expired', ago(1)); // still told apart from one that never was
    await token('for ever', null);
    const event = (topic: string, relayedAt: Date | null) => superuser.query(
      `INSERT INTO outbox (program_id, id, topic, payload, created_at, relayed_at) VALUES ($1, $2, $3, '{}', $4, $5)`, [programId, newId(), topic, ago(20), relayedAt]);
    await event('old', ago(8));
    await event('new', ago(6));
    await event('waiting', null);

    const jobs = newJobs();
    const maintenance = new Maintenance(jobs, new FixedClock(NOW));
    new Housekeeping(maintenance, new Transactions(source), new Pictures(new Transactions(source), new FixedClock(NOW), new PictureUses()), source).onModuleInit();
    await maintenance.run();

    const left = async (sql: string) => (await superuser.query<{ text: string }>(sql)).rows.map((row) => row.text);
    expect(await left(`SELECT convert_from(hash, 'UTF8') AS text FROM tokens ORDER BY 1`)).toEqual(['for ever', 'just expired']);
    expect(await left(`SELECT topic AS text FROM outbox ORDER BY 1`)).toEqual(['new', 'waiting']);
  });
});
