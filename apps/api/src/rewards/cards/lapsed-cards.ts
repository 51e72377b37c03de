import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';
import { sourcesOf } from '../grant-states.js';
import { lockRewards } from '../grant-writes.js';
import { announceServed, putBack, serveQueues } from '../pool-queue.js';

/** Of the free cards of the program $1 at $2, those whose last day has passed where the program is. */
const LAPSED = `c.program_id = $1 AND c.grant_id IS NULL AND c.lapsed_at IS NULL
  AND c.last_day < (SELECT ($2::timestamptz AT TIME ZONE p.time_zone)::date FROM programs p WHERE p.id = $1)`;

/** Takes gift cards out of what there is to give once their last day has passed. Late or twice, it does the same. */
@Injectable()
export class LapsedCards implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'lapsed_cards', everyMs: MINUTE_MS, run: (at) => this.run(at) });
  }

  private async run(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) await this.transactions.inProgram(programId, (tx) => lapse(tx, programId, at));
  }
}

async function lapse(tx: Tx, programId: string, at: Date): Promise<void> {
  const found = (await tx.query(`SELECT DISTINCT c.reward_id AS id FROM reward_codes c WHERE ${LAPSED}`, [programId, at])) as { id: string }[];
  if (found.length === 0) return;
  const rewardIds = found.map(({ id }) => id);
  await lockRewards(tx, programId, rewardIds);
  const [rows] = (await tx.query(`UPDATE reward_codes c SET lapsed_at = $2 WHERE ${LAPSED} AND c.reward_id = ANY($3) RETURNING c.reward_id AS id`, [programId, at, rewardIds])) as [{ id: string }[], number];
  for (const rewardId of rewardIds) await takeOut(tx, programId, rewardId, rows.filter(({ id }) => id === rewardId).length, at);
  await announceServed(tx, programId, await serveQueues(tx, programId, rewardIds, at), at);
}

/** So many units are gone. Where they were promised, whoever was promised last waits again, in the old place of the queue. */
async function takeOut(tx: Tx, programId: string, rewardId: string, units: number, at: Date): Promise<void> {
  const [pool] = (await tx.query(
    `SELECT p.id, p.units_left::float8 AS "unitsLeft" FROM pools p JOIN rewards r ON r.program_id = $1 AND r.pool_id = p.id WHERE p.program_id = $1 AND r.id = $2`, [programId, rewardId])) as [{ id: string; unitsLeft: number }];
  const missing = Math.max(0, units - pool.unitsLeft);
  const back = missing > 0 ? await queueAgain(tx, programId, rewardId, missing, at) : 0;
  await tx.query('UPDATE pools SET units_left = greatest(0, units_left - $3) WHERE program_id = $1 AND id = $2', [programId, pool.id, units - (missing - back)]);
}

/** Also of those that are stopped: theirs is a promise like any other, and goes on from the queue. What is claimed has its card. */
async function queueAgain(tx: Tx, programId: string, rewardId: string, grants: number, at: Date): Promise<number> {
  const [again] = (await tx.query(
    `UPDATE grants SET status = CASE WHEN status = ANY($5) THEN 'queued' ELSE status END, resume_status = CASE WHEN resume_status = ANY($5) THEN 'queued' ELSE resume_status END,
       served_at = NULL, claim_by = NULL, expiry_reminders = 0, updated_at = $4 WHERE program_id = $1 AND id IN (
       SELECT g.id FROM grants g JOIN allocations a ON a.program_id = $1 AND a.grant_id = g.id AND a.part = 'promise'
       WHERE g.program_id = $1 AND g.reward_id = $2 AND g.claimed_at IS NULL AND g.status = ANY($5::text[] || '{on_hold,suspended}') ORDER BY g.awarded_at DESC, g.id DESC LIMIT $3 FOR UPDATE OF g) RETURNING id`,
    [programId, rewardId, grants, at, sourcesOf('promise_again')])) as [{ id: string }[], number];
  await putBack(tx, programId, again.map(({ id }) => id));
  return again.length;
}
