import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A browser a member was seen in: a friend who signs up from it may be the member. */
@Entity('browsers')
@Index('ix_browsers_seen', ['programId', 'seenAt'])
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_browsers_member' })
export class Browser {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_browsers' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_browsers' }) memberId!: string;
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'pk_browsers' }) visitorHash!: Buffer;
  @Column('timestamptz') seenAt!: Date;
}
