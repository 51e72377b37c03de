import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A code or a gift card of a list that staff have uploaded. Once a grant has it, it is nobody else's. */
@Entity('reward_codes')
@Check('ck_reward_codes_lapsed', 'lapsed_at IS NULL OR (last_day IS NOT NULL AND grant_id IS NULL)')
@Check('ck_reward_codes_shown', 'shown_at IS NULL OR grant_id IS NOT NULL')
@Check('ck_reward_codes_sealed', 'sealed IS NOT NULL OR shown_at IS NOT NULL')
@Unique('uq_reward_codes_hash', ['programId', 'codeHash'])
@Unique('uq_reward_codes_grant', ['programId', 'grantId'])
@Index('ix_reward_codes_free', ['programId', 'rewardId', 'id'], { where: 'grant_id IS NULL' })
@Index('ix_reward_codes_last_day', ['programId', 'lastDay'], { where: 'grant_id IS NULL AND lapsed_at IS NULL AND last_day IS NOT NULL' })
@ForeignKey('Reward', ['programId', 'rewardId'], ['programId', 'id'], { name: 'fk_reward_codes_reward' })
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_reward_codes_grant' })
export class RewardCode {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_codes' }) programId!: string;
  /** Time-ordered: codes are given in the order in which they came. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_codes' }) id!: string;
  @Column('uuid') rewardId!: string;
  /** Keyed hash of the code in capitals: none is there twice. */
  @Column('bytea') codeHash!: Buffer;
  /** The code, of a gift card with its PIN, encrypted and bound to this row. Null once the member who has seen it is gone. */
  @Column('bytea', { nullable: true }) sealed!: Buffer | null;
  @Column('uuid', { nullable: true }) grantId!: string | null;
  /** Of a gift card: the last day on which it works, in the program's time zone. */
  @Column('date', { nullable: true }) lastDay!: string | null;
  /** When it was taken out of what there is to give, because its last day had passed. */
  @Column('timestamptz', { nullable: true }) lapsedAt!: Date | null;
  /** Of a gift card: when its member first saw it. From then on it cannot be somebody else's. */
  @Column('timestamptz', { nullable: true }) shownAt!: Date | null;
  @Column('timestamptz') addedAt!: Date;
}
