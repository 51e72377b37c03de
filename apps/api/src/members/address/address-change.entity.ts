import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * A wish to be known by another e-mail address: open until the mailed link is used, it expires or ends; once confirmed it can be
 * undone from the old address for some days. Both links' tokens are derived from `id` (`Keys`).
 */
@Entity('address_changes')
@Check('ck_address_changes_other', 'old_hash <> new_hash')
@Check('ck_address_changes_confirmed', '(confirmed_at IS NULL) = (undo_until IS NULL) AND (confirmed_at IS NULL OR ended_at IS NULL)')
@Check('ck_address_changes_undone', 'undone_at IS NULL OR confirmed_at IS NOT NULL')
@Index('uq_address_changes_open', ['programId', 'accountId'], { unique: true, where: 'confirmed_at IS NULL AND ended_at IS NULL' })
@Index('ix_address_changes_member', ['programId', 'memberId'])
@Index('ix_address_changes_created', ['programId', 'createdAt'])
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_address_changes_member' })
export class AddressChange {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_address_changes' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_address_changes' }) id!: string;
  @Column('uuid') accountId!: string;
  @Column('uuid') memberId!: string;
  @Column('text') oldEmail!: string;
  @Column('bytea') oldHash!: Buffer;
  @Column('text') newEmail!: string;
  @Column('bytea') newHash!: Buffer;
  /** The session that asked; it stays when all others end. Null where the team asked. */
  @Column('uuid', { nullable: true }) sessionId!: string | null;
  /** Who of the team asked; null: the member. */
  @Column('uuid', { nullable: true }) askedBy!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) confirmedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) undoUntil!: Date | null;
  @Column('timestamptz', { nullable: true }) undoneAt!: Date | null;
  /** Withdrawn, or another wish took its place. */
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}
