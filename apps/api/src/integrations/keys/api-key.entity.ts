import type { ApiScope, KeyKind } from '@fanfare/contracts';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key of one of the brand's own systems. Directory table: it arrives before its program is known. */
@Entity('api_keys')
@Check('ck_api_keys_kind', `kind IN ('secret', 'publishable')`)
@Index('ix_api_keys_program', ['programId', 'createdAt', 'id'])
export class ApiKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_api_keys' }) id!: string;
  @Column('uuid') programId!: string;
  @Column('text') kind!: KeyKind;
  /** What staff call the system. */
  @Column('text') name!: string;
  @Column('text', { array: true }) scopes!: ApiScope[];
  /** SHA-256 of the whole key. */
  @Column('bytea') hash!: Buffer;
  @Column('uuid', { nullable: true }) createdBy!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}
