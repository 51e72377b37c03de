import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Stands in for the second factor once; kept as a keyed hash. */
@Entity('recovery_codes')
@ForeignKey('Account', ['accountId'], ['id'], { name: 'fk_recovery_codes_account', onDelete: 'CASCADE' })
export class RecoveryCode {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_recovery_codes' }) accountId!: string;
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'pk_recovery_codes' }) codeHash!: Buffer;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}
