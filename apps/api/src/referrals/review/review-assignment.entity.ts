import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Who of the team has taken a friend that waits for a person: one at a time, until it is decided. */
@Entity('review_assignments')
@Index('ix_review_assignments_account', ['programId', 'accountId'])
@ForeignKey('Referral', ['programId', 'referralId'], ['programId', 'id'], { name: 'fk_review_assignments_referral' })
export class ReviewAssignment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_review_assignments' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_review_assignments' }) referralId!: string;
  /** An account of the team's, with a role that may review. */
  @Column('uuid') accountId!: string;
  @Column('uuid') assignedBy!: string;
  @Column('timestamptz') assignedAt!: Date;
}
