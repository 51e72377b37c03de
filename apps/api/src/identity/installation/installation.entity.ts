import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row that says whether the first owner has claimed this installation. Absent: there is nothing to claim. */
@Entity('installation')
@Check('ck_installation_single', 'id = 1')
export class Installation {
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_installation' }) id!: number;
  @Column('bytea', { nullable: true }) setupTokenHash!: Buffer | null;
  @Column('timestamptz', { nullable: true }) claimedAt!: Date | null;
}
