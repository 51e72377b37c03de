import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

export const EVENT_STATUSES = ['draft', 'published', 'cancelled'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];
export const INVITATION_STATUSES = ['invited', 'going', 'waiting', 'declined'] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

/** Text per language: `{ en: 'An evening in the newsroom' }`. */
export type Texts = Readonly<Record<string, string>>;

/** A gathering. Its row is the lock of its seats and of its waiting list. */
@Entity('events')
@Check('ck_events_capacity', 'capacity > 0')
@Check('ck_events_guests_allowed', 'guests_allowed >= 0')
@Check('ck_events_status', `status IN ('draft', 'published', 'cancelled')`)
@Check('ck_events_ends', 'ends_at > starts_at')
@Index('ix_events_starts', ['programId', 'startsAt', 'id'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_events_program' })
export class Gathering {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_events' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_events' }) id!: string;
  @Column('jsonb') title!: Texts;
  @Column('jsonb') description!: Texts;
  /** Where it is, in words. */
  @Column('text') venue!: string;
  @Column('timestamptz') startsAt!: Date;
  @Column('timestamptz') endsAt!: Date;
  /** Seats, guests included. */
  @Column('int') capacity!: number;
  /** How many a member may bring. */
  @Column('int') guestsAllowed!: number;
  /** Whoever is in one of these tiers when it is published, or reaches one before it starts, is invited. */
  @Column('uuid', { array: true }) invitedTierIds!: string[];
  @Column('text') status!: EventStatus;
  /** Counts changes: what tells a calendar that it knows an older one. */
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}

/** One member asked to one event, and what they answered. */
@Entity('invitations')
@Check('ck_invitations_status', `status IN ('invited', 'going', 'waiting', 'declined')`)
@Check('ck_invitations_guests', 'guests >= 0')
@Check('ck_invitations_turn', `(status = 'waiting') = (turn IS NOT NULL)`)
@Unique('uq_invitations_turn', ['programId', 'eventId', 'turn'])
@Index('ix_invitations_member', ['programId', 'memberId'])
@Index('ix_invitations_invited', ['programId', 'eventId', 'invitedAt', 'memberId'])
@ForeignKey('Gathering', ['programId', 'eventId'], ['programId', 'id'], { name: 'fk_invitations_event' })
@ForeignKey('Member', ['programId', 'memberId'], ['programId', 'id'], { name: 'fk_invitations_member' })
export class Invitation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_invitations' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_invitations' }) eventId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_invitations' }) memberId!: string;
  @Column('text') status!: InvitationStatus;
  /** Whom they bring, beside themselves. */
  @Column('int') guests!: number;
  /** Their number on the waiting list, given under the event's lock; the place shown is how many are not behind it. */
  @Column('int', { nullable: true }) turn!: number | null;
  @Column('timestamptz') invitedAt!: Date;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
  @Column('timestamptz', { nullable: true }) checkedInAt!: Date | null;
  /** How often they were checked in, undone or not: names each fact of it. */
  @Column('int') checkIns!: number;
}
