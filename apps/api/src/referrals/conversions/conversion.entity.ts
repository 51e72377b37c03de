import type { Touch } from '@fanfare/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ConversionAnswer } from './conversion.js';

/** Something that a brand's own system has reported, once. What it means for a book is a fact there. */
@Entity('conversions')
@Check('ck_conversions_amount', 'amount_minor >= 0')
@Check('ck_conversions_currency', `currency ~ '^[A-Z]{3}$'`)
@Unique('uq_conversions_id', ['programId', 'id'])
@Index('ix_conversions_order', ['programId', 'source', 'orderId'])
@Index('ix_conversions_waiting', ['programId', 'emailHash'], { where: 'referral_id IS NULL' })
@Index('ix_conversions_received', ['programId', 'receivedAt'], { where: 'referral_id IS NULL' })
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_conversions_program' })
@Index('ix_conversions_buyer', ['programId', 'buyerId'], { where: 'buyer_id IS NOT NULL' })
@ForeignKey('Member', ['programId', 'buyerId'], ['programId', 'id'], { name: 'fk_conversions_buyer' })
@ForeignKey('Referral', ['programId', 'referralId'], ['programId', 'id'], { name: 'fk_conversions_referral' })
export class ConversionRecord {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_conversions' }) programId!: string;
  /** Which of the brand's systems: `shop`, `stripe`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_conversions' }) source!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_conversions' }) externalId!: string;
  /** Follows from the three above. A sign-up's is also its submission's. */
  @Column('uuid') id!: string;
  @Column('text') type!: string;
  @Column('text') orderId!: string;
  /** Keyed; tells a repeat from another report under the same name. */
  @Column('bytea') payloadHash!: Buffer;
  /** Whose it is, as long as no referral is known for it. */
  @Column('bytea', { nullable: true }) emailHash!: Buffer | null;
  /** For the sign-up that may come later. */
  @Column('jsonb') touches!: Touch[];
  @Column('bigint', { nullable: true }) amountMinor!: string | null;
  @Column('text', { nullable: true }) currency!: string | null;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz') receivedAt!: Date;
  @Column('uuid', { nullable: true }) referralId!: string | null;
  /** Whose address it was, once it is credited: of two members who were one, staff may part them again. Null where the order says whose it is. */
  @Column('uuid', { nullable: true }) buyerId!: string | null;
  /** How often its order was taken out of a book again, as somebody else's. */
  @Column('smallint', { default: 0 }) turn!: number;
  /** What was answered; a repeat is answered the same. Null: it was taken, and the process died before it answered. */
  @Column('jsonb', { nullable: true }) answer!: ConversionAnswer | null;
}
