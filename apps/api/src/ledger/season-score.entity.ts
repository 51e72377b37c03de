import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an active member's book says of one season, folded for reading places off an index. */
@Entity('season_scores')
@Check('ck_season_scores_score', 'score > 0')
@Index('ix_season_scores_rank', { synchronize: false }) // descending: TypeORM cannot say so
@ForeignKey('Standing', ['programId', 'memberId'], ['programId', 'memberId'], { name: 'fk_season_scores_standing' })
export class SeasonScore {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_season_scores' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_season_scores' }) seasonId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_season_scores' }) memberId!: string;
  @Column('int') score!: number;
  /** When the count last changed, as of the fold that found this score: who was there earlier ranks higher. */
  @Column('timestamptz') reachedAt!: Date;
}
