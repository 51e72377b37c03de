import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { SessionLevel } from '../../platform/auth/session-lifetimes.js';

/** A signed-in browser; only the hash of its cookie is known here. */
@Entity('sessions')
@Check('ck_sessions_level', `level IN ('member', 'staff')`)
@Unique('uq_sessions_token_hash', ['tokenHash'])
@Index('ix_sessions_account', ['accountId'])
@ForeignKey('Account', ['accountId'], ['id'], { name: 'fk_sessions_account', onDelete: 'CASCADE' })
export class Session {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_sessions' }) id!: string;
  @Column('bytea') tokenHash!: Buffer;
  @Column('uuid') accountId!: string;
  @Column('text') level!: SessionLevel;
  @Column('bytea', { nullable: true }) visitorHash!: Buffer | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') seenAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
}
