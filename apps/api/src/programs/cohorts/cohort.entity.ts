import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A group of members whose thresholds may be others than everybody's. The key is given once and stays; the name may change. */
@Entity('cohorts')
@Check('ck_cohorts_key', `char_length(key) <= 30 AND key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`)
@Check('ck_cohorts_name', `name <> '{}'`)
@Index('uq_cohorts_name_en', { synchronize: false }) // on lower(name): TypeORM cannot say so
@Index('uq_cohorts_name_de', { synchronize: false })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_cohorts_program' })
export class Cohort {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_cohorts' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_cohorts' }) key!: string;
  /** By language; at least one. */
  @Column('jsonb') name!: Record<string, string>;
  /** Whether an address of the sign-up that names it leads into it. */
  @Column('boolean') openForSignup!: boolean;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) retiredAt!: Date | null;
}
