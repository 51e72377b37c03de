import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Programs } from '../../programs/index.js';
import { sourcesOf } from '../grant-states.js';
import { lockRewards } from '../grant-writes.js';
import { announceServed, putBack, serveQueues, type ServedGrant } from '../pool-queue.js';
import { NEEDS_APPROVAL } from '../waits-for.js';
import { tellTeam } from './tell-team.js';

/** A member is reminded so many days before a reward expires, unless it came later than that. */
const REMIND_DAYS = [14, 3] as const;
/** Who is asked where to pay and does not say is asked once more: hours after the money began to wait. The first leaves them time to do it unasked. */
const ASK_HOURS = [1, 168] as const;

/**
 * What time does to grants: what was kept back is released, what waited for another day is served, what nobody has claimed, or
 * told where to pay, is reminded of and expires. Late or twice, it does the same.
 */
@Injectable()
export class Deadlines implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'grant_deadlines', everyMs: MINUTE_MS, run: (at) => this.run(at) });
  }

  private async run(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) => release(tx, programId, at));
      await this.transactions.inProgram(programId, (tx) => remind(tx, programId, at));
      await this.transactions.inProgram(programId, (tx) => askWhereToPay(tx, programId, at));
      await this.transactions.inProgram(programId, (tx) => expire(tx, programId, at));
      await this.transactions.inProgram(programId, (tx) => askForApproval(tx, programId, at));
    }
  }
}

/** What is no longer kept back; and where members have limits, those who wait for a new day. */
async function release(tx: Tx, programId: string, at: Date): Promise<void> {
  const due = (await tx.query(
    `SELECT DISTINCT g.reward_id AS id FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
     WHERE g.program_id = $1 AND ((g.status = 'granted' AND g.held_until <= $2)
       OR (g.status = 'queued' AND EXISTS (SELECT 1 FROM reward_rules rules WHERE rules.program_id = $1 AND rules.grants_per_day IS NOT NULL)))`, [programId, at])) as { id: string }[];
  const rewardIds = due.map(({ id }) => id);
  await lockRewards(tx, programId, rewardIds);
  await announceServed(tx, programId, await serveQueues(tx, programId, rewardIds, at), at);
}

async function remind(tx: Tx, programId: string, at: Date): Promise<void> {
  const [reminded] = (await tx.query(
    `UPDATE grants g SET expiry_reminders = due.reminders
     FROM (SELECT id, (SELECT count(*)::int FROM unnest($3::int[]) AS days WHERE claim_by <= $2::timestamptz + make_interval(days => days)) AS reminders FROM grants
       WHERE program_id = $1 AND status = 'claimable' AND claim_by > $2 AND served_at <= $2::timestamptz - interval '1 day') AS due
     WHERE g.program_id = $1 AND g.id = due.id AND g.expiry_reminders < due.reminders AND g.status = 'claimable'
     RETURNING g.id AS "grantId", g.beneficiary_id AS "memberId"`, [programId, at, REMIND_DAYS])) as [ServedGrant[], number];
  await writeOutbox(tx, programId, reminded.map((grant) => ({ topic: 'grant.expiring', payload: { ...grant } })), at);
}

/** Money that cannot be sent before its member has told where to. */
async function askWhereToPay(tx: Tx, programId: string, at: Date): Promise<void> {
  const [asked] = (await tx.query(
    `UPDATE reward_steps s SET reminders = due.asked
     FROM (SELECT grant_id, step, (SELECT count(*)::int FROM unnest($3::int[]) AS hours WHERE updated_at <= $2::timestamptz - make_interval(hours => hours)) AS asked FROM reward_steps
       WHERE program_id = $1 AND status = 'waiting' AND waits_for = 'member') AS due, grants g
     WHERE s.program_id = $1 AND s.grant_id = due.grant_id AND s.step = due.step AND s.reminders < due.asked AND s.status = 'waiting' AND s.waits_for = 'member'
       AND g.program_id = $1 AND g.id = s.grant_id AND g.status = 'claimed'
     RETURNING g.id AS "grantId", g.beneficiary_id AS "memberId"`, [programId, at, ASK_HOURS])) as [ServedGrant[], number];
  await writeOutbox(tx, programId, asked.map((grant) => ({ topic: 'grant.payout_awaited', payload: { ...grant } })), at);
}

/** Its stock and its money go to whoever is next. */
async function expire(tx: Tx, programId: string, at: Date): Promise<void> {
  const late = (await tx.query(`SELECT DISTINCT reward_id AS id FROM grants WHERE program_id = $1 AND status = 'claimable' AND claim_by <= $2`, [programId, at])) as { id: string }[];
  if (late.length === 0) return;
  const rewardIds = late.map(({ id }) => id);
  await lockRewards(tx, programId, rewardIds);
  const [expired] = (await tx.query(
    `UPDATE grants SET status = 'expired', updated_at = $2 WHERE program_id = $1 AND status = ANY($3) AND claim_by <= $2 AND reward_id = ANY($4)
     RETURNING id AS "grantId", beneficiary_id AS "memberId"`, [programId, at, sourcesOf('expire'), rewardIds])) as [ServedGrant[], number];
  await putBack(tx, programId, expired.map(({ grantId }) => grantId));
  await announceServed(tx, programId, await serveQueues(tx, programId, rewardIds, at), at);
  await writeOutbox(tx, programId, expired.map((grant) => ({ topic: 'grant.expired', payload: { ...grant } })), at);
}

/** Tells those who may approve that something new waits for them: once a day at most. */
async function askForApproval(tx: Tx, programId: string, at: Date): Promise<void> {
  const told = (await tx.query(
    `INSERT INTO reward_rules AS rules (program_id, approvals_told_at, updated_at)
     SELECT $1::uuid, $2::timestamptz, $2::timestamptz WHERE EXISTS (SELECT 1 FROM grants g WHERE g.program_id = $1 AND g.status = 'granted' AND ${NEEDS_APPROVAL}
       AND g.updated_at > coalesce((SELECT approvals_told_at FROM reward_rules WHERE program_id = $1), '-infinity'))
     ON CONFLICT (program_id) DO UPDATE SET approvals_told_at = EXCLUDED.approvals_told_at
       WHERE rules.approvals_told_at IS NULL OR rules.approvals_told_at <= EXCLUDED.approvals_told_at - interval '1 day'
     RETURNING program_id`, [programId, at])) as unknown[];
  if (told.length > 0) await tellTeam(tx, programId, 'grants.approval_due', 'grants:approve', {}, at);
}
