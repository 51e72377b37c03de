import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The kinds that can be chosen; the table has room for those to come. */
export const REWARD_KINDS = ['swag', 'discount_code', 'account_credit', 'cash', 'gift_card', 'event_seat', 'unlock', 'custom'] as const;
export type RewardKind = (typeof REWARD_KINDS)[number];

/** Where a discount code comes from: made for each member, taken from a list that staff upload, or made in Stripe. */
export const CODE_SOURCES = ['made', 'listed', 'stripe'] as const;
export type CodeSource = (typeof CODE_SOURCES)[number];

/** Whether what is given comes from a list that staff upload: there is as much of it as there are lines. */
export function isListed({ kind, codeSource }: { readonly kind: RewardKind; readonly codeSource: CodeSource | null }): boolean {
  return kind === 'gift_card' || codeSource === 'listed';
}

/** Text per language: `{ en: 'Welcome box', de: 'Willkommensbox' }`. */
export type Texts = Readonly<Record<string, string>>;

/** What is scarce behind rewards. Its row is the lock of its queue. */
@Entity('pools')
@Check('ck_pools_units_left', 'units_left >= 0')
@Check('ck_pools_kind', `kind IN ('stock', 'reward_budget', 'program_budget')`)
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_pools_program' })
export class RewardPool {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_pools' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_pools' }) id!: string;
  @Column('text') name!: string;
  /** Of a budget, a unit is a minor unit of its currency. */
  @Column('text', { default: 'stock' }) kind!: 'stock' | 'reward_budget' | 'program_budget';
  /** Not yet given to any grant. */
  @Column('bigint') unitsLeft!: string;
  /** Whether staff have been told that little is left; once there is enough again, they may be told anew. */
  @Column('boolean', { default: false }) lowTold!: boolean;
}

/** An item of the catalogue. Milestones name it by id. */
@Entity('rewards')
@Check('ck_rewards_kind', `kind IN ('swag', 'discount_code', 'account_credit', 'cash', 'gift_card', 'event_seat', 'unlock', 'custom')`)
@Check('ck_rewards_code_source', `(kind = 'discount_code') = (code_source IS NOT NULL) AND code_source IN ('made', 'listed', 'stripe')`)
@Check('ck_rewards_listed_pool', `(code_source IS DISTINCT FROM 'listed' AND kind <> 'gift_card') OR pool_id IS NOT NULL`)
@Check('ck_rewards_amount', `(amount_minor IS NULL) = (amount_currency IS NULL) AND amount_minor > 0 AND amount_currency ~ '^[A-Z]{3}$'`)
@Check('ck_rewards_money', `kind NOT IN ('account_credit', 'cash') OR amount_minor IS NOT NULL`)
@Check('ck_rewards_code_worth', `code_source IS DISTINCT FROM 'stripe' OR (percent_off BETWEEN 1 AND 100 AND amount_minor IS NULL) OR (percent_off IS NULL AND amount_minor IS NOT NULL)`)
@Check('ck_rewards_code_terms', `code_source IS NOT DISTINCT FROM 'stripe' OR num_nonnulls(percent_off, minimum_minor, valid_days, code_prefix) = 0`)
@Check('ck_rewards_valid_days', 'valid_days > 0 AND minimum_minor > 0')
@Check('ck_rewards_low_at', 'low_at >= 0')
@Check('ck_rewards_cost_minor', 'cost_minor >= 0')
@Check('ck_rewards_cost_currency', `cost_currency ~ '^[A-Z]{3}$'`)
@Check('ck_rewards_cost', '(cost_minor IS NULL) = (cost_currency IS NULL)')
@Check('ck_rewards_approval', `approval IN ('automatic', 'above', 'always')`)
@Check('ck_rewards_approve_above_minor', 'approve_above_minor >= 0')
@Check('ck_rewards_approve_above', `(approval = 'above') = (approve_above_minor IS NOT NULL)`)
@Check('ck_rewards_hold_days', 'hold_days BETWEEN 0 AND 365')
@Check('ck_rewards_claim_days', 'claim_days BETWEEN 1 AND 730')
@Check('ck_rewards_points_price', 'points_price > 0')
@Check('ck_rewards_max_per_member', 'max_per_member > 0')
@Check('ck_rewards_contents', 'cardinality(contents) <= 20')
@ForeignKey('Picture', ['programId', 'pictureId'], ['programId', 'id'], { name: 'fk_rewards_picture' })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_rewards_program' })
@ForeignKey('RewardPool', ['programId', 'poolId'], ['programId', 'id'], { name: 'fk_rewards_pool' })
export class Reward {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_rewards' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_rewards' }) id!: string;
  @Column('text') kind!: RewardKind;
  @Column('jsonb') title!: Texts;
  @Column('jsonb') description!: Texts;
  @Column('boolean') needsAddress!: boolean;
  /** Whether the carrier needs a phone number: it may be given with the address. */
  @Column('boolean', { default: false }) asksPhone!: boolean;
  /** Pieces that can go in parcels of their own: a shirt, stickers, a mug. Empty: it is one. */
  @Column('text', { array: true, default: '{}' }) contents!: string[];
  /** Shown in place of the drawn one. */
  @Column('uuid', { nullable: true }) pictureId!: string | null;
  /** Staff are warned when no more than this is left. */
  @Column('int', { default: 5 }) lowAt!: number;
  /** What one costs the program, in cents or what the currency has in their place. */
  @Column('int', { nullable: true }) costMinor!: number | null;
  @Column('text', { nullable: true }) costCurrency!: string | null;
  /** Whether somebody approves each: those that cost more than an amount, or all. */
  @Column('text', { default: 'automatic' }) approval!: 'automatic' | 'above' | 'always';
  @Column('int', { nullable: true }) approveAboveMinor!: number | null;
  /** Days after the award before it can be claimed: a refund meanwhile suspends it. */
  @Column('int', { default: 0 }) holdDays!: number;
  /** Days in which it can be claimed; null: no end. */
  @Column('int', { nullable: true }) claimDays!: number | null;
  @Column('int', { nullable: true }) maxPerMember!: number | null;
  /** What it costs in the shop; null: it is not for sale. */
  @Column('int', { nullable: true }) pointsPrice!: number | null;
  /** Of a discount code only. */
  @Column('text', { nullable: true }) codeSource!: CodeSource | null;
  /** What it is worth to whoever gets it: credit, money, what a code takes off. Fixed when it is made. */
  @Column('int', { nullable: true }) amountMinor!: number | null;
  @Column('text', { nullable: true }) amountCurrency!: string | null;
  /** Of a code in Stripe, in place of an amount. */
  @Column('int', { nullable: true }) percentOff!: number | null;
  /** Of a code in Stripe: only for a purchase of at least that. */
  @Column('int', { nullable: true }) minimumMinor!: number | null;
  /** Of a code in Stripe: how long it works from the claim on. */
  @Column('int', { nullable: true }) validDays!: number | null;
  /** Of a code in Stripe: what it begins with; null: the program's name in its address. */
  @Column('text', { nullable: true }) codePrefix!: string | null;
  /** What is promised from: null where there is always enough. One unit a grant. Where every variant is counted, it follows from theirs. */
  @Column('uuid', { nullable: true }) poolId!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
