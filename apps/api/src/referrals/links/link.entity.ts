import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A member's referral link: one per channel. */
@Entity('links')
@Unique('uq_links_code', ['programId', 'code'])
@Unique('uq_links_channel', ['programId', 'memberId', 'channel'])
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_links_member' })
export class Link {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_links' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_links' }) id!: string;
  @Column('uuid') memberId!: string;
  /** Folded; also in `link_codes`, where it is unique among all programs. */
  @Column('text') code!: string;
  /** Where the member shares it: 'main', 'instagram'. */
  @Column('text') channel!: string;
  /** Null: where the program leads. */
  @Column('text', { nullable: true }) destination!: string | null;
  @Column('timestamptz') createdAt!: Date;
}

/** Which program and link a code belongs to. INSERT only: a code is never reassigned, also when its link is gone. */
@Entity('link_codes')
@Check('ck_link_codes_folded', 'code = lower(code)')
export class LinkCode {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_link_codes' }) code!: string;
  @Column('uuid') programId!: string;
  @Column('uuid') linkId!: string;
  @Column('timestamptz') createdAt!: Date;
}
