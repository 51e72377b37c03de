import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { Programs } from '../../programs/index.js';
import { sendAgain } from './send-again.js';
import type { WebhookDeliveriesResponse, WebhookDeliveryQuery, WebhookDeliveryResponse } from './webhooks.dto.js';

type Row = Omit<WebhookDeliveryResponse, 'createdAt' | 'triedAt' | 'nextTryAt'> & { readonly createdAt: Date; readonly triedAt: Date | null; readonly nextTryAt: Date | null };

const KEPT_DAYS = 90;

/** What each endpoint was told and whether it arrived, and a second chance for what did not. */
@Injectable()
export class WebhookLog implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly programs: Programs,
    private readonly maintenance: Maintenance,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'old_webhook_deliveries', everyMs: DAY_MS, run: (at) => this.forget(at) });
  }

  /** Newest first. @throws DomainError `webhook.not_found` */
  async page(programId: string, endpointId: string, { cursor, limit, status }: WebhookDeliveryQuery): Promise<WebhookDeliveriesResponse> {
    const after = readCursor(cursor);
    const rows = await this.transactions.readProgram(programId, async (tx) => {
      await assertEndpoint(tx, programId, endpointId);
      return (await tx.query(
        `SELECT id, topic, status, attempts, answer_status AS "answerStatus", error, payload, created_at AS "createdAt", tried_at AS "triedAt", next_try_at AS "nextTryAt"
         FROM webhook_deliveries WHERE program_id = $1 AND endpoint_id = $2 AND ($3::text IS NULL OR status = $3)
           AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5::uuid)) ORDER BY created_at DESC, id DESC LIMIT $6`,
        [programId, endpointId, status ?? null, after?.at ?? null, after?.id ?? null, limit + 1])) as Row[];
    });
    return {
      items: rows.slice(0, limit).map((row) => ({ ...row, createdAt: row.createdAt.toISOString(), triedAt: row.triedAt?.toISOString() ?? null, nextTryAt: row.nextTryAt?.toISOString() ?? null })),
      nextCursor: nextCursor(rows, limit, (row) => ({ at: row.createdAt, id: row.id })),
    };
  }

  /** Sends it anew, with all its tries, under its old id. @throws DomainError `webhook.delivery_not_found`, `webhook.delivery_pending` */
  async resend(programId: string, actorId: string, endpointId: string, id: string): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      if ((await sendAgain(tx, programId, endpointId, at, 'id = $4', [id])) === 0) throw new DomainError((await this.exists(tx, programId, endpointId, id)) ? 'webhook.delivery_pending' : 'webhook.delivery_not_found');
      await audit(tx, programId, { actorId, action: 'webhook.resent', subjectId: id, detail: { endpointId } }, at);
    });
  }

  private async exists(tx: Tx, programId: string, endpointId: string, id: string): Promise<boolean> {
    return ((await tx.query('SELECT 1 FROM webhook_deliveries WHERE program_id = $1 AND endpoint_id = $2 AND id = $3', [programId, endpointId, id])) as unknown[]).length > 0;
  }

  private async forget(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) => tx.query(
        `DELETE FROM webhook_deliveries WHERE program_id = $1 AND created_at < $2 AND status <> 'pending'`, [programId, new Date(at.getTime() - KEPT_DAYS * DAY_MS)]));
    }
  }
}

async function assertEndpoint(tx: Tx, programId: string, id: string): Promise<void> {
  if (((await tx.query('SELECT 1 FROM webhook_endpoints WHERE program_id = $1 AND id = $2', [programId, id])) as unknown[]).length === 0) throw new DomainError('webhook.not_found');
}
