import type { StepStatus, StepWaitsFor } from '@fanfare/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** One thing that a provider does for a grant: at most once, however often it is asked. */
@Entity('reward_steps')
@Check('ck_reward_steps_step', `step ~ '^[a-z_]{2,30}$'`)
@Check('ck_reward_steps_status', `status IN ('due', 'sending', 'waiting', 'done', 'failed', 'unclear', 'undone')`)
@Check('ck_reward_steps_round', 'round > 0')
@Check('ck_reward_steps_attempts', 'attempts >= 0')
@Check('ck_reward_steps_doubts', 'doubts >= 0')
@Check('ck_reward_steps_reminders', 'reminders >= 0')
@Check('ck_reward_steps_waits', `(status = 'waiting') = (waits_for IS NOT NULL) AND waits_for IN ('staff', 'member', 'provider')`)
@Check('ck_reward_steps_next_try', `(status IN ('due', 'sending')) = (next_try_at IS NOT NULL)`)
@Check('ck_reward_steps_batch', '(batch_id IS NULL) = (batch_place IS NULL)')
@Unique('uq_reward_steps_batch_place', ['programId', 'batchId', 'batchPlace'])
@ForeignKey('PayoutBatch', ['programId', 'batchId'], ['programId', 'id'], { name: 'fk_reward_steps_batch' })
@Index('ix_reward_steps_due', ['programId', 'nextTryAt'], { where: 'next_try_at IS NOT NULL' })
@Index('ix_reward_steps_updated', ['programId', 'status', 'updatedAt', 'grantId'])
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_reward_steps_grant' })
export class RewardStep {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_steps' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_steps' }) grantId!: string;
  /** `code`, `credit`, `transfer`; `reversal` takes back what another gave. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_reward_steps' }) step!: string;
  /** Who does it: `stripe`, `manual`. */
  @Column('text') provider!: string;
  @Column('text') status!: StepStatus;
  @Column('text', { nullable: true }) waitsFor!: StepWaitsFor | null;
  /** Each has a key of its own; a person begins another only once it is known that the last did nothing. */
  @Column('int', { default: 1 }) round!: number;
  @Column('int', { default: 0 }) attempts!: number;
  /** Tries of the round that ended without a clear answer. */
  @Column('int', { default: 0 }) doubts!: number;
  /** When its turn comes; while it is sent, when whoever sends it is believed dead. */
  @Column('timestamptz', { nullable: true }) nextTryAt!: Date | null;
  /** Since when something may have happened under the round's key. */
  @Column('timestamptz', { nullable: true }) firstSentAt!: Date | null;
  /** Since when the provider says "later", and nothing else. */
  @Column('timestamptz', { nullable: true }) putOffSince!: Date | null;
  /** How often its member was asked for what it waits for. */
  @Column('int', { default: 0 }) reminders!: number;
  /** What is to be given, as it was when it was claimed. */
  @Column('jsonb') terms!: object;
  /** What the provider has told on the way: ids, nothing about a person. */
  @Column('jsonb', { default: {} }) known!: object;
  /** What the provider calls what it did. */
  @Column('text', { nullable: true }) reference!: string | null;
  /** A code: why it failed, or why nobody knows. */
  @Column('text', { nullable: true }) problem!: string | null;
  /** The batch that its money is sent in, and its place there. */
  @Column('uuid', { nullable: true }) batchId!: string | null;
  @Column('int', { nullable: true }) batchPlace!: number | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}
