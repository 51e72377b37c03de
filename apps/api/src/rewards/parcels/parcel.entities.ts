import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ParcelStatus } from '@fanfare/domain';
import type { GrantReason, GrantStatus, ReturnReason } from '../grant-states.js';

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

/** What leaves the house in one piece: several rewards can be in it, or a part of one. One that came back stays as it was; it is sent again as another. */
@Entity('parcels')
@Check('ck_parcels_status', `status IN ('to_pack', 'packed', 'shipped', 'delivered', 'returned')`)
@Check('ck_parcels_batch', '(batch_id IS NULL) = (place IS NULL)')
@Check('ck_parcels_returned', `(status = 'returned') = (return_reason IS NOT NULL)`)
@Unique('uq_parcels_place', ['programId', 'batchId', 'place'])
@Index('ix_parcels_status', ['programId', 'status', 'openedAt', 'id'])
@ForeignKey('ParcelBatch', ['programId', 'batchId'], ['programId', 'id'], { name: 'fk_parcels_batch' })
@ForeignKey('Member', ['programId', 'beneficiaryId'], ['programId', 'id'], { name: 'fk_parcels_beneficiary' })
export class Parcel {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_parcels' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_parcels' }) id!: string;
  @Column('uuid') beneficiaryId!: string;
  /** The batch it is packed in, and its place there: `12-3` on its slip. */
  @Column('uuid', { nullable: true }) batchId!: string | null;
  @Column('int', { nullable: true }) place!: number | null;
  @Column('text') status!: ParcelStatus;
  /** A code of the table of carriers, or a name as staff wrote it. */
  @Column('text', { nullable: true }) carrier!: string | null;
  /** The carrier's number, as staff noted it. */
  @Column('text', { nullable: true }) tracking!: string | null;
  @Column('text', { nullable: true }) returnReason!: ReturnReason | null;
  @Column('timestamptz') openedAt!: Date;
  @Column('timestamptz', { nullable: true }) packedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) shippedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) deliveredAt!: Date | null;
  @Column('timestamptz', { nullable: true }) returnedAt!: Date | null;
}

/** A piece of a grant in a parcel. */
@Entity('parcel_lines')
@Check('ck_parcel_lines_piece', 'piece > 0')
@Index('uq_parcel_lines_piece', ['programId', 'grantId', 'piece'], { unique: true, where: 'NOT replaced' })
@ForeignKey('Parcel', ['programId', 'parcelId'], ['programId', 'id'], { name: 'fk_parcel_lines_parcel' })
@ForeignKey('Grant', ['programId', 'grantId'], ['programId', 'id'], { name: 'fk_parcel_lines_grant' })
export class ParcelLine {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_parcel_lines' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_parcel_lines' }) parcelId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_parcel_lines' }) grantId!: string;
  /** Of its reward's pieces, from 1 on. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_parcel_lines' }) piece!: number;
  /** The parcel came back, and this goes in another. */
  @Column('boolean', { default: false }) replaced!: boolean;
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
