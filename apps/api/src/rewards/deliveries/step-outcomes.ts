import { Injectable, Logger } from '@nestjs/common';
import { type StepNext, type StepTries, turnOf } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { keepUsedCard } from '../cards/card-provider.js';
import { lockRewards, stopForSuspended } from '../grant-writes.js';
import { announceServed, putBack, serveQueues } from '../pool-queue.js';
import { PointsBack } from '../shop/points-back.js';
import type { Known, StepTerms } from './reward-provider.js';
import { SHOWN } from './shown-answer.js';
import { REVERSAL } from './step-writes.js';

/** A step that is being sent: nobody else sends it until its lease is over. */
export interface TakenStep {
  readonly programId: string;
  readonly grantId: string;
  readonly memberId: string;
  readonly step: string;
  readonly provider: string;
  readonly round: number;
  /** Counts up with every try: an answer that comes late is known by it. */
  readonly attempt: number;
  readonly tries: StepTries;
  readonly turn: 'give' | 'look_up';
  /** A person began the round: whether an earlier one did something after all is asked before each try, because whoever was to ask may have died. */
  readonly looksFirst: boolean;
  readonly terms: StepTerms;
  readonly known: Known;
  /** Of a reversal: what it takes back. */
  readonly reference: string | null;
}

interface Row {
  readonly provider: string;
  readonly status: string;
  readonly round: number;
  readonly attempts: number;
  readonly doubts: number;
  readonly firstSentAt: Date | null;
  readonly putOffSince: Date | null;
  readonly terms: StepTerms;
  readonly known: Known;
  readonly memberId: string;
  readonly given: { readonly reference: string | null; readonly known: Known } | null;
}

/** Longer than any call takes: whoever has not answered by then has died. */
const LEASE_MS = 150_000;
/** Before a receiver's own words, which may name its member. */
const IN_WORDS = 'refused:';
const SENDS_FROM = { give: ['claimed', 'sending'], reversal: ['revoked'] } as const;

/** Writes down that a step is sent, before it is, and what came of it. Locks the grant, then the step. */
@Injectable()
export class StepOutcomes {
  private readonly logger = new Logger('StepOutcomes');

  constructor(
    private readonly transactions: Transactions,
    private readonly back: PointsBack,
    private readonly clock: Clock,
  ) {}

  /** Null where its turn has not come, somebody else has it, or its grant is stopped. */
  async take(programId: string, grantId: string, step: string): Promise<TakenStep | null> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const from = step === REVERSAL ? SENDS_FROM.reversal : SENDS_FROM.give;
      const [grant] = (await tx.query(`SELECT beneficiary_id AS "memberId" FROM grants WHERE program_id = $1 AND id = $2 AND status = ANY($3) FOR UPDATE`, [programId, grantId, from])) as { memberId: string }[];
      const row = grant && (await this.due(tx, programId, grantId, step, at));
      if (!row) return null;
      // Found as it was being sent: whoever sent it has died, and nobody knows how far it came.
      const before = { firstSentAt: row.firstSentAt?.getTime() ?? null, doubts: row.doubts + (row.status === 'sending' ? 1 : 0), putOffSince: row.putOffSince?.getTime() ?? null };
      const turn = turnOf(before, at.getTime());
      const tries = { ...before, firstSentAt: before.firstSentAt ?? at.getTime() };
      await tx.query(
        `UPDATE reward_steps SET status = 'sending', attempts = attempts + 1, doubts = $4, first_sent_at = $5, next_try_at = $6, updated_at = $7 WHERE program_id = $1 AND grant_id = $2 AND step = $3`,
        [programId, grantId, step, tries.doubts, new Date(tries.firstSentAt), new Date(at.getTime() + LEASE_MS), at]);
      if (step !== REVERSAL) await tx.query(`UPDATE grants SET status = 'sending', updated_at = $3 WHERE program_id = $1 AND id = $2 AND status = 'claimed'`, [programId, grantId, at]);
      return {
        programId, grantId, memberId: grant.memberId, step, provider: row.provider, round: row.round, attempt: row.attempts + 1, tries, turn,
        looksFirst: row.round > 1, terms: row.terms, known: { ...row.given?.known, ...row.known }, reference: row.given?.reference ?? null,
      };
    });
  }

  /** Adds to what is known of the step; nothing for a member who has left meanwhile. */
  async remember(taken: TakenStep, known: Known): Promise<void> {
    const { programId, grantId, step } = taken;
    await this.transactions.inProgram(programId, async (tx) => {
      if (SHOWN in known && (await hasLeft(tx, taken))) return;
      await tx.query(`UPDATE reward_steps SET known = known || $4::jsonb WHERE program_id = $1 AND grant_id = $2 AND step = $3`, [programId, grantId, step, JSON.stringify(known)]);
    });
  }

  /** An answer that somebody else has overtaken changes nothing, unless it says that it was done: that is true whenever it comes. */
  async settle(taken: TakenStep, next: StepNext, reference: string | null): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(taken.programId, async (tx) => {
      const problem = next.problem?.startsWith(IN_WORDS) && (await hasLeft(tx, taken)) ? IN_WORDS.slice(0, -1) : next.problem;
      await lockGrantOf(tx, this.back, taken);
      const [, settled] = (await tx.query(
        `UPDATE reward_steps SET status = $4, waits_for = $5, next_try_at = $6, first_sent_at = $7, doubts = $8, problem = $9, reference = coalesce($10, reference), updated_at = $11, put_off_since = $13, reminders = 0
         WHERE program_id = $1 AND grant_id = $2 AND step = $3 AND ((status = 'sending' AND attempts = $12) OR ($4 = 'done' AND status IN ('due', 'sending', 'failed', 'unclear')))`,
        [taken.programId, taken.grantId, taken.step, next.status, next.waitsFor, dateOrNull(next.nextTryAt), dateOrNull(next.firstSentAt), next.doubts, problem, reference, at, taken.attempt, dateOrNull(next.putOffSince)])) as [unknown, number];
      if (settled === 0) {
        this.logger.warn({ ...names(taken), status: next.status, reference }, 'The answer came after somebody else had settled the step');
        return;
      }
      await moveGrant(tx, this.back, taken, next, at);
    });
  }

  private async due(tx: Tx, programId: string, grantId: string, step: string, at: Date): Promise<Row | null> {
    const [row] = (await tx.query(
      `SELECT s.provider, s.status, s.round, s.attempts, s.doubts, s.first_sent_at AS "firstSentAt", s.put_off_since AS "putOffSince", s.terms, s.known,
         (SELECT jsonb_build_object('reference', g.reference, 'known', g.known) FROM reward_steps g WHERE g.program_id = $1 AND g.grant_id = $2 AND g.step <> '${REVERSAL}' AND $3 = '${REVERSAL}') AS given
       FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = $2 AND s.step = $3 AND s.status IN ('due', 'sending') AND s.next_try_at <= $4 FOR UPDATE OF s`,
      [programId, grantId, step, at])) as Row[];
    return row ?? null;
  }
}

/** Whether its member was erased: what comes after that must not be kept. Nobody is while this is asked, and it is asked before any other lock, as an erasure takes it. */
async function hasLeft(tx: Tx, { programId, memberId }: TakenStep): Promise<boolean> {
  const [member] = (await tx.query('SELECT account_id AS "accountId" FROM members WHERE program_id = $1 AND id = $2 FOR SHARE', [programId, memberId])) as { accountId: string | null }[];
  return member?.accountId === null;
}

/** Where the grant is after its step. A reversal leaves it taken back, and what it undid undone. */
export async function moveGrant(tx: Tx, back: PointsBack, { programId, grantId, memberId, step }: Pick<TakenStep, 'programId' | 'grantId' | 'memberId' | 'step'>, next: Pick<StepNext, 'status' | 'waitsFor'>, at: Date): Promise<void> {
  if (step === REVERSAL) {
    if (next.status === 'done') await returnGiven(tx, back, programId, grantId, at);
    return;
  }
  if (next.status === 'done') {
    const [, arrived] = (await tx.query(
      `UPDATE grants SET status = 'fulfilled', updated_at = $3, reason = CASE WHEN status = 'suspended' THEN 'stands' ELSE reason END, resume_status = NULL
       WHERE program_id = $1 AND id = $2 AND status IN ('claimed', 'sending', 'suspended')`, [programId, grantId, at])) as [unknown, number];
    if (arrived > 0) await writeOutbox(tx, programId, [{ topic: 'grant.arrived', payload: { grantId, memberId } }], at);
    return;
  }
  // Nothing is on its way any more: it can be stopped again, and is, where its award fell meanwhile.
  if (next.status === 'failed' || (next.status === 'waiting' && next.waitsFor !== 'provider')) {
    await tx.query(
      `UPDATE grants SET updated_at = $3, status = CASE WHEN reason = 'stands' THEN 'suspended' ELSE 'claimed' END, resume_status = CASE WHEN reason = 'stands' THEN 'claimed' END,
         reason = CASE WHEN reason = 'stands' THEN 'award_suspended' ELSE reason END
       WHERE program_id = $1 AND id = $2 AND status = 'sending'`, [programId, grantId, at]);
    await stopForSuspended(tx, programId, [grantId], at);
  }
}

/** Locks the grant of a step; where it is taken back, before that what its points, its money and its unit return to. */
export async function lockGrantOf(tx: Tx, back: PointsBack, { programId, grantId, step }: Pick<TakenStep, 'programId' | 'grantId' | 'step'>): Promise<void> {
  if (step === REVERSAL) {
    await back.lockBuyers(tx, programId, [grantId]);
    await lockRewards(tx, programId, await rewardsOf(tx, programId, grantId));
  }
  await tx.query('SELECT 1 FROM grants WHERE program_id = $1 AND id = $2 FOR UPDATE', [programId, grantId]);
}

/** It has come back: what it was is undone, and what it took is there for whoever is next. */
async function returnGiven(tx: Tx, back: PointsBack, programId: string, grantId: string, at: Date): Promise<void> {
  await tx.query(`UPDATE reward_steps SET status = 'undone', updated_at = $3 WHERE program_id = $1 AND grant_id = $2 AND step <> '${REVERSAL}'`, [programId, grantId, at]);
  await keepUsedCard(tx, programId, grantId);
  await putBack(tx, programId, [grantId]);
  await back.giveBack(tx, programId, [grantId], 'shop.revoked', at);
  await announceServed(tx, programId, await serveQueues(tx, programId, await rewardsOf(tx, programId, grantId), at), at);
}

async function rewardsOf(tx: Tx, programId: string, grantId: string): Promise<string[]> {
  const rows = (await tx.query('SELECT reward_id AS id FROM grants WHERE program_id = $1 AND id = $2', [programId, grantId])) as { id: string }[];
  return rows.map(({ id }) => id);
}

function dateOrNull(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

function names({ programId, grantId, step, attempt }: TakenStep): object {
  return { programId, grantId, step, attempt };
}
