import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Texts } from '../reward.entity.js';

/** A file for those who have won it, as it was uploaded. Never changed: another file is another row. */
@Entity('unlock_files')
@Check('ck_unlock_files_name', 'length(name) BETWEEN 1 AND 120')
@Check('ck_unlock_files_type', `type IN ('application/pdf', 'application/zip', 'image/png', 'image/jpeg', 'image/webp')`)
@Check('ck_unlock_files_bytes', 'octet_length(bytes) BETWEEN 1 AND 10485760')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_unlock_files_program' })
export class UnlockFile {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_unlock_files' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_unlock_files' }) id!: string;
  @Column('text') name!: string;
  /** What its first bytes say it is. */
  @Column('text') type!: string;
  @Column('bytea') bytes!: Buffer;
  @Column('timestamptz') createdAt!: Date;
}

/** What a reward of the kind `unlock` opens: a file, or a page of text. */
@Entity('reward_unlocks')
@Check('ck_reward_unlocks_something', `file_id IS NOT NULL OR text <> '{}'`)
@ForeignKey('Reward', ['programId', 'rewardId'], ['programId', 'id'], { name: 'fk_reward_unlocks_reward' })
@ForeignKey('UnlockFile', ['programId', 'fileId'], ['programId', 'id'], { name: 'fk_reward_unlocks_file' })
export class RewardUnlock {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_unlocks' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reward_unlocks' }) rewardId!: string;
  @Column('jsonb') title!: Texts;
  @Column('jsonb') text!: Texts;
  @Column('uuid', { nullable: true }) fileId!: string | null;
}

/** How often a member has opened what they have won. */
@Entity('unlock_openings')
@Check('ck_unlock_openings_times', 'times > 0')
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_unlock_openings_grant' })
export class UnlockOpening {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_unlock_openings' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_unlock_openings' }) grantId!: string;
  @Column('int') times!: number;
  /** Null once its member is gone. */
  @Column('timestamptz', { nullable: true }) lastAt!: Date | null;
}
