import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Which program a mailed token belongs to. The token itself is derived, not stored (`Keys.token`). */
@Entity('tokens')
@Check('ck_tokens_kind', `kind IN ('confirmation', 'unsubscribe', 'staff_invitation', 'personal', 'address_change', 'address_undo')`)
export class Token {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'pk_tokens' }) hash!: Buffer;
  @Column('uuid') programId!: string;
  @Column('text') kind!: 'confirmation' | 'unsubscribe' | 'staff_invitation' | 'personal' | 'address_change' | 'address_undo';
  @Column('uuid') subjectId!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
}
