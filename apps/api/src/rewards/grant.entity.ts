import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { GrantReason, GrantStatus } from './grant-states.js';

/** A reward on its way to a member. At most one per award; those by hand and those that were bought (`bookId` null) belong to none. */
@Entity('grants')
@Check('ck_grants_status', `status IN ('granted', 'queued', 'on_hold', 'claimable', 'claimed', 'packed', 'shipped', 'delivered', 'returned', 'fulfilled', 'suspended', 'revoked', 'expired', 'sending')`)
@Unique('uq_grants_award', ['programId', 'bookId', 'subjectId', 'ordinal', 'side'])
@Index('ix_grants_beneficiary', ['programId', 'beneficiaryId', 'awardedAt'])
@Index('ix_grants_status', ['programId', 'status', 'awardedAt', 'id'])
@ForeignKey('AwardRecord', ['programId', 'bookId', 'subjectId', 'ordinal', 'side'], ['programId', 'memberId', 'subjectId', 'ordinal', 'side'], { name: 'fk_grants_award' })
@ForeignKey('Reward', ['programId', 'rewardId'], ['programId', 'id'], { name: 'fk_grants_reward' })
@Index('ix_grants_queue', ['programId', 'rewardId', 'awardedAt', 'id'], { where: `status = 'queued'` })
@Index('ix_grants_claim_by', ['programId', 'claimBy'], { where: `status = 'claimable' AND claim_by IS NOT NULL` })
@Check('ck_grants_points', 'points > 0')
@Check('ck_grants_bought', 'points IS NULL OR book_id IS NULL')
@Index('ix_grants_bought', ['programId', 'rewardId'], { where: 'points IS NOT NULL' })
@Check('ck_grants_approvals_needed', 'approvals_needed BETWEEN 0 AND 2')
@Check('ck_grants_cost_minor', 'cost_minor >= 0')
@Check('ck_grants_cost', '(cost_minor IS NULL) = (cost_currency IS NULL)')
@Index('ix_grants_served', ['programId', 'servedAt'], { where: 'cost_minor IS NOT NULL' })
@Check('ck_grants_expiry_reminders', 'expiry_reminders >= 0')
@ForeignKey('RewardVariant', ['programId', 'rewardId', 'variantId'], ['programId', 'rewardId', 'id'], { name: 'fk_grants_variant' })
@ForeignKey('Member', ['programId', 'beneficiaryId'], ['programId', 'id'], { name: 'fk_grants_beneficiary' })
export class Grant {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_grants' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_grants' }) id!: string;
  @Column('uuid') rewardId!: string;
  /** Who receives it. */
  @Column('uuid') beneficiaryId!: string;
  /** The member whose book earned it; with subject (milestone), ordinal and side it names the award. */
  @Column('uuid', { nullable: true }) bookId!: string | null;
  @Column('uuid', { nullable: true }) subjectId!: string | null;
  @Column('int', { nullable: true }) ordinal!: number | null;
  @Column('text', { nullable: true }) side!: 'own' | 'friend' | null;
  /** What was paid for it in the shop. */
  @Column('int', { nullable: true }) points!: number | null;
  /** Chosen when it was claimed. */
  @Column('uuid', { nullable: true }) variantId!: string | null;
  @Column('text') status!: GrantStatus;
  /** Where it goes on when the award is reinstated. */
  @Column('text', { nullable: true }) resumeStatus!: GrantStatus | null;
  @Column('text', { nullable: true }) reason!: GrantReason | null;
  /** What the pieces of its reward were when it was first packed; empty: it is one piece. */
  @Column('text', { array: true, nullable: true }) contents!: string[] | null;
  /** With the id: its place in the queue. */
  @Column('timestamptz') awardedAt!: Date;
  /** When its member was last reminded that it waits to be claimed. */
  @Column('timestamptz', { nullable: true }) remindedAt!: Date | null;
  /** How many people have to approve it, as it was when it was granted. */
  @Column('int', { default: 0 }) approvalsNeeded!: number;
  /** Until when it is kept back although it is earned. */
  @Column('timestamptz', { nullable: true }) heldUntil!: Date | null;
  /** When it became claimable: on that day it counts for the member's limit. */
  @Column('timestamptz', { nullable: true }) servedAt!: Date | null;
  /** What it cost when it was given. */
  @Column('int', { nullable: true }) costMinor!: number | null;
  @Column('text', { nullable: true }) costCurrency!: string | null;
  /** Until when it can be claimed. */
  @Column('timestamptz', { nullable: true }) claimBy!: Date | null;
  /** How many of the reminders before it expires have been sent. */
  @Column('int', { default: 0 }) expiryReminders!: number;
  @Column('timestamptz', { nullable: true }) claimedAt!: Date | null;
  @Column('timestamptz') updatedAt!: Date;
}

/** That somebody of the staff has approved a grant: nobody does so twice. */
@Entity('grant_approvals')
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_grant_approvals_grant' })
export class GrantApproval {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_grant_approvals' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_grant_approvals' }) grantId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_grant_approvals' }) approverId!: string;
  @Column('timestamptz') at!: Date;
}

/** What a member said when claiming. The only personal data of this context; goes 90 days after delivery. */
@Entity('claim_details')
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_claim_details_grant' })
export class ClaimDetails {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_claim_details' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_claim_details' }) grantId!: string;
  @Column('jsonb', { nullable: true }) address!: object | null;
  /** Holder and IBAN, encrypted: where money is sent by hand. */
  @Column('bytea', { nullable: true }) bank!: Buffer | null;
  @Column('timestamptz') updatedAt!: Date;
}

/** Units of a pool that belong to a grant, until it is revoked: the promise that there is one, the variant that was chosen, and the money that it costs. */
@Entity('allocations')
@Check('ck_allocations_units', 'units > 0')
@Check('ck_allocations_part', `part IN ('promise', 'variant', 'reward_budget', 'program_budget')`)
@Index('ix_allocations_pool', ['programId', 'poolId'])
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_allocations_grant' })
@ForeignKey('RewardPool', ['programId', 'poolId'], ['programId', 'id'], { name: 'fk_allocations_pool' })
export class Allocation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_allocations' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_allocations' }) grantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_allocations', default: 'promise' }) part!: 'promise' | 'variant' | 'reward_budget' | 'program_budget';
  @Column('uuid') poolId!: string;
  @Column('bigint') units!: string;
  @Column('timestamptz') at!: Date;
}
