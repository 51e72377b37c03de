import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Who of the staff did what; written by `audit()`, never changed. */
@Entity('audit_log')
@Index('ix_audit_log_subject', ['programId', 'subjectId', 'at'])
@Index('ix_audit_log_left', ['programId', 'at', 'id'], { where: `action = 'member.left'` })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_audit_log_program' })
export class AuditEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_audit_log' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_audit_log' }) id!: string;
  @Column('timestamptz') at!: Date;
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @Column('text') action!: string;
  @Column('uuid', { nullable: true }) subjectId!: string | null;
  @Column('jsonb') detail!: Record<string, unknown>;
}
