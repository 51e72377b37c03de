import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** Money that is sent by hand in one go: a file for the bank. Its lines are steps. */
@Entity('payout_batches')
@Check('ck_payout_batches_number', 'number > 0')
@Check('ck_payout_batches_currency', `currency ~ '^[A-Z]{3}$'`)
@Unique('uq_payout_batches_number', ['programId', 'number'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_payout_batches_program' })
export class PayoutBatch {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_payout_batches' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_payout_batches' }) id!: string;
  @Column('int') number!: number;
  @Column('text') currency!: string;
  @Column('uuid') openedBy!: string;
  @Column('timestamptz') openedAt!: Date;
}
