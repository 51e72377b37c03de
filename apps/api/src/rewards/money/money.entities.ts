import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** In what time a budget is spent: once, or anew each month or season. */
export const BUDGET_PERIODS = ['total', 'month', 'season'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** How much rewards may cost: one reward, or (without) all of a program that cost in this currency. What is left is its pool's; each period has a pool of its own. */
@Entity('budgets')
@Check('ck_budgets_currency', `currency ~ '^[A-Z]{3}$'`)
@Check('ck_budgets_period', `period IN ('total', 'month', 'season')`)
@Check('ck_budgets_amount_minor', 'amount_minor >= 0')
@Check('ck_budgets_low_at_minor', 'low_at_minor >= 0')
@Unique('uq_budgets_pool', ['programId', 'poolId'])
@Index('uq_budgets_reward', ['programId', 'rewardId'], { unique: true, where: 'closed_at IS NULL AND reward_id IS NOT NULL' })
@Index('uq_budgets_currency', ['programId', 'currency'], { unique: true, where: 'closed_at IS NULL AND reward_id IS NULL' })
@ForeignKey('RewardPool', ['programId', 'poolId'], ['programId', 'id'], { name: 'fk_budgets_pool' })
@ForeignKey('Reward', ['programId', 'rewardId'], ['programId', 'id'], { name: 'fk_budgets_reward' })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_budgets_program' })
export class Budget {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_budgets' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_budgets' }) id!: string;
  @Column('uuid', { nullable: true }) rewardId!: string | null;
  @Column('text') currency!: string;
  /** Of the period that runs. */
  @Column('uuid') poolId!: string;
  @Column('text') period!: BudgetPeriod;
  /** What each new period begins with. */
  @Column('bigint') amountMinor!: string;
  /** Staff are warned when no more than this is left. */
  @Column('bigint') lowAtMinor!: string;
  @Column('timestamptz') beganAt!: Date;
  /** When the next period begins; null: never. */
  @Column('timestamptz', { nullable: true }) endsAt!: Date | null;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}

/** What a program asks of every reward. No row: nothing. */
@Entity('reward_rules')
@Check('ck_reward_rules_second_above_minor', 'second_above_minor >= 0')
@Check('ck_reward_rules_second_currency', `second_currency ~ '^[A-Z]{3}$'`)
@Check('ck_reward_rules_second', '(second_above_minor IS NULL) = (second_currency IS NULL)')
@Check('ck_reward_rules_grants_per_day', 'grants_per_day > 0')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_reward_rules_program' })
export class RewardRules {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_rules' }) programId!: string;
  /** Two people approve what costs more than this. */
  @Column('bigint', { nullable: true }) secondAboveMinor!: string | null;
  @Column('text', { nullable: true }) secondCurrency!: string | null;
  /** How many rewards a member can get in a day; the others wait for the next. */
  @Column('int', { nullable: true }) grantsPerDay!: number | null;
  /** When those who may approve were last told that something waits. */
  @Column('timestamptz', { nullable: true }) approvalsToldAt!: Date | null;
  @Column('timestamptz') updatedAt!: Date;
}
