import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How many active members have this count, having reached it in the week (UTC) that begins on that Monday. */
@Entity('score_counts')
@Check('ck_score_counts_members', 'members > 0')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_score_counts_program' })
export class ScoreCount {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_score_counts' }) programId!: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_score_counts' }) score!: number;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'pk_score_counts' }) week!: string;
  @Column('int') members!: number;
}
