import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Rulebooks } from '../../programs/index.js';
import { lockRewards } from '../grant-writes.js';
import { announceServed, serveQueues } from '../pool-queue.js';
import { type BudgetMoment, type BudgetRow, historyOfBudget, oneBudget, readBudgets } from './budget-reads.js';
import type { BudgetChangeRequest, BudgetMoveRequest, NewBudgetRequest, RewardRulesBody } from './money.dto.js';
import { endOfPeriod, endOfSeason } from './periods.js';

/** What is needed of a budget before anything is locked. */
interface Known {
  readonly rewardId: string | null;
  readonly currency: string;
}

/**
 * How much rewards may cost. A budget is a pool of minor units: a reward takes its cost from it in the same step in which it
 * takes its stock, so it can never be overspent; who finds too little waits in order, and is served when there is more.
 */
@Injectable()
export class Budgets {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  async list(programId: string): Promise<{ budgets: BudgetRow[]; rules: RewardRulesBody }> {
    return this.transactions.readProgram(programId, async (tx) => ({ budgets: await readBudgets(tx, programId, null), rules: await readRules(tx, programId) }));
  }

  /** What was given before costs it nothing. @throws DomainError `budget.exists`, `budget.no_cost`, `budget.no_season`, `reward.not_found` */
  async open(programId: string, actorId: string, wanted: NewBudgetRequest): Promise<BudgetRow> {
    const at = this.clock.now();
    const { rewardId, currency, amountMinor, lowAtMinor, period } = wanted;
    return this.transactions.inProgram(programId, async (tx) => {
      if (period === 'season' && (await this.rulebooks.inForce(tx, programId, at)).seasons.length === 0) throw new DomainError('budget.no_season');
      // Nobody is given this reward meanwhile: they would take from it without having locked it.
      if (rewardId) await requireCost(tx, programId, rewardId, currency);
      const covered = await lockCovered(tx, programId, { rewardId, currency });
      const poolId = await openBudgetPool(tx, programId, rewardId, currency, amountMinor);
      const id = newId();
      const made = (await tx.query(
        `INSERT INTO budgets (program_id, id, reward_id, currency, pool_id, period, amount_minor, low_at_minor, began_at, ends_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9) ON CONFLICT DO NOTHING RETURNING id`,
        [programId, id, rewardId, currency, poolId, period, amountMinor, lowAtMinor, at, await endOfPeriod(tx, this.rulebooks, programId, period, at)])) as unknown[];
      if (made.length === 0) throw new DomainError('budget.exists');
      const served = await this.serve(tx, programId, covered, at);
      await audit(tx, programId, { actorId, action: 'budget.opened', subjectId: id, detail: { byMinor: amountMinor, reason: wanted.reason, rewardId, currency, period, served } }, at);
      return oneBudget(tx, programId, id);
    });
  }

  /** Adds money, or takes what is not given yet. @throws DomainError `budget.not_found`, `budget.spent_already` */
  async move(programId: string, actorId: string, id: string, { byMinor, reason }: BudgetMoveRequest): Promise<BudgetRow> {
    return this.change(programId, actorId, id, 'budget.moved', { byMinor, reason }, async (tx) => {
      const [moved] = (await tx.query(
        `UPDATE pools SET units_left = units_left + $3 WHERE program_id = $1 AND id = (SELECT pool_id FROM budgets WHERE program_id = $1 AND id = $2) AND units_left + $3 >= 0 RETURNING id`,
        [programId, id, byMinor])) as [unknown[], number];
      if (moved.length === 0) throw new DomainError('budget.spent_already');
      // The only period there is has only this amount.
      await tx.query(`UPDATE budgets SET amount_minor = amount_minor + $3 WHERE program_id = $1 AND id = $2 AND period = 'total'`, [programId, id, byMinor]);
    });
  }

  /** What the next period begins with, and when to warn. @throws DomainError `budget.not_found` */
  async plan(programId: string, actorId: string, id: string, { amountMinor, lowAtMinor }: BudgetChangeRequest): Promise<BudgetRow> {
    return this.change(programId, actorId, id, 'budget.planned', { amountMinor, lowAtMinor }, (tx) => tx.query(
      `UPDATE budgets SET low_at_minor = $4, amount_minor = CASE WHEN period = 'total' THEN amount_minor ELSE $3 END WHERE program_id = $1 AND id = $2`, [programId, id, amountMinor, lowAtMinor]));
  }

  /** Nobody waits for it any longer; what it paid for stays noted. @throws DomainError `budget.not_found` */
  async close(programId: string, actorId: string, id: string, reason: string): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      const covered = await lockCovered(tx, programId, await known(tx, programId, id));
      await tx.query('UPDATE budgets SET closed_at = $3 WHERE program_id = $1 AND id = $2', [programId, id, at]);
      const served = await this.serve(tx, programId, covered, at);
      await audit(tx, programId, { actorId, action: 'budget.closed', subjectId: id, detail: { reason, served } }, at);
    });
  }

  /** Newest first. @throws DomainError `budget.not_found` */
  async history(programId: string, id: string): Promise<BudgetMoment[]> {
    return this.transactions.readProgram(programId, async (tx) => {
      await oneBudget(tx, programId, id);
      return historyOfBudget(tx, programId, id);
    });
  }

  /** From what cost on two people approve, and how many rewards a member gets in a day: from now on. Who waits for a day that is not over may be served. */
  async rule(programId: string, actorId: string, rules: RewardRulesBody): Promise<RewardRulesBody> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const waiting = (await tx.query(`SELECT DISTINCT reward_id AS id FROM grants WHERE program_id = $1 AND status = 'queued'`, [programId])) as { id: string }[];
      await lockRewards(tx, programId, waiting.map(({ id }) => id));
      await tx.query(
        `INSERT INTO reward_rules (program_id, second_above_minor, second_currency, grants_per_day, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (program_id) DO UPDATE SET second_above_minor = $2, second_currency = $3, grants_per_day = $4, updated_at = $5`,
        [programId, rules.secondAbove?.amountMinor ?? null, rules.secondAbove?.currency ?? null, rules.grantsPerDay, at]);
      await this.serve(tx, programId, waiting.map(({ id }) => id), at);
      await audit(tx, programId, { actorId, action: 'rewards.ruled', subjectId: null, detail: { ...rules } }, at);
      return rules;
    });
  }

  /** The next period of what is over begins with its own pool: what comes back to an old one is not spent again. @returns how many */
  async beginPeriods(programId: string, at: Date): Promise<number> {
    return this.transactions.inProgram(programId, async (tx) => {
      await this.followSeasons(tx, programId, at);
      const over = (await tx.query('SELECT id FROM budgets WHERE program_id = $1 AND closed_at IS NULL AND ends_at <= $2 ORDER BY id', [programId, at])) as { id: string }[];
      for (const { id } of over) await this.beginPeriod(tx, programId, id, at);
      return over.length;
    });
  }

  /** Seasons are the rules', and those change: the running period ends when its season does as they are now. */
  private async followSeasons(tx: Tx, programId: string, at: Date): Promise<void> {
    const running = (await tx.query(`SELECT id, began_at AS "beganAt" FROM budgets WHERE program_id = $1 AND closed_at IS NULL AND period = 'season'`, [programId])) as { id: string; beganAt: Date }[];
    if (running.length === 0) return;
    const { seasons } = await this.rulebooks.inForce(tx, programId, at);
    await tx.query(
      `UPDATE budgets b SET ends_at = m.ends_at FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS m (id, began_at, ends_at)
       WHERE b.program_id = $1 AND b.id = m.id AND b.began_at = m.began_at AND b.closed_at IS NULL AND b.ends_at IS DISTINCT FROM m.ends_at`,
      [programId, running.map(({ id }) => id), running.map(({ beganAt }) => beganAt), running.map(({ beganAt }) => endOfSeason(seasons, beganAt))]);
  }

  private async beginPeriod(tx: Tx, programId: string, id: string, at: Date): Promise<void> {
    const budget = await known(tx, programId, id);
    const covered = await lockCovered(tx, programId, budget);
    const [due] = (await tx.query(
      'SELECT period, amount_minor::float8 AS amount FROM budgets WHERE program_id = $1 AND id = $2 AND closed_at IS NULL AND ends_at <= $3', [programId, id, at])) as { period: BudgetRow['period']; amount: number }[];
    if (!due) return; // another worker has
    const poolId = await openBudgetPool(tx, programId, budget.rewardId, budget.currency, due.amount);
    await tx.query('UPDATE budgets SET pool_id = $3, began_at = ends_at, ends_at = $4 WHERE program_id = $1 AND id = $2',
      [programId, id, poolId, await endOfPeriod(tx, this.rulebooks, programId, due.period, at)]);
    const served = await this.serve(tx, programId, covered, at);
    await audit(tx, programId, { actorId: null, action: 'budget.period_began', subjectId: id, detail: { byMinor: due.amount, served } }, at);
  }

  private async change(programId: string, actorId: string, id: string, action: string, detail: object, work: (tx: Tx) => Promise<unknown>): Promise<BudgetRow> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const covered = await lockCovered(tx, programId, await known(tx, programId, id));
      await work(tx);
      const served = await this.serve(tx, programId, covered, at);
      await audit(tx, programId, { actorId, action, subjectId: id, detail: { ...detail, served } }, at);
      return oneBudget(tx, programId, id);
    });
  }

  private async serve(tx: Tx, programId: string, rewardIds: readonly string[], at: Date): Promise<number> {
    const served = await serveQueues(tx, programId, rewardIds, at);
    await announceServed(tx, programId, served, at);
    return served.length;
  }
}

async function known(tx: Tx, programId: string, id: string): Promise<Known> {
  const [budget] = (await tx.query('SELECT reward_id AS "rewardId", currency FROM budgets WHERE program_id = $1 AND id = $2 AND closed_at IS NULL', [programId, id])) as Known[];
  if (!budget) throw new DomainError('budget.not_found');
  return budget;
}

/** The rewards that a budget covers, locked with all that is given from. @returns their ids */
async function lockCovered(tx: Tx, programId: string, { rewardId, currency }: Known): Promise<string[]> {
  const rows = (await tx.query('SELECT id FROM rewards WHERE program_id = $1 AND CASE WHEN $2::uuid IS NULL THEN cost_currency = $3 ELSE id = $2 END', [programId, rewardId, currency])) as { id: string }[];
  const ids = rows.map(({ id }) => id);
  await lockRewards(tx, programId, ids);
  return ids;
}

/** @throws DomainError `reward.not_found`, `budget.no_cost` */
async function requireCost(tx: Tx, programId: string, rewardId: string, currency: string): Promise<void> {
  const [reward] = (await tx.query('SELECT cost_currency AS currency FROM rewards WHERE program_id = $1 AND id = $2 FOR UPDATE', [programId, rewardId])) as { currency: string | null }[];
  if (!reward) throw new DomainError('reward.not_found');
  if (reward.currency !== currency) throw new DomainError('budget.no_cost');
}

async function openBudgetPool(tx: Tx, programId: string, rewardId: string | null, name: string, units: number): Promise<string> {
  const id = newId();
  await tx.query('INSERT INTO pools (program_id, id, name, kind, units_left) VALUES ($1, $2, $3, $4, $5)', [programId, id, name, rewardId ? 'reward_budget' : 'program_budget', units]);
  return id;
}

async function readRules(tx: Tx, programId: string): Promise<RewardRulesBody> {
  const [rules] = (await tx.query(
    `SELECT CASE WHEN second_currency IS NOT NULL THEN jsonb_build_object('amountMinor', second_above_minor, 'currency', second_currency) END AS "secondAbove", grants_per_day AS "grantsPerDay"
     FROM reward_rules WHERE program_id = $1`, [programId])) as RewardRulesBody[];
  return rules ?? { secondAbove: null, grantsPerDay: null };
}
