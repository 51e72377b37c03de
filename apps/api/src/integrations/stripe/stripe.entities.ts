import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The Stripe account whose events a program listens to. */
@Entity('stripe_connections')
@Check('ck_stripe_connections_gives', 'NOT gives OR api_key IS NOT NULL')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_stripe_connections_program' })
export class StripeConnection {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_stripe_connections' }) programId!: string;
  /** Encrypted. */
  @Column('bytea') signingSecret!: Buffer;
  /** Of the endpoint for connected accounts, which has one of its own. Encrypted. */
  @Column('bytea', { nullable: true }) connectSecret!: Buffer | null;
  /** Encrypted; null: what an event does not say is not asked for. */
  @Column('bytea', { nullable: true }) apiKey!: Buffer | null;
  /** Of a connected account (Connect); null for one's own. */
  @Column('text', { nullable: true }) accountId!: string | null;
  @Column('boolean') livemode!: boolean;
  /** Whether rewards are given with the key: codes, credit, money. */
  @Column('boolean', { default: false }) gives!: boolean;
  @Column('timestamptz') updatedAt!: Date;
}

/** That an event of somebody else's system was taken in: its name and what came of it, nothing of its content. */
@Entity('inbound_events')
@Index('ix_inbound_events_received', ['programId', 'receivedAt'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_inbound_events_program' })
export class InboundEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_inbound_events' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_inbound_events' }) provider!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_inbound_events' }) eventId!: string;
  @Column('text') type!: string;
  @Column('timestamptz') receivedAt!: Date;
  /** Null: it is under way, or its process died; the sender comes again. */
  @Column('timestamptz', { nullable: true }) handledAt!: Date | null;
  @Column('text', { nullable: true }) outcome!: string | null;
}
