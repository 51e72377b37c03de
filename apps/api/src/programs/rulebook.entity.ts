import type { Rulebook as Rules } from '@fanfare/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A published, numbered set of rules; never changed afterwards (the database refuses). */
@Entity('rulebooks')
@Check('ck_rulebooks_version', 'version > 0')
@Check('ck_rulebooks_mode', `mode IN ('from_now', 'recount')`)
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_rulebooks_program' })
@Index('uq_rulebooks_what_if', ['programId', 'whatIfId'], { unique: true })
export class RulebookVersion {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_rulebooks' }) programId!: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_rulebooks' }) version!: number;
  @Column('jsonb') body!: Omit<Rules, 'version'>;
  @Column('text') mode!: 'from_now' | 'recount';
  @Column('boolean') keepTiers!: boolean;
  @Column('timestamptz') effectiveAt!: Date;
  @Column('timestamptz') publishedAt!: Date;
  @Column('uuid', { nullable: true }) publishedBy!: string | null;
  /** Of the question that was published; the run itself is forgotten earlier. */
  @Column('uuid', { nullable: true }) whatIfId!: string | null;
}
