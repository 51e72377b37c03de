import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The account at Stripe that a member's money is sent to. What the member tells Stripe, only Stripe knows. */
@Entity('payout_accounts')
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_payout_accounts_member' })
export class PayoutAccount {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_payout_accounts' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_payout_accounts' }) memberId!: string;
  @Column('text') accountId!: string;
  /** Whether it can be sent money, as Stripe said last. */
  @Column('boolean') ready!: boolean;
  @Column('timestamptz') checkedAt!: Date;
}
