import type { WebhookTopic } from '@fanfare/contracts';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Where one of the brand's own systems is told of events. */
@Entity('webhook_endpoints')
@Check('ck_webhook_endpoints_status', `status IN ('active', 'disabled')`)
@Check('ck_webhook_endpoints_secret_version', 'secret_version > 0')
@Check('ck_webhook_endpoints_disabled_because', `disabled_because IN ('staff', 'failures', 'gone')`)
@Check('ck_webhook_endpoints_disabled', `(status = 'disabled') = (disabled_because IS NOT NULL)`)
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_webhook_endpoints_program' })
export class WebhookEndpoint {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhook_endpoints' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhook_endpoints' }) id!: string;
  @Column('text') url!: string;
  @Column('text', { array: true }) topics!: WebhookTopic[];
  @Column('text') status!: 'active' | 'disabled';
  /** The secret itself is derived from it and stored nowhere. */
  @Column('int') secretVersion!: number;
  /** For a day after it, the former secret signs too. */
  @Column('timestamptz', { nullable: true }) rotatedAt!: Date | null;
  /** The first failure since something last arrived. */
  @Column('timestamptz', { nullable: true }) failingSince!: Date | null;
  @Column('text', { nullable: true }) disabledBecause!: 'staff' | 'failures' | 'gone' | null;
  @Column('timestamptz') createdAt!: Date;
}

/** One event on its way to one endpoint: `pending`, then `delivered`, or `dead` after the last try. */
@Entity('webhook_deliveries')
@Check('ck_webhook_deliveries_status', `status IN ('pending', 'delivered', 'dead')`)
@Check('ck_webhook_deliveries_attempts', 'attempts >= 0')
@Index('ix_webhook_deliveries_endpoint', ['programId', 'endpointId', 'createdAt', 'id'])
@Index('ix_webhook_deliveries_created', ['programId', 'createdAt'])
@Index('ix_webhook_deliveries_pending', ['programId', 'nextTryAt'], { where: `status = 'pending'` })
@ForeignKey('WebhookEndpoint', ['programId', 'endpointId'], ['programId', 'id'], { name: 'fk_webhook_deliveries_endpoint', onDelete: 'CASCADE' })
export class WebhookDelivery {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhook_deliveries' }) programId!: string;
  /** Follows from event and endpoint; the receiver sees it as `webhook-id`, the same at every try. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhook_deliveries' }) id!: string;
  @Column('uuid') endpointId!: string;
  @Column('text') topic!: string;
  /** To the letter, since it is signed: ids and no personal data. */
  @Column('text') payload!: string;
  @Column('text') status!: 'pending' | 'delivered' | 'dead';
  /** How often staff have had it sent anew. */
  @Column('int') round!: number;
  /** In this round. */
  @Column('int') attempts!: number;
  @Column('int', { nullable: true }) answerStatus!: number | null;
  /** Why there was no answer; never what an answer said. */
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) triedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) nextTryAt!: Date | null;
}
