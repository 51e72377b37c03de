import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A size or colour that a reward comes in, chosen by whoever claims it. */
@Entity('reward_variants')
@Check('ck_reward_variants_label', 'char_length(label) BETWEEN 1 AND 40')
@Check('ck_reward_variants_retired', 'retired_at IS NULL OR pool_id IS NULL')
@Unique('uq_reward_variants_reward', ['programId', 'rewardId', 'id'])
@Unique('uq_reward_variants_pool', ['programId', 'poolId'])
@ForeignKey('Reward', ['programId', 'rewardId'], ['programId', 'id'], { name: 'fk_reward_variants_reward' })
@ForeignKey('RewardPool', ['programId', 'poolId'], ['programId', 'id'], { name: 'fk_reward_variants_pool' })
export class RewardVariant {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_variants' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_variants' }) id!: string;
  @Column('uuid') rewardId!: string;
  @Column('text') label!: string;
  /** The brand's own number for it. */
  @Column('text', { nullable: true }) sku!: string | null;
  /** In the order in which they are offered. */
  @Column('int') place!: number;
  /** Null: there is always enough of it. */
  @Column('uuid', { nullable: true }) poolId!: string | null;
  /** No longer offered; kept for those who have chosen it. */
  @Column('timestamptz', { nullable: true }) retiredAt!: Date | null;
}
