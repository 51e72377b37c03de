import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

export const REWARD_KINDS = ['swag', 'discount_code', 'event_seat', 'custom'] as const;
export type RewardKind = (typeof REWARD_KINDS)[number];

/** Text per language: `{ en: 'Welcome box', de: 'Willkommensbox' }`. */
export type Texts = Readonly<Record<string, string>>;

/** What is scarce behind rewards. Its row is the lock of its queue. */
@Entity('pools')
@Check('ck_pools_units_left', 'units_left >= 0')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_pools_program' })
export class RewardPool {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_pools' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_pools' }) id!: string;
  @Column('text') name!: string;
  /** Not yet given to any grant. */
  @Column('int') unitsLeft!: number;
}

/** An item of the catalogue. Milestones name it by id. */
@Entity('rewards')
@Check('ck_rewards_kind', `kind IN ('swag', 'discount_code', 'event_seat', 'custom')`)
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_rewards_program' })
@ForeignKey('RewardPool', ['programId', 'poolId'], ['programId', 'id'], { name: 'fk_rewards_pool' })
export class Reward {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_rewards' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_rewards' }) id!: string;
  @Column('text') kind!: RewardKind;
  @Column('jsonb') title!: Texts;
  @Column('jsonb') description!: Texts;
  @Column('boolean') needsAddress!: boolean;
  /** Empty: comes in one size. */
  @Column('text', { array: true }) sizes!: string[];
  /** Null: there is always enough. One unit a grant. */
  @Column('uuid', { nullable: true }) poolId!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
