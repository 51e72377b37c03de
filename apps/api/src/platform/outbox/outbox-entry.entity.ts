import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An event waiting to be relayed, or relayed and kept for a week. */
@Entity('outbox')
@Index('ix_outbox_waiting', ['programId', 'id'], { where: 'relayed_at IS NULL' })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_outbox_program' })
export class OutboxEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_outbox' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_outbox' }) id!: string;
  @Column('text') topic!: string;
  @Column('jsonb') payload!: Record<string, string | number | boolean | null>;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) relayedAt!: Date | null;
}
