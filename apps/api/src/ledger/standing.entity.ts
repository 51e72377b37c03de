import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A member's book: lock, sums, tier and the newest hash of its chain. */
@Entity('standings')
@Check('ck_standings_standing', `standing IN ('active', 'suspended', 'erased')`)
@Check('ck_standings_seq', 'last_fact_seq >= 0 AND last_entry_seq >= 0')
@Check('ck_standings_merged', 'merged_into IS NULL OR (merged_into <> member_id AND group_id IS NOT NULL)')
@Index('ix_standings_merged_into', ['programId', 'mergedInto'], { where: 'merged_into IS NOT NULL' })
@Index('ix_standings_group', ['programId', 'groupId', 'memberId'], { where: 'group_id IS NOT NULL' })
@Index('ix_standings_due', ['programId', 'nextDueAt'], { where: 'next_due_at IS NOT NULL' })
@Index('ix_standings_version', ['programId', 'version', 'memberId'])
@Index('ix_standings_rank', { synchronize: false }) // descending: TypeORM cannot say so
@Index('ix_standings_tier', ['programId', 'tierId'], { where: 'tier_id IS NOT NULL' })
@Index('ix_standings_cohort', ['programId', 'cohort', 'memberId'], { where: 'cohort IS NOT NULL' })
@Index('ix_standings_aside', ['programId', 'standing', 'memberId'], { where: `standing <> 'active'` })
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_standings_member' })
@ForeignKey('Cohort', ['programId', 'cohort'], ['programId', 'key'], { name: 'fk_standings_cohort' })
@ForeignKey('Standing', ['programId', 'mergedInto'], ['programId', 'memberId'], { name: 'fk_standings_merged_into' })
export class Standing {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_standings' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_standings' }) memberId!: string;
  /** The rulebook the book has adopted. */
  @Column('int') version!: number;
  @Column('timestamptz') at!: Date;
  @Column('text') standing!: 'active' | 'suspended' | 'erased';
  /** The key of the cohort whose thresholds hold. */
  @Column('text', { nullable: true }) cohort!: string | null;
  @Column('int') qualified!: number;
  @Column('int') points!: number;
  @Column('int') spent!: number;
  @Column('int') attended!: number;
  /** Counted per season id. */
  @Column('jsonb') season!: Record<string, number>;
  @Column('uuid', { nullable: true }) tierId!: string | null;
  /** When the count last changed: who was there earlier ranks higher. */
  @Column('timestamptz') reachedAt!: Date;
  @Column('timestamptz', { nullable: true }) nextDueAt!: Date | null;
  @Column('int') lastFactSeq!: number;
  @Column('int') lastEntrySeq!: number;
  @Column('bytea') headHash!: Buffer;
  /** The book that has all that was in this one, which is closed. */
  @Column('uuid', { nullable: true }) mergedInto!: string | null;
  /** The lowest id among the books that were ever merged with this one, directly or not; null: none ever was. */
  @Column('uuid', { nullable: true }) groupId!: string | null;
}
