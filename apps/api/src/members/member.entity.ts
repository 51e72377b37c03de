import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A person enrolled in a program: an opaque id. Who they are is in `Profile` and `Identity`, which an erasure deletes. */
@Entity('members')
@Index('ix_members_joined', ['programId', 'joinedAt', 'id'])
@Unique('uq_members_account', ['programId', 'accountId'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_members_program' })
export class Member {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_members' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_members' }) id!: string;
  /** Null once they have left. */
  @Column('uuid', { nullable: true }) accountId!: string | null;
  @Column('timestamptz') joinedAt!: Date;
}

/** How a member is named and in which language they are written to. */
@Entity('profiles')
@Index('ix_profiles_name', { synchronize: false }) // text_pattern_ops: TypeORM cannot say so
@Index('ix_profiles_sorted', { synchronize: false }) // in the order of names
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_profiles_member' })
export class Profile {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_profiles' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_profiles' }) memberId!: string;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text') locale!: string;
  /** Chosen for the board; null: the first word of the name. */
  @Column('text', { nullable: true }) boardName!: string | null;
  /** On the board without a name, and still counted. */
  @Column('boolean', { default: false }) boardHidden!: boolean;
  /** Part of what the address of the personal page is derived from: one higher, and the old address is none. */
  @Column('int', { default: 1 }) personalLinkVersion!: number;
  /** No address of the personal page opens anything, and mails carry none. */
  @Column('boolean', { default: false }) personalPageClosed!: boolean;
  @Column('timestamptz') updatedAt!: Date;
}

/** An address that is this member. `email` is mailed to; the keyed hash of its canonical form is what is matched by. */
@Entity('identities')
@Unique('uq_identities_email_hash', ['programId', 'emailHash'])
@Index('ix_identities_member', ['programId', 'memberId'])
@Index('ix_identities_address', { synchronize: false }) // text_pattern_ops
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_identities_member' })
export class Identity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_identities' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_identities' }) id!: string;
  @Column('uuid') memberId!: string;
  @Column('text') email!: string;
  @Column('bytea') emailHash!: Buffer;
  @Column('timestamptz') createdAt!: Date;
}

/** Which text a member agreed to. INSERT only. */
@Entity('consents')
@Index('ix_consents_member', ['programId', 'memberId'])
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_consents_member' })
export class Consent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_consents' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_consents' }) id!: string;
  @Column('uuid') memberId!: string;
  @Column('text') purpose!: string;
  @Column('text') textVersion!: string;
  @Column('text') source!: string;
  @Column('timestamptz') givenAt!: Date;
}
