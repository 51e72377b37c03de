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
import { Jobs } from '../jobs/jobs.js';
import { writeOutbox } from './outbox.js';
import { Relay } from './relay.js';
import { type RelayedEvent, Subscribers } from './subscribers.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const programId = newId();
let database: TestDatabase;
let source: DataSource;
let tx: Transactions;
let superuser: pg.Client;
let jobs: Jobs;
let relay: Relay;
let heard: RelayedEvent[];
let failures: number;

beforeAll(async () => {
  database = await createTestDatabase(migrate);
  superuser = new pg.Client({ connectionString: database.superUrl });
  await superuser.connect();
  await superuser.query(
    `INSERT INTO programs (id, slug, name, status, default_locale, locales, time_zone, brand_color, sender_name, postal_address, landing, allowed_hosts, created_at)
     VALUES ($1, 'daily', 'Daily', 'active', 'en', '{en}', 'UTC', '#123456', 'Daily', 'Street 1', '{}', '{}', $2)`, [programId, NOW]);
  await superuser.query(`INSERT INTO program_slugs (slug, program_id, created_at) VALUES ('daily', $1, $2)`, [programId, NOW]);
  source = await new DataSource({ type: 'postgres', url: database.appUrl }).initialize();
  tx = new Transactions(source);
  jobs = new Jobs(readConfig({ DATABASE_URL: database.appUrl, EMBEDDED_DATABASE: '1', DATA_DIR: join(tmpdir(), 'fanfare-relay') }));
  const subscribers = new Subscribers();
  subscribers.register({
    name: 'listener',
    topics: ['thing.happened'],
    handle: async (_program, event) => {
      if (failures-- > 0) throw new Error('not now');
      heard.push(event);
    },
  });
  relay = new Relay(tx, jobs, subscribers, new FixedClock(NOW));
  relay.onModuleInit();
  heard = [];
  failures = 0;
});

afterAll(async () => {
  await jobs.beforeApplicationShutdown();
  await source.destroy();
  await superuser.end();
  await database.drop();
});

const happen = (payload: RelayedEvent['payload']) =>
  tx.inProgram(programId, (t) => writeOutbox(t, programId, [{ topic: 'thing.happened', payload }, { topic: 'nobody.listens', payload }], NOW));
const waiting = async () => (await superuser.query(`SELECT count(*)::int AS n FROM outbox WHERE relayed_at IS NULL`)).rows[0].n as number;

describe('the relay', () => {
  it('takes every event once and hands it to those who listen', async () => {
    await happen({ n: 1 });
    expect(await relay.runOnce()).toBe(2);
    expect(await relay.runOnce()).toBe(0);
    await jobs.drain('events');
    expect(heard.map((event) => event.payload)).toEqual([{ n: 1 }]);
  });

  it('makes no second job when it was killed between the jobs and the mark', async () => {
    heard = [];
    await happen({ n: 2 });
    await relay.runOnce();
    // What a kill leaves behind: the jobs are committed, the mark is not.
    await superuser.query(`UPDATE outbox SET relayed_at = NULL WHERE topic = 'thing.happened' AND payload->>'n' = '2'`);
    expect(await waiting()).toBe(1);
    expect(await relay.runOnce()).toBe(1);
    await jobs.drain('events');
    await superuser.query(`UPDATE outbox SET relayed_at = NULL WHERE topic = 'thing.happened' AND payload->>'n' = '2'`);
    await relay.runOnce(); // also after the job has run
    await jobs.drain('events');
    expect(heard.map((event) => event.payload)).toEqual([{ n: 2 }]);
  });

  it('writes no event when the change is rolled back', async () => {
    heard = [];
    await expect(tx.inProgram(programId, async (t) => {
      await writeOutbox(t, programId, [{ topic: 'thing.happened', payload: { n: 3 } }], NOW);
      throw new Error('the change failed');
    })).rejects.toThrow('the change failed');
    expect(await relay.runOnce()).toBe(0);
  });

  it('keeps a job whose subscriber failed, and runs it again later', async () => {
    heard = [];
    failures = 1;
    await happen({ n: 4 });
    await relay.runOnce();
    await jobs.drain('events');
    expect(heard).toEqual([]);
    await superuser.query(`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`);
    await jobs.drain('events');
    expect(heard.map((event) => event.payload)).toEqual([{ n: 4 }]);
  });

  it('works while polling, and the service may not change the queues themselves', async () => {
    heard = [];
    await jobs.start();
    await happen({ n: 5 });
    await relay.runOnce();
    const deadline = Date.now() + 10_000;
    while (heard.length === 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard.map((event) => event.payload)).toEqual([{ n: 5 }]);
    await expect(source.query(`CREATE TABLE pgboss.more ()`)).rejects.toThrow('permission denied');
    await expect(source.query(`INSERT INTO pgboss.version (version) VALUES (1)`)).rejects.toThrow('permission denied');
  });
});
