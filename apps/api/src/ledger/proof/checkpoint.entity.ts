import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Where every chain of a program ended on a day, in one hash that contains the day before. INSERT only. */
@Entity('ledger_checkpoints')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_ledger_checkpoints_program' })
export class LedgerCheckpoint {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ledger_checkpoints' }) programId!: string;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'pk_ledger_checkpoints' }) day!: string;
  @Column('timestamptz') at!: Date;
  @Column('int') books!: number;
  /** Merkle root over (member, number of entries, newest hash), by member. */
  @Column('bytea') root!: Buffer;
  @Column('bytea') prevHash!: Buffer;
  @Column('bytea') hash!: Buffer;
}

/** The leaves of a checkpoint, so that it can be downloaded whole; kept for some weeks. */
@Entity('checkpoint_leaves')
@ForeignKey('LedgerCheckpoint', ['programId', 'day'], ['programId', 'day'], { name: 'fk_checkpoint_leaves_checkpoint' })
export class CheckpointLeaves {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_checkpoint_leaves' }) programId!: string;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'pk_checkpoint_leaves' }) day!: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_checkpoint_leaves' }) part!: number;
  /** 52 bytes a book: member, entries (big-endian), newest hash. */
  @Column('bytea') leaves!: Buffer;
}
