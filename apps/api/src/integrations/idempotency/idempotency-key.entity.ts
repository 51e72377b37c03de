import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A machine's request under a name of its choosing, and what was answered. Kept for two days. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_begun', ['programId', 'begunAt'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_idempotency_keys_program' })
export class IdempotencyKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_idempotency_keys' }) programId!: string;
  /** The API key that asked. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_idempotency_keys' }) principalId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_keys' }) key!: string;
  /** Keyed hash of route and body. */
  @Column('bytea') requestHash!: Buffer;
  /** Null while it is under way. */
  @Column('int', { nullable: true }) status!: number | null;
  @Column('jsonb', { nullable: true }) body!: unknown;
  @Column('timestamptz') begunAt!: Date;
}
