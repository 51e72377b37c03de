import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Where a reward of the brand's own kind is asked for, by a signed call. */
@Entity('reward_hooks')
@Check('ck_reward_hooks_url', `url ~ '^https?://'`)
@Check('ck_reward_hooks_secret_version', 'secret_version > 0')
@ForeignKey('Reward', ['programId', 'rewardId'], ['programId', 'id'], { name: 'fk_reward_hooks_reward' })
export class RewardHook {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_hooks' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_hooks' }) rewardId!: string;
  /** Its secret is derived from this and the version. */
  @Column('uuid') id!: string;
  @Column('text') url!: string;
  /** Whether the member's e-mail and name go along. */
  @Column('boolean') tellsWho!: boolean;
  @Column('int', { default: 1 }) secretVersion!: number;
  @Column('timestamptz', { nullable: true }) rotatedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}
