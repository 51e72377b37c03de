import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The account at Stripe that a member's money is sent to. What the member tells Stripe, only Stripe knows. */
@Entity('payout_accounts')
@Check('ck_payout_accounts_payout', 'num_nulls(payout_id, payout_status, payout_amount_minor, payout_currency, payout_arrives_at) IN (0, 5)')
@Index('ix_payout_accounts_account', ['programId', 'accountId'])
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_payout_accounts_member' })
export class PayoutAccount {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_payout_accounts' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_payout_accounts' }) memberId!: string;
  @Column('text') accountId!: string;
  /** Whether it can be sent money, as Stripe said last. */
  @Column('boolean') ready!: boolean;
  @Column('timestamptz') checkedAt!: Date;
  /** The latest that went from there to the member's bank, as Stripe said last. */
  @Column('text', { nullable: true }) payoutId!: string | null;
  @Column('text', { nullable: true }) payoutStatus!: string | null;
  @Column('bigint', { nullable: true }) payoutAmountMinor!: string | null;
  @Column('text', { nullable: true }) payoutCurrency!: string | null;
  @Column('timestamptz', { nullable: true }) payoutArrivesAt!: Date | null;
  /** Stripe's code of why the bank refused it. */
  @Column('text', { nullable: true }) payoutProblem!: string | null;
}
