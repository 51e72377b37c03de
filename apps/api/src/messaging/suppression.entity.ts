import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An address that gets no mail of class `once`. Kept after erasure: an unsubscribe holds. */
@Entity('suppressions')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_suppressions_program' })
export class Suppression {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_suppressions' }) programId!: string;
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'pk_suppressions' }) emailHash!: Buffer;
  /** `one_click`, `page`; inside a hand-over's transaction `handover`, which never commits. */
  @Column('text') source!: string;
  @Column('timestamptz') at!: Date;
}
