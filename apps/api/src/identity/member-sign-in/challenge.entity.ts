import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * A sign-in or reset in progress. Made for unknown addresses too, without an account, so that both look alike.
 * Token and code are derived from `id` (`Keys`); nothing of the code is stored.
 */
@Entity('challenges')
@Check('ck_challenges_purpose', `purpose IN ('member_sign_in', 'password_reset')`)
@Check('ck_challenges_attempts', 'attempts >= 0')
@Unique('uq_challenges_token_hash', ['tokenHash'])
@Index('ix_challenges_email', ['emailHash', 'createdAt'])
@Index('ix_challenges_account', ['accountId'])
@ForeignKey('Account', ['accountId'], ['id'], { name: 'fk_challenges_account', onDelete: 'CASCADE' })
export class Challenge {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_challenges' }) id!: string;
  @Column('text') purpose!: 'member_sign_in' | 'password_reset';
  @Column('uuid', { nullable: true }) accountId!: string | null;
  @Column('bytea') emailHash!: Buffer;
  @Column('bytea', { nullable: true }) nonceHash!: Buffer | null;
  @Column('bytea') tokenHash!: Buffer;
  @Column('int') attempts!: number;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}
