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
  /** Those that wait for a try, planned or not. */
  readonly webhooks: number;
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
  await boss.supervise('webhooks');
  await boss.stop({ graceful: false });
}

/** Lets the webhooks whose next try a killed worker has not planned be missed now, and not only in ten to twenty minutes: by the chore that looks for them. */
export async function ageWebhooks(superUrl: string): Promise<void> {
  await asked(superUrl, `UPDATE webhook_deliveries SET next_try_at = next_try_at - interval '1 hour' WHERE status = 'pending'`);
  await asked(superUrl, `DELETE FROM ${JOBS_SCHEMA}.job WHERE name = 'maintenance' AND data->>'name' = 'overdue_webhooks'`); // or it would rest until its next period
}

/**
 * Waits until every event is relayed, every job of events is done and no webhook waits for a try, without the pauses between retries, for as long as it gets less.
 * @returns what is left, nothing if all goes well
 */
export async function untilQuiet(superUrl: string): Promise<Backlog> {
  for (let [least, end] = [Infinity, 0]; ; await sleep(PAUSE_MS)) {
    await asked(superUrl, `UPDATE ${JOBS_SCHEMA}.job SET start_after = now() WHERE (state = 'retry' OR (name = 'webhooks' AND state = 'created')) AND start_after > now()`);
    const [backlog] = (await asked(superUrl,
      `SELECT (SELECT count(*)::int FROM outbox WHERE relayed_at IS NULL) AS events,
         (SELECT count(*)::int FROM ${JOBS_SCHEMA}.job WHERE name = 'events' AND state < 'completed') AS jobs,
         (SELECT count(*)::int FROM webhook_deliveries WHERE status = 'pending') AS webhooks`)) as [Backlog];
    const left = backlog.events + backlog.jobs + backlog.webhooks;
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
