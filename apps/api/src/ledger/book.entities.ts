import type { FactBody, Measure, ReasonCode, Signals, Status } from '@fanfare/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Everything in a book hangs on its standing. */
const OfBook = (name: string) => ForeignKey('Standing', ['programId', 'memberId'] as const, ['programId', 'memberId'], { name });

/** What happened to a member as referrer. INSERT only. */
@Entity('facts')
@Unique('uq_facts_key', ['programId', 'key'])
@OfBook('fk_facts_standing')
export class FactRecord {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_facts' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_facts' }) memberId!: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_facts' }) seq!: number;
  /** The one idempotency rule of the books: `confirm:<submission>`, `review:<id>`, `adopt:<member>:<version>`. */
  @Column('text') key!: string;
  @Column('text') kind!: FactBody['kind'];
  @Column('int') version!: number;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') body!: FactBody;
}

/** What was decided and why, chained by hash. INSERT only. */
@Entity('ledger_entries')
@Check('ck_ledger_entries_measure', `measure IN ('qualified', 'points', 'spent', 'attended')`)
@Index('ix_ledger_entries_recorded', { synchronize: false }) // by block range: TypeORM cannot say so
@ForeignKey('FactRecord', ['programId', 'memberId', 'factSeq'], ['programId', 'memberId', 'seq'], { name: 'fk_ledger_entries_fact' })
export class LedgerEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ledger_entries' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ledger_entries' }) memberId!: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_ledger_entries' }) seq!: number;
  /** Null: a timer decided it. */
  @Column('int', { nullable: true }) factSeq!: number | null;
  @Column('int') version!: number;
  @Column('text') measure!: Measure;
  @Column('int') delta!: number;
  @Column('uuid', { nullable: true }) referralId!: string | null;
  @Column('text', { nullable: true }) fromStatus!: Status | null;
  @Column('text', { nullable: true }) toStatus!: Status | null;
  @Column('text') reason!: ReasonCode;
  @Column('jsonb') evidence!: Signals;
  @Column('timestamptz') effectiveAt!: Date;
  @Column('timestamptz') recordedAt!: Date;
  @Column('bytea') prevHash!: Buffer;
  @Column('bytea') hash!: Buffer;
}

/** Where a confirmed friend stands: a cache of the engine's ReferralState. */
@Entity('referrals')
@Check('ck_referrals_status', `status IN ('pending', 'held', 'qualified', 'rejected', 'reversed')`)
@Index('ix_referrals_member', ['programId', 'memberId', 'status'])
@Index('ix_referrals_status', ['programId', 'status', 'decidedAt', 'id'])
@Index('ix_referrals_referee', ['programId', 'refereeId'])
@Index('ix_referrals_decided', ['programId', 'decidedAt', 'id'])
@OfBook('fk_referrals_standing')
export class Referral {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_referrals' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_referrals' }) id!: string;
  /** The referrer. */
  @Column('uuid') memberId!: string;
  @Column('uuid') refereeId!: string;
  @Column('text') status!: Status;
  @Column('text') reason!: ReasonCode;
  @Column('timestamptz') confirmedAt!: Date;
  @Column('timestamptz') decidedAt!: Date;
  @Column('jsonb') state!: object;
}

/** A milestone or tier earned; each ordinal is earned once. */
@Entity('awards')
@Index('ix_awards_tier', ['programId', 'since'], { where: `earned_as = 'tier'` })
@Check('ck_awards_ordinal_positive', 'ordinal > 0')
@Check('ck_awards_side', `side IN ('own', 'friend')`)
@Check('ck_awards_earned_as', `earned_as IN ('milestone', 'tier')`)
@Check('ck_awards_measure', `measure IN ('qualified', 'points', 'spent', 'attended')`)
@Check('ck_awards_status', `status IN ('active', 'suspended', 'lost')`)
@OfBook('fk_awards_standing')
export class AwardRecord {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_awards' }) programId!: string;
  /** The book that earned it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_awards' }) memberId!: string;
  /** Milestone or tier. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_awards' }) subjectId!: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_awards' }) ordinal!: number;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_awards' }) side!: 'own' | 'friend';
  @Column('text') earnedAs!: 'milestone' | 'tier';
  @Column('text') measure!: Measure;
  /** Who receives it. */
  @Column('uuid') beneficiaryId!: string;
  @Column('int') threshold!: number;
  @Column('text') status!: 'active' | 'suspended' | 'lost';
  @Column('timestamptz') since!: Date;
}

/** Something in a book that falls due by time alone. */
@Entity('timers')
@OfBook('fk_timers_standing')
export class TimerRecord {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_timers' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_timers' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_timers' }) kind!: 'hold' | 'approve' | 'grace' | 'season';
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_timers' }) subjectId!: string;
  @Column('timestamptz') dueAt!: Date;
}

/** Counted referrals per day, season or domain, for limits. */
@Entity('windows')
@Check('ck_windows_counted', 'counted >= 0')
@OfBook('fk_windows_standing')
export class CountWindow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_windows' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_windows' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_windows' }) key!: string;
  @Column('int') counted!: number;
}

/** Which referral an identity counted for; null: it joined without a referrer. */
@Entity('identity_claims')
@Check('ck_identity_claims_source', `source IN ('joined', 'imported')`)
@Check('ck_identity_claims_named', `named_at IS NULL OR source = 'joined'`)
@Index('ix_identity_claims_referral', ['programId', 'referralId'], { where: 'referral_id IS NOT NULL' })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_identity_claims_program' })
export class IdentityClaim {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_identity_claims' }) programId!: string;
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'pk_identity_claims' }) identityHash!: Buffer;
  @Column('uuid', { nullable: true }) referralId!: string | null;
  @Column('text') source!: 'joined' | 'imported';
  @Column('timestamptz') at!: Date;
  /** When they said who invited them, whether or not that was somebody. */
  @Column('timestamptz', { nullable: true }) namedAt!: Date | null;
}
