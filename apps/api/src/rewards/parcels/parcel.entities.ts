import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { GrantReason, GrantStatus } from '../grant-states.js';

/** Parcels that somebody packs together. Who opened it sees where they go. */
@Entity('parcel_batches')
@Check('ck_parcel_batches_number', 'number > 0')
@Unique('uq_parcel_batches_number', ['programId', 'number'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_parcel_batches_program' })
export class ParcelBatch {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_parcel_batches' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_parcel_batches' }) id!: string;
  /** Counted per program: with a parcel's place it makes `12-3`, the number on its slip. */
  @Column('int') number!: number;
  @Column('uuid') openedBy!: string;
  @Column('timestamptz') openedAt!: Date;
}

/** Where a grant was, and since when. Written by the database itself when the status changes. */
@Entity('grant_steps')
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_grant_steps_grant' })
export class GrantStep {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_grant_steps' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_grant_steps' }) grantId!: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_grant_steps' }) step!: number;
  @Column('text') status!: GrantStatus;
  @Column('text', { nullable: true }) reason!: GrantReason | null;
  @Column('timestamptz') at!: Date;
}
