import { Injectable, type OnModuleInit } from '@nestjs/common';
import { WEBHOOK_TOPICS, type WebhookTopic } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { derivedId, instantOf } from '../../platform/ids.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../../platform/outbox/subscribers.js';
import { Rulebooks } from '../../programs/index.js';
import { loadEventData } from './webhook-events.js';
import { type Try, WebhookQueue } from './webhook-queue.js';

/** Staff want something sent: `{deliveryId, round}` once more, `{endpointId}` a try-out. */
export const RESEND_TOPIC = 'webhook.resend_requested';
export const TEST_TOPIC = 'webhook.test_requested';

/** Hears of events, and writes down what each endpoint is to be told. Sending is another's work, with tries of its own. */
@Injectable()
export class WebhookSubscriber implements Subscriber, OnModuleInit {
  readonly name = 'webhooks';
  readonly topics = [...WEBHOOK_TOPICS, RESEND_TOPIC, TEST_TOPIC];

  constructor(
    private readonly subscribers: Subscribers,
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly queue: WebhookQueue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
  }

  async handle(programId: string, event: RelayedEvent): Promise<void> {
    if (event.topic === RESEND_TOPIC) {
      return this.queue.plan([{ programId, deliveryId: String(event.payload['deliveryId']), round: Number(event.payload['round']), attempt: 1 }]);
    }
    const tries = await this.transactions.inProgram(programId, (tx) => (event.topic === TEST_TOPIC ? this.tryOut(tx, programId, event) : this.tell(tx, programId, event)));
    await this.queue.plan(tries);
  }

  /** An endpoint that was switched off because nothing arrived there still gets its rows, dead for now: nothing is lost unseen. */
  private async tell(tx: Tx, programId: string, event: RelayedEvent): Promise<Try[]> {
    const topic = event.topic as WebhookTopic; // no other is subscribed to
    const endpoints = (await tx.query(
      `SELECT id FROM webhook_endpoints WHERE program_id = $1 AND (status = 'active' OR disabled_because <> 'staff') AND $2 = ANY(topics) ORDER BY id`, [programId, topic])) as { id: string }[];
    if (endpoints.length === 0) return [];
    const data = await loadEventData(topic, { tx, programId, payload: event.payload, rulebooks: this.rulebooks, at: this.clock.now() });
    return data ? this.write(tx, programId, event, topic, data, endpoints.map((endpoint) => endpoint.id)) : [];
  }

  private async tryOut(tx: Tx, programId: string, event: RelayedEvent): Promise<Try[]> {
    return this.write(tx, programId, event, 'webhook.test', { message: 'It works.' }, [String(event.payload['endpointId'])]);
  }

  /** One row per endpoint, its id derived: an event that comes twice finds them there. */
  private async write(tx: Tx, programId: string, event: RelayedEvent, topic: WebhookTopic | 'webhook.test', data: object, endpointIds: readonly string[]): Promise<Try[]> {
    const payload = JSON.stringify({ type: topic, timestamp: instantOf(event.id).toISOString(), data });
    const ids = endpointIds.map((endpointId) => derivedId('webhook delivery', programId, event.id, endpointId));
    await tx.query(
      `INSERT INTO webhook_deliveries (program_id, id, endpoint_id, topic, payload, status, error, round, attempts, created_at, next_try_at)
       SELECT $1, d.id, e.id, $4, $5, CASE e.status WHEN 'active' THEN 'pending' ELSE 'dead' END, CASE e.status WHEN 'active' THEN NULL ELSE 'endpoint_disabled' END, 0, 0, $6, CASE e.status WHEN 'active' THEN $6::timestamptz END FROM unnest($2::uuid[], $3::uuid[]) AS d (id, endpoint_id)
       JOIN webhook_endpoints e ON e.program_id = $1 AND e.id = d.endpoint_id ON CONFLICT DO NOTHING`,
      [programId, ids, endpointIds, topic, payload, this.clock.now()]);
    return ids.map((deliveryId) => ({ programId, deliveryId, round: 0, attempt: 1 }));
  }
}
