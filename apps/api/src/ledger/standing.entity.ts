import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A member's book: lock, sums, tier and the newest hash of its chain. */
@Entity('standings')
@Check('ck_standings_standing', `standing IN ('active', 'suspended', 'erased')`)
@Check('ck_standings_seq', 'last_fact_seq >= 0 AND last_entry_seq >= 0')
@Index('ix_standings_due', ['programId', 'nextDueAt'], { where: 'next_due_at IS NOT NULL' })
@Index('ix_standings_version', ['programId', 'version', 'memberId'])
@Index('ix_standings_rank', { synchronize: false }) // descending: TypeORM cannot say so
@Index('ix_standings_tier', ['programId', 'tierId'], { where: 'tier_id IS NOT NULL' })
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_standings_member' })
export class Standing {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_standings' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_standings' }) memberId!: string;
  /** The rulebook the book has adopted. */
  @Column('int') version!: number;
  @Column('timestamptz') at!: Date;
  @Column('text') standing!: 'active' | 'suspended' | 'erased';
  @Column('uuid', { nullable: true }) cohortId!: string | null;
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
}
