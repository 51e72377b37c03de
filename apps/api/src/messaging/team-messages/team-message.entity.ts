import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a member wrote to the team, and what they were answered. */
@Entity('team_messages')
@Index('ix_team_messages_created', ['programId', 'createdAt', 'id'])
@Index('ix_team_messages_open', ['programId', 'createdAt', 'id'], { where: `status = 'open'` })
@Index('ix_team_messages_member', ['programId', 'memberId', 'createdAt'])
@Check('ck_team_messages_status', `status IN ('open', 'answered')`)
@Check('ck_team_messages_answer', `(status = 'answered') = (answer IS NOT NULL AND answered_by IS NOT NULL AND answered_at IS NOT NULL)`)
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_team_messages_member' })
export class TeamMessage {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_team_messages' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_team_messages' }) id!: string;
  @Column('uuid') memberId!: string;
  @Column('text') text!: string;
  @Column('text') status!: 'open' | 'answered';
  @Column('timestamptz') createdAt!: Date;
  @Column('text', { nullable: true }) answer!: string | null;
  /** An account of the team's. */
  @Column('uuid', { nullable: true }) answeredBy!: string | null;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
}
