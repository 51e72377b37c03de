import type { Signals, Touch } from '@fanfare/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A sign-up waiting for its owner. A record, not a fact: nothing counts before it is confirmed, and it expires. */
@Entity('submissions')
@Index('ix_submissions_referrer', ['programId', 'referrerId', 'createdAt'])
@Index('ix_submissions_email', ['programId', 'emailHash', 'createdAt'])
@Index('ix_submissions_created', ['programId', 'createdAt'])
@Index('ix_submissions_open', ['programId', 'createdAt'], { where: 'used_at IS NULL' })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_submissions_program' })
export class Submission {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_submissions' }) programId!: string;
  /** Becomes the referral's id. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_submissions' }) id!: string;
  /** Null once confirmed: from then on the address is in `identities`. */
  @Column('text', { nullable: true }) email!: string | null;
  @Column('bytea') emailHash!: Buffer;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text') locale!: string;
  @Column('text') consentVersion!: string;
  /** Reserved for the link that this person will have. */
  @Column('text') linkCode!: string;
  @Column('bytea', { nullable: true }) visitorHash!: Buffer | null;
  /** Whose link it looks like now, for lists only; attribution decides at the confirmation. */
  @Column('uuid', { nullable: true }) referrerId!: string | null;
  @Column('uuid', { nullable: true }) linkId!: string | null;
  /** Named by the address of the sign-up; whether it leads anywhere is seen at the confirmation. */
  @Column('text', { nullable: true }) cohort!: string | null;
  @Column('jsonb') touches!: Touch[];
  @Column('jsonb') signals!: Signals;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) remindedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}
