import type { QueueOptions } from 'pg-boss';

const RUNS = { retryLimit: 20, retryDelay: 1, expireInSeconds: 3 * 3600, heartbeatSeconds: 30, retentionSeconds: 86_400, deleteAfterSeconds: 3600, notify: true } as const;

/**
 * Every queue. They are made by a migration, so a new queue or a changed option is a migration too.
 *
 * - events: one job per outbox event and subscriber; id = derivedId(event, subscriber)
 * - events_dead: what a subscriber could not take in twelve tries, about two hours; kept for staff to look at
 * - webhooks: one job per try of a delivery; the tries of days are planned one by one, so the queue's own are for a process that died
 * - reward_steps: one job per minute and step of a provider that is due; when it is tried again is kept with the step
 * - imports: one job per stretch of an import of people; the place is kept with the import, so any job of it goes on from there
 * - reconciliations: one job per pass of a program's comparison, which asks a provider that may be slow; the place is kept with the run
 * - maintenance: recurring work; id = derivedId(name, period), so each period runs once however many workers ask
 * - book_runs: long work over all books of a program, by the clock; id = the run's. A worker that died is missed after half a minute
 * - asked_runs: the same, where a person waits for it: never behind what the clock began
 */
export const QUEUES = {
  events_dead: { retryLimit: 0, retentionSeconds: 90 * 86_400, deleteAfterSeconds: 90 * 86_400 },
  events: {
    retryLimit: 12, retryDelay: 5, retryBackoff: true, retryDelayMax: 1800, expireInSeconds: 300,
    retentionSeconds: 30 * 86_400, deleteAfterSeconds: 86_400, deadLetter: 'events_dead', notify: true,
  },
  webhooks: { retryLimit: 5, retryDelay: 30, expireInSeconds: 120, retentionSeconds: 30 * 86_400, deleteAfterSeconds: 86_400, notify: true },
  reward_steps: { retryLimit: 2, retryDelay: 20, expireInSeconds: 180, retentionSeconds: 86_400, deleteAfterSeconds: 3_600, notify: true },
  imports: { retryLimit: 20, retryDelay: 2, expireInSeconds: 60, retentionSeconds: 7 * 86_400, deleteAfterSeconds: 86_400, notify: true },
  reconciliations: { retryLimit: 3, retryDelay: 30, expireInSeconds: 900, retentionSeconds: 86_400, deleteAfterSeconds: 3_600, notify: true },
  // Kept for two days: as long as a job is there, its period is not run again.
  maintenance: { retryLimit: 3, retryDelay: 30, expireInSeconds: 900, retentionSeconds: 86_400, deleteAfterSeconds: 2 * 86_400, notify: true },
  book_runs: RUNS,
  asked_runs: RUNS,
} as const satisfies Record<string, QueueOptions & { deadLetter?: string; notify?: boolean }>;

export type QueueName = keyof typeof QUEUES;

/** The schema that the queues live in; owned by `migrator`. */
export const JOBS_SCHEMA = 'pgboss';
