import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A sign-in identity. Found by the keyed hash of its canonical e-mail; `email` is what is mailed to. */
@Entity('accounts')
@Unique('uq_accounts_email_hash', ['emailHash'])
export class Account {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_accounts' }) id!: string;
  @Column('text') email!: string;
  @Column('bytea') emailHash!: Buffer;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text') locale!: string;
  @Column('timestamptz') createdAt!: Date;
}
