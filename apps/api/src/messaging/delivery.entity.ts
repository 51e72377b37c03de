import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * auth: what somebody asked for in order to get in; tried until it is accepted, so it may arrive twice.
 * once: everything else; at most once, so when it is not known whether it was taken, a person decides.
 */
export type DeliveryClass = 'auth' | 'once';

/**
 * queued → attempting → sent; attempting → queued (certainly not taken, tried again), unknown (nobody knows),
 * parked (given up), suppressed. Staff: unknown, parked → queued (send again) or dismissed. A mail with nothing left
 * to say is dismissed too.
 */
export const DELIVERY_STATUSES = ['queued', 'attempting', 'sent', 'unknown', 'parked', 'suppressed', 'dismissed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One mail to one person about one event. The recipient's address is here and nowhere else on a mail's way. */
@Entity('deliveries')
@Unique('uq_deliveries_event', ['programId', 'eventId', 'template'])
@Index('ix_deliveries_status', ['programId', 'status', 'createdAt'])
@Check('ck_deliveries_class', `class IN ('auth', 'once')`)
@Check('ck_deliveries_status', `status IN ('queued', 'attempting', 'sent', 'unknown', 'parked', 'suppressed', 'dismissed')`)
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_deliveries_program' })
export class Delivery {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_deliveries' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_deliveries' }) id!: string;
  @Column('uuid') eventId!: string;
  @Column('text') template!: string;
  @Column('text') class!: DeliveryClass;
  @Column('text') status!: DeliveryStatus;
  /** Null once the person was erased. */
  @Column('text', { nullable: true }) recipient!: string | null;
  @Column('bytea') recipientHash!: Buffer;
  /** The event's: ids, from which the mail is rendered when it is sent. */
  @Column('jsonb') payload!: Record<string, string | number | boolean | null>;
  @Column('int') attempts!: number;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}
