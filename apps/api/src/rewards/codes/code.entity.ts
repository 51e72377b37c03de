import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A code of a list that staff have uploaded. Once a grant has it, it is nobody else's. */
@Entity('reward_codes')
@Unique('uq_reward_codes_hash', ['programId', 'codeHash'])
@Unique('uq_reward_codes_grant', ['programId', 'grantId'])
@Index('ix_reward_codes_free', ['programId', 'rewardId', 'id'], { where: 'grant_id IS NULL' })
@ForeignKey('Reward', ['programId', 'rewardId'], ['programId', 'id'], { name: 'fk_reward_codes_reward' })
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_reward_codes_grant' })
export class RewardCode {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_codes' }) programId!: string;
  /** Time-ordered: codes are given in the order in which they came. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_codes' }) id!: string;
  @Column('uuid') rewardId!: string;
  /** Keyed hash of the code in capitals: none is there twice. */
  @Column('bytea') codeHash!: Buffer;
  /** The code, encrypted and bound to this row. */
  @Column('bytea') sealed!: Buffer;
  @Column('uuid', { nullable: true }) grantId!: string | null;
  @Column('timestamptz') addedAt!: Date;
}
