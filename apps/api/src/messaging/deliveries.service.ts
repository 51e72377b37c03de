import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { derivedId } from '../platform/ids.js';
import type { RelayedEvent } from '../platform/outbox/subscribers.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import type { DataSubject } from '../platform/personal-data.js';
import type { DeliveryClass, DeliveryStatus } from './delivery.entity.js';
import type { MailDefinition, MailModel } from './mail-model.js';

/** A delivery that this process may now hand over. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly class: DeliveryClass;
  readonly recipientHash: Buffer;
  /** This one included. */
  readonly attempts: number;
}

/** The state of every mail. Each change names the states it may come from, so two workers cannot both make it. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly tx: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The delivery of an event's mail, made on first sight. The id follows from both: a repeated event finds it again. */
  async ensure(programId: string, event: RelayedEvent, definition: MailDefinition, model: MailModel): Promise<string> {
    return this.tx.inProgram(programId, (tx) => insert(tx, programId, event, definition, { email: model.to, hash: model.toHash }, this.clock.now()));
  }

  /** A mail to an address that nothing but its delivery will know: it is made with what causes it, and waits to be sent. */
  async post(tx: Tx, programId: string, event: Pick<RelayedEvent, 'id' | 'payload'>, definition: MailDefinition, to: DataSubject['addresses'][number], at: Date): Promise<void> {
    const id = await insert(tx, programId, event, definition, to, at);
    await writeOutbox(tx, programId, [{ topic: SEND_TOPIC, payload: { deliveryId: id } }], at);
  }

  async find(programId: string, id: string): Promise<{ template: string; status: DeliveryStatus; payload: RelayedEvent['payload'] } | null> {
    const [row] = await this.tx.readProgram(programId, (tx): Promise<{ template: string; status: DeliveryStatus; payload: RelayedEvent['payload'] }[]> =>
      tx.query(`SELECT template, status, payload FROM deliveries WHERE program_id = $1 AND id = $2`, [programId, id]));
    return row ?? null;
  }

  /**
   * Commits `attempting` before anything is handed over. What a dead worker left there is taken up again only where
   * sending twice is allowed.
   * @returns null when it is not to be sent (any more)
   */
  async claim(programId: string, id: string): Promise<ClaimedDelivery | null> {
    const [rows] = await this.tx.inProgram(programId, (tx): Promise<[{ class: DeliveryClass; recipient_hash: Buffer; attempts: number }[], number]> => tx.query(
      `UPDATE deliveries SET status = 'attempting', attempts = attempts + 1, updated_at = $3
       WHERE program_id = $1 AND id = $2 AND (status = 'queued' OR (status = 'attempting' AND class = 'auth'))
       RETURNING class, recipient_hash, attempts`, [programId, id, this.clock.now()]));
    const row = rows[0];
    return row ? { id, class: row.class, recipientHash: row.recipient_hash, attempts: row.attempts } : null;
  }

  /** Where an attempt ended. Also from `unknown`: the sweep may have given up on an attempt that was only slow. */
  async settle(tx: Tx, programId: string, id: string, status: DeliveryStatus, error: string | null): Promise<void> {
    await tx.query(
      `UPDATE deliveries SET status = $3, error = $4, updated_at = $5 WHERE program_id = $1 AND id = $2 AND status IN ('queued', 'attempting', 'unknown')`,
      [programId, id, status, error, this.clock.now()]);
  }

  async settled(programId: string, id: string, status: DeliveryStatus, error: string | null): Promise<void> {
    await this.tx.inProgram(programId, (tx) => this.settle(tx, programId, id, status, error));
  }

  /** Nobody is at the address. Whoever knows the subject is told: a mail that asked to confirm was for one made up, or a friend is not to be reached any more. */
  async bounced(programId: string, id: string, payload: RelayedEvent['payload'], error: string): Promise<void> {
    await this.tx.inProgram(programId, async (tx) => {
      await this.settle(tx, programId, id, 'parked', error);
      await writeOutbox(tx, programId, [{ topic: 'mail.bounced', payload }], this.clock.now());
    });
  }

  /**
   * There is nothing to say any more. From `queued`, and from the attempt of a worker that died where the mail may be sent
   * twice: what it said has been answered. How an attempt of class `once` ended is for a person to find out.
   */
  async forget(programId: string, id: string): Promise<void> {
    await this.tx.inProgram(programId, (tx) => tx.query(
      `UPDATE deliveries SET status = 'dismissed', error = 'mail.nothing_to_say', updated_at = $3
       WHERE program_id = $1 AND id = $2 AND (status = 'queued' OR (status = 'attempting' AND class = 'auth'))`,
      [programId, id, this.clock.now()]));
  }

  /** The same for the mail of an event that is taken in again, whether or not the first time left a delivery. */
  async forgetMail(programId: string, event: RelayedEvent, definition: MailDefinition): Promise<void> {
    await this.forget(programId, deliveryId(event.id, definition.name));
  }

  /** Staff have decided: send it (again), whatever became of the first. @throws DomainError delivery.not_found, delivery.not_parked */
  async resend(programId: string, id: string, actorId: string): Promise<void> {
    await this.decide(programId, id, 'queued', async (tx, at) => {
      await writeOutbox(tx, programId, [{ topic: SEND_TOPIC, payload: { deliveryId: id } }], at);
      await audit(tx, programId, { actorId, action: 'delivery.resent', subjectId: id, detail: {} }, at);
    });
  }

  /** Staff have decided: leave it. @throws as `resend` */
  async dismiss(programId: string, id: string, actorId: string): Promise<void> {
    await this.decide(programId, id, 'dismissed', (tx, at) => audit(tx, programId, { actorId, action: 'delivery.dismissed', subjectId: id, detail: {} }, at));
  }

  /** Staff know that it has arrived, though its attempt never said so. @throws as `resend`; a parked one never left */
  async arrived(programId: string, id: string, actorId: string): Promise<void> {
    await this.decide(programId, id, 'sent', (tx, at) => audit(tx, programId, { actorId, action: 'delivery.arrived', subjectId: id, detail: {} }, at));
  }

  private async decide(programId: string, id: string, status: 'queued' | 'dismissed' | 'sent', record: (tx: Tx, at: Date) => Promise<void>): Promise<void> {
    const at = this.clock.now();
    const from = status === 'sent' ? ['unknown'] : ['parked', 'unknown'];
    await this.tx.inProgram(programId, async (tx) => {
      const [, changed] = (await tx.query(
        `UPDATE deliveries SET status = $3, attempts = 0, updated_at = $4 WHERE program_id = $1 AND id = $2 AND status = ANY($5)`,
        [programId, id, status, at, from])) as [unknown, number];
      if (changed === 0) throw new DomainError(await exists(tx, programId, id) ? 'delivery.not_parked' : 'delivery.not_found');
      await record(tx, at);
    });
  }
}

/** A delivery that is there is to be sent, perhaps again: `{deliveryId}`. */
export const SEND_TOPIC = 'delivery.resend_requested';

async function insert(
  tx: Tx, programId: string, { id: eventId, payload }: Pick<RelayedEvent, 'id' | 'payload'>, { name, class: kind }: MailDefinition, { email, hash }: DataSubject['addresses'][number], at: Date,
): Promise<string> {
  const id = deliveryId(eventId, name);
  await tx.query(
    `INSERT INTO deliveries (program_id, id, event_id, template, class, status, recipient, recipient_hash, payload, attempts, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, 0, $9, $9) ON CONFLICT DO NOTHING`, [programId, id, eventId, name, kind, email, hash, JSON.stringify(payload), at]);
  return id;
}

function deliveryId(eventId: string, template: string): string {
  return derivedId('delivery', eventId, template);
}

async function exists(tx: Tx, programId: string, id: string): Promise<boolean> {
  return ((await tx.query(`SELECT 1 FROM deliveries WHERE program_id = $1 AND id = $2`, [programId, id])) as unknown[]).length > 0;
}
