import type { Rulebook as Rules } from '@fanfare/domain';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Somebody's draft of the next version. The revision is another after every write: who writes names the one they saw. */
@Entity('rulebook_drafts')
@ForeignKey('RulebookVersion', ['programId', 'basedOn'], ['programId', 'version'], { name: 'fk_rulebook_drafts_rulebook' })
export class RulebookDraft {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_rulebook_drafts' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_rulebook_drafts' }) authorId!: string;
  @Column('int') basedOn!: number;
  @Column('uuid') revision!: string;
  @Column('jsonb') rules!: Omit<Rules, 'version'>;
  @Column('timestamptz') updatedAt!: Date;
}
