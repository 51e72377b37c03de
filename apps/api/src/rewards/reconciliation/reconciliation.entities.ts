import type { DifferenceCode, DifferenceSection } from '@fanfare/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** One look at whether everything agrees. It goes on where it stopped: section by section, in passes. */
@Entity('reconciliations')
@Check('ck_reconciliations_status', `status IN ('running', 'done', 'failed')`)
@Check('ck_reconciliations_section', `section IN ('books', 'steps', 'pools', 'provider', 'strangers')`)
@Check('ck_reconciliations_passes', 'passes >= 0')
@Check('ck_reconciliations_running', `(status = 'running') = (ended_at IS NULL) AND (status = 'running') = (next_pass_at IS NOT NULL) AND (status = 'running') = (section IS NOT NULL)`)
@Index('uq_reconciliations_running', ['programId'], { unique: true, where: `status = 'running'` })
@Index('ix_reconciliations_began', ['programId', 'beganAt'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_reconciliations_program' })
export class Reconciliation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reconciliations' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reconciliations' }) id!: string;
  @Column('text') status!: 'running' | 'done' | 'failed';
  @Column('text', { nullable: true }) section!: DifferenceSection | null;
  /** How far it is within the section. */
  @Column('text', { nullable: true }) place!: string | null;
  @Column('int', { default: 0 }) passes!: number;
  /** How many of what it has looked at. */
  @Column('jsonb', { default: {} }) counts!: object;
  /** A code: why it could not go on, or what it had to leave out. */
  @Column('text', { nullable: true }) problem!: string | null;
  /** Null: by the clock. */
  @Column('uuid', { nullable: true }) startedBy!: string | null;
  @Column('timestamptz') beganAt!: Date;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  /** While it runs: from then on anybody may go on with it. */
  @Column('timestamptz', { nullable: true }) nextPassAt!: Date | null;
}

/** Something that does not agree: one row for as long as it does not, and after. */
@Entity('reconciliation_findings')
@Check('ck_reconciliation_findings_code', `code ~ '^[a-z_]{3,40}$'`)
@Check('ck_reconciliation_findings_accepted', 'num_nulls(accepted_at, accepted_by) IN (0, 2) AND num_nonnulls(note, note_id) <= num_nonnulls(accepted_at)')
@Unique('uq_reconciliation_findings_subject', ['programId', 'code', 'subject'])
@Index('ix_reconciliation_findings_seen', ['programId', 'lastSeenAt', 'id'])
@ForeignKey('Reconciliation', ['programId', 'seenIn'], ['programId', 'id'], { name: 'fk_reconciliation_findings_seen' })
export class ReconciliationFinding {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reconciliation_findings' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reconciliation_findings' }) id!: string;
  @Column('text') code!: DifferenceCode;
  /** What differs: a grant and a step, an award, a pool, or what the provider calls it. */
  @Column('text') subject!: string;
  @Column('uuid', { nullable: true }) grantId!: string | null;
  /** What is known of it: ids and figures, nothing about a person. */
  @Column('jsonb') detail!: object;
  /** The reconciliation that has seen it last. */
  @Column('uuid') seenIn!: string;
  @Column('timestamptz') firstSeenAt!: Date;
  @Column('timestamptz') lastSeenAt!: Date;
  /** When the owners were told. */
  @Column('timestamptz', { nullable: true }) toldAt!: Date | null;
  /** When it was not there any more. */
  @Column('timestamptz', { nullable: true }) resolvedAt!: Date | null;
  /** Somebody has said that it may stay so. */
  @Column('timestamptz', { nullable: true }) acceptedAt!: Date | null;
  @Column('uuid', { nullable: true }) acceptedBy!: string | null;
  @Column('text', { nullable: true }) note!: string | null;
  /** Where it is about somebody's reward or book, what was said is a note on them. */
  @Column('uuid', { nullable: true }) noteId!: string | null;
}
