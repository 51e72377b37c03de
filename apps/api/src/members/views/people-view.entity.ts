import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A filter over the members with a name, shared by the team. */
@Entity('people_views')
@Check('ck_people_views_name', 'char_length(name) BETWEEN 1 AND 60')
@Index('uq_people_views_name', { synchronize: false }) // on lower(name): TypeORM cannot say so
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_people_views_program' })
export class PeopleView {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_people_views' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_people_views' }) id!: string;
  @Column('text') name!: string;
  @Column('jsonb') filter!: object;
  @Column('text') sort!: string;
  @Column('uuid') createdBy!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}
