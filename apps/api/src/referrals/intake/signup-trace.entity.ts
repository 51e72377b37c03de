import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * What a sign-up left that others are compared with: keyed hashes, never the things themselves. Kept for 30 days; what was measured
 * with it stays in the fact.
 */
@Entity('signup_traces')
@Index('ix_signup_traces_referrer', ['programId', 'referrerId', 'at'], { where: 'referrer_id IS NOT NULL' })
@Index('ix_signup_traces_network', ['programId', 'network', 'at'], { where: 'network IS NOT NULL' })
@Index('ix_signup_traces_device', ['programId', 'device', 'at'], { where: 'device IS NOT NULL' })
@Index('ix_signup_traces_domain', ['programId', 'domain', 'at'], { where: 'domain IS NOT NULL' })
@Index('ix_signup_traces_at', ['programId', 'at'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_signup_traces_program' })
export class SignupTrace {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_signup_traces' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_signup_traces' }) submissionId!: string;
  @Column('timestamptz') at!: Date;
  /** Whose link it looked like. */
  @Column('uuid', { nullable: true }) referrerId!: string | null;
  /** Their link that was clicked; null for a code that was typed. */
  @Column('uuid', { nullable: true }) linkId!: string | null;
  /** Of the /24 or /64. */
  @Column('bytea', { nullable: true }) network!: Buffer | null;
  /** Of the browser's id. */
  @Column('bytea', { nullable: true }) device!: Buffer | null;
  /** Of the numbered address without its digits. */
  @Column('bytea', { nullable: true }) stem!: Buffer | null;
  /** Of the full name. */
  @Column('bytea', { nullable: true }) name!: Buffer | null;
  /** Of the mail domain; null for a freemail provider. */
  @Column('bytea', { nullable: true }) domain!: Buffer | null;
  /** The same address was sent once more by the same browser through the same person: it is one sign-up, the later one. */
  @Column('boolean', { default: false }) superseded!: boolean;
  /** The confirmation came back undelivered. */
  @Column('timestamptz', { nullable: true }) bouncedAt!: Date | null;
}

/** When the first address at a mail domain signed up: a domain is young where it has only just been seen. */
@Entity('mail_domains')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_mail_domains_program' })
export class MailDomain {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_mail_domains' }) programId!: string;
  /** Keyed hash. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'pk_mail_domains' }) domain!: Buffer;
  @Column('timestamptz') firstSeenAt!: Date;
}
