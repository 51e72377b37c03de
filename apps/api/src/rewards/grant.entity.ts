import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { GrantReason, GrantStatus } from './grant-states.js';

/** A reward on its way to a member. At most one per award; those by hand (`bookId` null) belong to none. */
@Entity('grants')
@Check('ck_grants_status', `status IN ('granted', 'queued', 'on_hold', 'claimable', 'claimed', 'packed', 'shipped', 'delivered', 'returned', 'fulfilled', 'suspended', 'revoked', 'expired')`)
@Unique('uq_grants_award', ['programId', 'bookId', 'subjectId', 'ordinal', 'side'])
@Index('ix_grants_beneficiary', ['programId', 'beneficiaryId', 'awardedAt'])
@Index('ix_grants_status', ['programId', 'status', 'awardedAt', 'id'])
@ForeignKey('AwardRecord', ['programId', 'bookId', 'subjectId', 'ordinal', 'side'], ['programId', 'memberId', 'subjectId', 'ordinal', 'side'], { name: 'fk_grants_award' })
@ForeignKey('Reward', ['programId', 'rewardId'], ['programId', 'id'], { name: 'fk_grants_reward' })
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
  @Column('text') status!: GrantStatus;
  /** Where it goes on when the award is reinstated. */
  @Column('text', { nullable: true }) resumeStatus!: GrantStatus | null;
  @Column('text', { nullable: true }) reason!: GrantReason | null;
  /** The carrier's number or address, as staff noted it. */
  @Column('text', { nullable: true }) tracking!: string | null;
  /** With the id: its place in the queue. */
  @Column('timestamptz') awardedAt!: Date;
  @Column('timestamptz', { nullable: true }) claimedAt!: Date | null;
  @Column('timestamptz') updatedAt!: Date;
}

/** What a member said when claiming. The only personal data of this context; goes 90 days after delivery. */
@Entity('claim_details')
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_claim_details_grant' })
export class ClaimDetails {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_claim_details' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_claim_details' }) grantId!: string;
  @Column('text', { nullable: true }) size!: string | null;
  @Column('jsonb', { nullable: true }) address!: object | null;
  @Column('timestamptz') updatedAt!: Date;
}

/** Units of a pool that belong to a grant, until it is revoked. */
@Entity('allocations')
@Check('ck_allocations_units', 'units > 0')
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_allocations_grant' })
@ForeignKey('RewardPool', ['programId', 'poolId'], ['programId', 'id'], { name: 'fk_allocations_pool' })
export class Allocation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_allocations' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_allocations' }) grantId!: string;
  @Column('uuid') poolId!: string;
  @Column('int') units!: number;
  @Column('timestamptz') at!: Date;
}
