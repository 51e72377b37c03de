import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';
import { flowsSql } from './day-flows.js';

/** A click is in the table a few seconds after its time at the latest; younger ones are left to the next turn. */
const SETTLE_MS = 2 * MINUTE_MS;
/** So long after its end a day is counted a last time. */
const CLOSE_AFTER_MS = 60 * MINUTE_MS;

/**
 * Folds what happened into a row per day. A click is counted twice in all: once when its minute is folded, once when its
 * day is closed, which also takes in whatever was written late. From then on the day stays, while clicks and
 * unconfirmed sign-ups expire. What is newer than the fold is read from the rows, so a figure never waits for it.
 */
@Injectable()
export class DayFolds implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'program_days', everyMs: MINUTE_MS, run: (at) => this.foldAll(at) });
  }

  /** Twice at the same time, or twice in a row, is once. */
  async fold(programId: string, at: Date): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      // Not FOR UPDATE, which rows that point at the program would wait for.
      const [program] = (await tx.query('SELECT time_zone AS zone FROM programs WHERE id = $1 FOR NO KEY UPDATE', [programId])) as { zone: string }[];
      if (!program) return;
      await addClicks(tx, programId, program.zone, new Date(at.getTime() - SETTLE_MS));
      await closeDays(tx, programId, program.zone, new Date(at.getTime() - CLOSE_AFTER_MS));
    });
  }

  private async foldAll(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) await this.fold(programId, at);
  }
}

/** Adds the clicks since the last fold. The mark moves only with a click, so an empty stretch is looked at again. */
async function addClicks(tx: Tx, programId: string, zone: string, until: Date): Promise<void> {
  const [{ from }] = (await tx.query('SELECT max(counted_until) AS "from" FROM program_days WHERE program_id = $1', [programId])) as [{ from: Date | null }];
  await tx.query(
    `INSERT INTO program_days (program_id, day, human_clicks, machine_clicks, sign_ups, qualified, joined, promoted, bringers, counted_until, closed)
     SELECT $1, (at AT TIME ZONE $2)::date, count(*) FILTER (WHERE machine IS NULL), count(machine), 0, 0, 0, 0, 0, $4, false
     FROM clicks WHERE program_id = $1 AND at >= $3 AND at < $4 GROUP BY 2
     ON CONFLICT (program_id, day) DO UPDATE SET human_clicks = program_days.human_clicks + EXCLUDED.human_clicks,
       machine_clicks = program_days.machine_clicks + EXCLUDED.machine_clicks, counted_until = EXCLUDED.counted_until`,
    [programId, zone, from ?? '-infinity', until]);
}

/** Counts each day that is over once more, from the rows, and closes it; days on which nothing happened too. */
async function closeDays(tx: Tx, programId: string, zone: string, at: Date): Promise<void> {
  const midnight = (day: string) => `(${day}::timestamp AT TIME ZONE $2)`;
  const [open] = (await tx.query(
    `SELECT first::text, last::text FROM (
       SELECT coalesce((SELECT max(day) + 1 FROM program_days WHERE program_id = $1 AND closed),
           least((SELECT min(day) FROM program_days WHERE program_id = $1), (SELECT (created_at AT TIME ZONE $2)::date FROM programs WHERE id = $1),
             (SELECT (min(joined_at) AT TIME ZONE $2)::date FROM members WHERE program_id = $1))) AS first,
         ($3::timestamptz AT TIME ZONE $2)::date AS last) days
     WHERE first < last`, [programId, zone, at])) as { first: string; last: string }[];
  if (!open) return;
  await tx.query(
    `INSERT INTO program_days (program_id, day, human_clicks, machine_clicks, sign_ups, qualified, joined, promoted, bringers, counted_until, closed)
     SELECT $1, d.day, coalesce(human, 0), coalesce(machine, 0), coalesce(sign_ups, 0), coalesce(qualified, 0), coalesce(joined, 0), coalesce(promoted, 0),
       coalesce(bringers, 0), ${midnight('(d.day + 1)')}, true
     FROM (SELECT g::date AS day FROM generate_series($3::date::timestamp, ($4::date - 1)::timestamp, interval '1 day') AS g) d
     LEFT JOIN (
       SELECT (at AT TIME ZONE $2)::date AS day, count(*) FILTER (WHERE machine IS NULL) AS human, count(machine) AS machine
       FROM clicks WHERE program_id = $1 AND at >= ${midnight('$3::date')} AND at < ${midnight('$4::date')} GROUP BY 1) clicked ON clicked.day = d.day
     LEFT JOIN (${flowsSql(midnight('$3::date'), midnight('$4::date'))}) flows ON flows.day = d.day
     ON CONFLICT (program_id, day) DO UPDATE SET human_clicks = EXCLUDED.human_clicks, machine_clicks = EXCLUDED.machine_clicks, sign_ups = EXCLUDED.sign_ups,
       qualified = EXCLUDED.qualified, joined = EXCLUDED.joined, promoted = EXCLUDED.promoted, bringers = EXCLUDED.bringers, closed = true`,
    [programId, zone, open.first, open.last]);
}
