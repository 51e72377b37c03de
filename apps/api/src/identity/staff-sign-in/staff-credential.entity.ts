import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Password and second factor of an account that is staff somewhere. */
@Entity('staff_credentials')
@ForeignKey('Account', ['accountId'], ['id'], { name: 'fk_staff_credentials_account', onDelete: 'CASCADE' })
export class StaffCredential {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_staff_credentials' }) accountId!: string;
  /** argon2id, in its own format. */
  @Column('text') passwordHash!: string;
  /** AES-256-GCM: 12 bytes iv, 16 bytes tag, then the secret. */
  @Column('bytea', { nullable: true }) totpSecret!: Buffer | null;
  @Column('timestamptz', { nullable: true }) totpConfirmedAt!: Date | null;
  /** The newest 30-second step whose code was taken: each code works once. */
  @Column('bigint', { nullable: true }) totpLastStep!: string | null;
  /** The demo's accounts only. */
  @Column('boolean') totpWaived!: boolean;
  @Column('timestamptz') updatedAt!: Date;
}
