import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One visit of a referral link. INSERT only, by role `recorder`; kept in monthly partitions, which go as a whole. */
@Entity('clicks')
@Index('ix_clicks_link', ['programId', 'linkId', 'at'])
export class Click {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_clicks' }) programId!: string;
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'pk_clicks' }) at!: Date;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_clicks' }) id!: string;
  @Column('uuid') linkId!: string;
  /** Null: a person. Otherwise what gave the machine away, see `machine-visit.ts`. */
  @Column('text', { nullable: true }) machine!: string | null;
  /** Keyed hash of the browser's `ffv` cookie; null for machines. */
  @Column('bytea', { nullable: true }) visitorHash!: Buffer | null;
  /** Two letters, by the word of a trusted proxy. */
  @Column('text', { nullable: true }) country!: string | null;
}
