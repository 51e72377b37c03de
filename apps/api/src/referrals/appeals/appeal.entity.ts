import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A member asks for a second look at a friend who did not count. Its outcome is a fact of the book; what was said about it is only here. */
@Entity('appeals')
@Unique('uq_appeals_round', ['programId', 'referralId', 'round'])
@Index('uq_appeals_open', ['programId', 'referralId'], { unique: true, where: `status = 'open'` })
@Index('ix_appeals_due', ['programId', 'dueAt', 'id'], { where: `status = 'open'` })
@Index('ix_appeals_answered', ['programId', 'answeredAt', 'id'], { where: `status <> 'open'` })
@Index('ix_appeals_member', ['programId', 'memberId', 'createdAt'])
@Check('ck_appeals_round_positive', 'round > 0')
@Check('ck_appeals_status', `status IN ('open', 'upheld', 'overturned')`)
@Check('ck_appeals_answer', `CASE WHEN status = 'open' THEN num_nonnulls(answer, answered_by, answered_at, answer_id) = 0 ELSE answered_at IS NOT NULL AND (num_nulls(answer, answered_by, answer_id) = 0 OR (status = 'overturned' AND answer IS NULL)) END`)
@ForeignKey('Referral', ['programId', 'referralId'], ['programId', 'id'], { name: 'fk_appeals_referral' })
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_appeals_member' })
export class Appeal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_appeals' }) programId!: string;
  /** Made by the caller. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_appeals' }) id!: string;
  @Column('uuid') referralId!: string;
  /** Who appealed: the referrer, before any merge. */
  @Column('uuid') memberId!: string;
  /** Counts the appeals about one friend: each is against a decision of its own. */
  @Column('int') round!: number;
  @Column('text') note!: string;
  @Column('text') status!: 'open' | 'upheld' | 'overturned';
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') dueAt!: Date;
  /** Nothing where the friend was accepted without a word. */
  @Column('text', { nullable: true }) answer!: string | null;
  /** An account of the team's; nobody where time or newer rules accepted the friend. */
  @Column('uuid', { nullable: true }) answeredBy!: string | null;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
  /** Made by the caller, of an answer in words: the same one sent again. */
  @Column('uuid', { nullable: true }) answerId!: string | null;
}
