import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { JOBS_SCHEMA } from '../platform/jobs/queues.js';

const PATIENCE_MS = 180_000; // without getting further
const PAUSE_MS = 500;

/** What the worker has still to do. */
export interface Backlog {
  readonly events: number;
  readonly jobs: number;
}

/**
 * Lets the jobs that a killed worker had in hand be taken for dead now, and not only in five minutes: by the queue's own
 * rule, which looks at when a job was begun.
 */
export async function expireJobs({ appUrl, superUrl }: { readonly appUrl: string; readonly superUrl: string }): Promise<void> {
  await asked(superUrl, `UPDATE ${JOBS_SCHEMA}.job SET started_on = started_on - interval '1 hour' WHERE state = 'active'`);
  await asked(superUrl, `UPDATE ${JOBS_SCHEMA}.queue SET monitor_on = NULL, monitor_claim_on = NULL`);
  const boss = new PgBoss({
    connectionString: appUrl, schema: JOBS_SCHEMA, migrate: false, createSchema: false, schedule: false, supervise: false,
    persistQueueStats: false, persistWarnings: false, reindex: false, monitorVacuum: false, max: 1,
  });
  await boss.start();
  await boss.supervise('events');
  await boss.stop({ graceful: false });
}

/**
 * Waits until every event is relayed and every job of events is done, without the pauses between retries, for as long as it gets less.
 * @returns what is left, nothing if all goes well
 */
export async function untilQuiet(superUrl: string): Promise<Backlog> {
  for (let [least, end] = [Infinity, 0]; ; await sleep(PAUSE_MS)) {
    await asked(superUrl, `UPDATE ${JOBS_SCHEMA}.job SET start_after = now() WHERE state = 'retry' AND start_after > now()`);
    const [backlog] = (await asked(superUrl,
      `SELECT (SELECT count(*)::int FROM outbox WHERE relayed_at IS NULL) AS events,
         (SELECT count(*)::int FROM ${JOBS_SCHEMA}.job WHERE name = 'events' AND state < 'completed') AS jobs`)) as [Backlog];
    const left = backlog.events + backlog.jobs;
    if (left < least) [least, end] = [left, Date.now() + PATIENCE_MS];
    if (left === 0 || Date.now() > end) return backlog;
  }
}

async function asked(superUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}
