import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS, type WebhookTopic } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { OutboundHttp } from '../../platform/outbound/outbound-http.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { WebhookSigning } from './signing.js';
import { sendAgain } from './send-again.js';
import { TEST_TOPIC } from './webhook-subscriber.js';
import type { WebhookChange, WebhookRequest } from './webhooks.dto.js';

export interface WebhookView {
  readonly id: string;
  readonly url: string;
  readonly topics: WebhookTopic[];
  readonly status: 'active' | 'disabled';
  readonly disabledBecause: 'staff' | 'failures' | 'gone' | null;
  readonly secretVersion: number;
  readonly rotatedAt: Date | null;
  readonly failingSince: Date | null;
  readonly pending: number;
  readonly dead: number;
  readonly createdAt: Date;
}
interface WithSecret {
  readonly view: WebhookView;
  readonly secret: string;
}

const COLUMNS = `e.id, e.url, e.topics, e.status, e.disabled_because AS "disabledBecause", e.secret_version AS "secretVersion", e.rotated_at AS "rotatedAt",
  e.failing_since AS "failingSince", e.created_at AS "createdAt",
  (SELECT count(*)::int FROM webhook_deliveries d WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND d.status = 'pending') AS pending,
  (SELECT count(*)::int FROM webhook_deliveries d WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND d.status = 'dead') AS dead`;

/** Where the brand's own systems are told of events. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly transactions: Transactions,
    private readonly http: OutboundHttp,
    private readonly signing: WebhookSigning,
    private readonly clock: Clock,
  ) {}

  async list(programId: string): Promise<WebhookView[]> {
    return this.transactions.readProgram(programId, (tx) =>
      tx.query(`SELECT ${COLUMNS} FROM webhook_endpoints e WHERE e.program_id = $1 ORDER BY e.created_at, e.id`, [programId]));
  }

  /** @throws DomainError `webhook.limit_reached`, `request.invalid` for an address that will never be called */
  async create(programId: string, actorId: string, { url, topics }: WebhookRequest): Promise<WithSecret> {
    this.http.assertCallable(url);
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await this.assertRoom(tx, programId);
      const id = newId(at);
      await tx.query(
        `INSERT INTO webhook_endpoints (program_id, id, url, topics, status, secret_version, created_at) VALUES ($1, $2, $3, $4, 'active', 1, $5)`, [programId, id, url, topics, at]);
      await audit(tx, programId, { actorId, action: 'webhook.created', subjectId: id, detail: { host: new URL(url).host, topics } }, at);
      return this.withSecret(await this.read(tx, programId, id));
    });
  }

  /** Switched on again, it is sent what waited or happened while it was off because nothing arrived; while staff had switched it off, nothing is noted. @throws DomainError `webhook.not_found`, `request.invalid` */
  async change(programId: string, actorId: string, id: string, { url, topics, status }: WebhookChange): Promise<WebhookView> {
    this.http.assertCallable(url);
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [, count] = (await tx.query(
        `UPDATE webhook_endpoints SET url = $3, topics = $4, status = $5,
           disabled_because = CASE WHEN $5 = 'active' THEN NULL WHEN status = 'disabled' THEN disabled_because ELSE 'staff' END,
           failing_since = CASE WHEN $5 = 'active' AND status = 'active' AND url = $3 THEN failing_since END
         WHERE program_id = $1 AND id = $2`, [programId, id, url, topics, status])) as [unknown, number];
      if (count === 0) throw new DomainError('webhook.not_found');
      if (status === 'active') await sendAgain(tx, programId, id, at, `error = 'endpoint_disabled'`);
      await audit(tx, programId, { actorId, action: 'webhook.changed', subjectId: id, detail: { host: new URL(url).host, topics, status } }, at);
      return this.read(tx, programId, id);
    });
  }

  /** A new secret; the former one signs along for a day, so that the receiver can change over. @throws DomainError `webhook.not_found` */
  async rotate(programId: string, actorId: string, id: string): Promise<WithSecret> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [, count] = (await tx.query(
        'UPDATE webhook_endpoints SET secret_version = secret_version + 1, rotated_at = $3 WHERE program_id = $1 AND id = $2', [programId, id, at])) as [unknown, number];
      if (count === 0) throw new DomainError('webhook.not_found');
      await audit(tx, programId, { actorId, action: 'webhook.secret_rotated', subjectId: id, detail: {} }, at);
      return this.withSecret(await this.read(tx, programId, id));
    });
  }

  /** With its log. @throws DomainError `webhook.not_found` */
  async remove(programId: string, actorId: string, id: string): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      const [, count] = (await tx.query('DELETE FROM webhook_endpoints WHERE program_id = $1 AND id = $2', [programId, id])) as [unknown, number];
      if (count === 0) throw new DomainError('webhook.not_found');
      await audit(tx, programId, { actorId, action: 'webhook.removed', subjectId: id, detail: {} }, this.clock.now());
    });
  }

  /** Sends an event of its own kind, to see that it arrives. @throws DomainError `webhook.not_found` */
  async tryOut(programId: string, actorId: string, id: string): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      await this.read(tx, programId, id);
      await writeOutbox(tx, programId, [{ topic: TEST_TOPIC, payload: { endpointId: id } }], at);
      await audit(tx, programId, { actorId, action: 'webhook.tried', subjectId: id, detail: {} }, at);
    });
  }

  private async read(tx: Tx, programId: string, id: string): Promise<WebhookView> {
    const [row] = (await tx.query(`SELECT ${COLUMNS} FROM webhook_endpoints e WHERE e.program_id = $1 AND e.id = $2`, [programId, id])) as WebhookView[];
    if (!row) throw new DomainError('webhook.not_found');
    return row;
  }

  private withSecret(view: WebhookView): WithSecret {
    return { view, secret: this.signing.secret(view) };
  }

  /** Counted under the program's lock: two at once must not both be the last. */
  private async assertRoom(tx: Tx, programId: string): Promise<void> {
    await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR UPDATE', [programId]);
    const [{ count }] = (await tx.query('SELECT count(*)::int AS count FROM webhook_endpoints WHERE program_id = $1', [programId])) as [{ count: number }];
    if (count >= LIMITS.webhookEndpoints) throw new DomainError('webhook.limit_reached', { max: LIMITS.webhookEndpoints });
  }
}
