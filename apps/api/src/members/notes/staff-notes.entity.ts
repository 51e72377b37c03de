import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { NoteKind } from './staff-notes.service.js';

/** A word that the team sorts a member by; folded, so that "VIP" and "vip" are one. */
@Entity('member_tags')
@Check('ck_member_tags_tag', 'char_length(tag) BETWEEN 1 AND 40')
@Index('ix_member_tags_tag', ['programId', 'tag', 'memberId'])
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_member_tags_member' })
export class MemberTag {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_member_tags' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_member_tags' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_member_tags' }) tag!: string;
  @Column('timestamptz') taggedAt!: Date;
}

/** What somebody of the team noted about a member, or about the friend of a referral; why one was suspended, or a reward was taken back, is such a note. */
@Entity('member_notes')
@Check('ck_member_notes_kind', `kind IN ('note', 'suspended', 'reinstated', 'cohort', 'adjusted', 'reward')`)
@Index('ix_member_notes_member', ['programId', 'memberId', 'createdAt'])
@Index('ix_member_notes_referral', ['programId', 'referralId', 'createdAt'], { where: 'referral_id IS NOT NULL' })
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_member_notes_member' })
@ForeignKey('Referral', ['programId', 'referralId'], ['programId', 'id'], { name: 'fk_member_notes_referral' })
export class MemberNote {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_member_notes' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_member_notes' }) id!: string;
  @Column('uuid') memberId!: string;
  @Column('text') kind!: NoteKind;
  @Column('text') text!: string;
  /** An account of the team's. */
  @Column('uuid') authorId!: string;
  @Column('timestamptz') createdAt!: Date;
  /** Where it was written about a friend in review: the member is that friend. */
  @Column('uuid', { nullable: true }) referralId!: string | null;
}
