import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export const RUN_KINDS = ['what_if', 'verification'] as const;
export type RunKind = (typeof RUN_KINDS)[number];
export const RUN_STATUSES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Long work over all books of a program: how far it is, and what came of it. */
@Entity('book_runs')
@Check('ck_book_runs_kind', `kind IN ('what_if', 'verification')`)
@Check('ck_book_runs_status', `status IN ('waiting', 'running', 'done', 'failed', 'cancelled')`)
@Check('ck_book_runs_result', `(status = 'done') = (result IS NOT NULL)`)
@Index('ix_book_runs_newest', ['programId', 'kind', 'createdAt', 'id'])
@Index('uq_book_runs_open', ['programId', 'kind'], { unique: true, where: `status IN ('waiting', 'running')` })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_book_runs_program' })
export class BookRun {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_book_runs' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_book_runs' }) id!: string;
  @Column('text') kind!: RunKind;
  @Column('text') status!: RunStatus;
  @Column('jsonb') input!: object;
  /** Facts read. */
  @Column('int') done!: number;
  @Column('int', { nullable: true }) total!: number | null;
  @Column('jsonb', { nullable: true }) result!: object | null;
  /** Null: the clock. */
  @Column('uuid', { nullable: true }) startedBy!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}

/** Whom a what-if touches, and how. Goes with its run. */
@Entity('what_if_people')
@Check('ck_what_if_people_view', `view IN ('publish', 'history')`)
@ForeignKey('BookRun', ['programId', 'runId'], ['programId', 'id'], { name: 'fk_what_if_people_run' })
export class WhatIfPerson {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_what_if_people' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_what_if_people' }) runId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_what_if_people' }) view!: 'publish' | 'history';
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_what_if_people' }) memberId!: string;
  @Column('boolean') gains!: boolean;
  @Column('boolean') loses!: boolean;
  /** Referrals that would wait for a person. */
  @Column('int') reviews!: number;
  @Column('jsonb') change!: object;
}

/** A referral that other rules would have credited to somebody else (null: to nobody). Only while its what-if runs. */
@Entity('what_if_moves')
@ForeignKey('BookRun', ['programId', 'runId'], ['programId', 'id'], { name: 'fk_what_if_moves_run' })
export class WhatIfMove {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_what_if_moves' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_what_if_moves' }) runId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_what_if_moves' }) referralId!: string;
  @Column('uuid', { nullable: true }) memberId!: string | null;
}
