import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Accounts } from '../../identity/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { type OutboundAnswer, OutboundError, type OutboundFailure, OutboundHttp } from '../../platform/outbound/outbound-http.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Programs } from '../../programs/index.js';
import { secondsToNextTry } from './retry-schedule.js';
import { type SecretOwner, WebhookSigning } from './signing.js';
import { type Try, WebhookQueue } from './webhook-queue.js';

interface Sendable {
  readonly payload: string;
  readonly url: string;
  readonly endpoint: SecretOwner;
  readonly endpointStatus: 'active' | 'disabled';
}
type Outcome = { readonly answer: OutboundAnswer } | { readonly failure: OutboundFailure };

const CONCURRENCY = 10;
const GIVE_UP_MS = 3 * 86_400_000;
const GONE = 410;
/** Later than this, a try is not merely waiting for its turn. */
const OVERDUE_MS = 10 * MINUTE_MS;
const OVERDUE_AT_ONCE = 1000;

/** Tries deliveries: at least once each, under one id, for three days; an endpoint that takes nothing for as long is switched off. */
@Injectable()
export class WebhookSender implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly http: OutboundHttp,
    private readonly signing: WebhookSigning,
    private readonly queue: WebhookQueue,
    private readonly accounts: Accounts,
    private readonly programs: Programs,
    private readonly maintenance: Maintenance,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work<Try>('webhooks', { concurrency: CONCURRENCY }, ({ data }) => this.perform(data));
    this.maintenance.register({ name: 'overdue_webhooks', everyMs: 10 * MINUTE_MS, run: (at) => this.planOverdue(at) });
  }

  /** Plans what should have been tried long since: its job was never planned, or is gone. One that is there is left as it is. */
  private async planOverdue(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      const overdue = await this.transactions.readProgram(programId, (tx) => tx.query(
        `SELECT id AS "deliveryId", round, attempts + 1 AS attempt FROM webhook_deliveries WHERE program_id = $1 AND status = 'pending' AND next_try_at < $2 ORDER BY next_try_at LIMIT $3`,
        [programId, new Date(at.getTime() - OVERDUE_MS), OVERDUE_AT_ONCE]) as Promise<Omit<Try, 'programId'>[]>);
      await this.queue.plan(overdue.map((one) => ({ programId, ...one })));
    }
  }

  private async perform(job: Try): Promise<void> {
    const sendable = await this.transactions.readProgram(job.programId, (tx) => this.load(tx, job));
    if (!sendable) return;
    if (sendable.endpointStatus === 'disabled') return this.bury(job);
    const outcome = await this.send(job, sendable);
    if ('answer' in outcome && outcome.answer.status >= 200 && outcome.answer.status < 300) return this.delivered(job, sendable, outcome.answer);
    await this.failed(job, sendable, outcome);
  }

  /** Null for a try that was made already, or that staff have overtaken. */
  private async load(tx: Tx, { programId, deliveryId, round, attempt }: Try): Promise<Sendable | null> {
    const [row] = (await tx.query(
      `SELECT d.payload, e.url, e.status AS "endpointStatus", e.id, e.secret_version AS "secretVersion", e.rotated_at AS "rotatedAt" FROM webhook_deliveries d
       JOIN webhook_endpoints e ON e.program_id = $1 AND e.id = d.endpoint_id
       WHERE d.program_id = $1 AND d.id = $2 AND d.status = 'pending' AND d.round = $3 AND d.attempts = $4`,
      [programId, deliveryId, round, attempt - 1])) as (Omit<Sendable, 'endpoint'> & SecretOwner)[];
    if (!row) return null;
    const { payload, url, endpointStatus, ...endpoint } = row;
    return { payload, url, endpointStatus, endpoint };
  }

  private async send({ deliveryId }: Try, { url, payload, endpoint }: Sendable): Promise<Outcome> {
    const signed = this.signing.headers(endpoint, { id: `msg_${deliveryId.replaceAll('-', '')}`, payload }, this.clock.now());
    try {
      return { answer: await this.http.post(url, { ...signed, 'content-type': 'application/json', 'user-agent': 'Fanfare' }, payload) };
    } catch (error) {
      if (error instanceof OutboundError) return { failure: error.failure };
      throw error;
    }
  }

  private async delivered(job: Try, { endpoint }: Sendable, answer: OutboundAnswer): Promise<void> {
    await this.transactions.inProgram(job.programId, async (tx) => {
      await this.note(tx, job, { status: 'delivered', outcome: { answer }, waitSeconds: null });
      await tx.query('UPDATE webhook_endpoints SET failing_since = NULL WHERE program_id = $1 AND id = $2 AND failing_since IS NOT NULL', [job.programId, endpoint.id]);
    });
  }

  /** Written down, then the next one planned: who dies in between leaves a delivery that waits for a try, which `planOverdue` finds. */
  private async failed(job: Try, { endpoint }: Sendable, outcome: Outcome): Promise<void> {
    const answer = 'answer' in outcome ? outcome.answer : null;
    const waitSeconds = answer?.status === GONE ? null : secondsToNextTry(job.attempt, answer?.retryAfterSeconds ?? null);
    await this.transactions.inProgram(job.programId, async (tx) => {
      await this.note(tx, job, { status: waitSeconds === null ? 'dead' : 'pending', outcome, waitSeconds });
      await this.doubt(tx, job.programId, endpoint.id, answer?.status === GONE ? 'gone' : 'failures');
    });
    if (waitSeconds !== null) await this.queue.plan([{ ...job, attempt: job.attempt + 1 }], waitSeconds);
  }

  private async bury(job: Try): Promise<void> {
    await this.transactions.inProgram(job.programId, (tx) => tx.query(
      `UPDATE webhook_deliveries SET status = 'dead', error = 'endpoint_disabled', next_try_at = NULL WHERE program_id = $1 AND id = $2 AND status = 'pending' AND round = $3`,
      [job.programId, job.deliveryId, job.round]));
  }

  private async note(tx: Tx, job: Try, now: { status: string; outcome: Outcome; waitSeconds: number | null }): Promise<void> {
    const at = this.clock.now();
    await tx.query(
      `UPDATE webhook_deliveries SET status = $4, attempts = $5, answer_status = $6, error = $7, tried_at = $8, next_try_at = $9
       WHERE program_id = $1 AND id = $2 AND round = $3 AND status = 'pending'`,
      [job.programId, job.deliveryId, job.round, now.status, job.attempt, 'answer' in now.outcome ? now.outcome.answer.status : null,
        'failure' in now.outcome ? now.outcome.failure : null, at, now.waitSeconds === null ? null : new Date(at.getTime() + now.waitSeconds * 1000)]);
  }

  /** Notes since when nothing arrives there, and switches it off after three days, or at once where it says that it is gone. */
  private async doubt(tx: Tx, programId: string, endpointId: string, because: 'failures' | 'gone'): Promise<void> {
    const at = this.clock.now();
    await tx.query('UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, $3) WHERE program_id = $1 AND id = $2', [programId, endpointId, at]);
    const [, switchedOff] = (await tx.query(
      `UPDATE webhook_endpoints SET status = 'disabled', disabled_because = $3 WHERE program_id = $1 AND id = $2 AND status = 'active' AND ($3 = 'gone' OR failing_since <= $4)`,
      [programId, endpointId, because, new Date(at.getTime() - GIVE_UP_MS)])) as [unknown, number];
    if (switchedOff === 0) return;
    await audit(tx, programId, { actorId: null, action: 'webhook.disabled', subjectId: endpointId, detail: { because } }, at);
    const owners = await this.accounts.ownersOf(tx, programId);
    await writeOutbox(tx, programId, owners.map((accountId) => ({ topic: 'webhook.disabled', payload: { accountId, endpointId } })), at);
  }
}
