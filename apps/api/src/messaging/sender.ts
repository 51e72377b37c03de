import { Inject, Injectable } from '@nestjs/common';
import { PersonalLinks } from '../members/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Transactions } from '../platform/database/transactions.js';
import { Mailer, type MailMessage, MailRefused } from '../platform/mail/mailer.js';
import type { RelayedEvent } from '../platform/outbox/subscribers.js';
import { type ClaimedDelivery, Deliveries } from './deliveries.service.js';
import type { MailModel } from './mail-model.js';
import { MailRenderer } from './mail-renderer.js';
import { MailSources } from './mail-sources.js';
import { mailNamed } from './mails.js';
import { Suppressions } from './suppressions.service.js';

/** Tries of one mail before staff are asked; with the queue's delays about an hour and a half. */
const MAX_ATTEMPTS = 10;

/**
 * Hands a delivery over by its class. SMTP has no idempotency, so "never twice" and "never lost" exclude each other:
 * `auth` repeats until accepted, `once` commits its attempt first and, when nobody knows how it ended, waits for a person.
 */
@Injectable()
export class Sender {
  constructor(
    private readonly tx: Transactions,
    private readonly deliveries: Deliveries,
    private readonly suppressions: Suppressions,
    private readonly sources: MailSources,
    private readonly renderer: MailRenderer,
    private readonly mailer: Mailer,
    private readonly personalLinks: PersonalLinks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws Error when it is to be tried again later: the queue's retries are the timer */
  async deliver(programId: string, deliveryId: string): Promise<void> {
    const delivery = await this.deliveries.find(programId, deliveryId);
    if (!delivery) return;
    const definition = mailNamed(delivery.template);
    const loaded = await this.sources.load(programId, definition, delivery.payload);
    if (!loaded) return this.deliveries.forget(programId, deliveryId);
    const model = definition.personalPage ? await this.withPersonalPage(programId, loaded.model) : loaded.model;
    const message = this.renderer.render(definition, loaded.brand, model, deliveryId);
    if (loaded.model.unsubscribeSubject) await this.suppressions.ensureToken(programId, loaded.model.unsubscribeSubject);
    const claimed = await this.deliveries.claim(programId, deliveryId);
    if (!claimed) return;
    try {
      await (claimed.class === 'auth' ? this.handOver(programId, claimed, message) : this.handOverOnce(programId, claimed, message));
    } catch (error) {
      // Anything but a refusal is our side failing around the hand-over: the row stays `attempting` for the retry or the sweep.
      if (!(error instanceof MailRefused)) throw error;
      await this.refused(programId, claimed, delivery.payload, error);
    }
  }

  /** Unless the member has closed it. */
  private async withPersonalPage(programId: string, model: MailModel): Promise<MailModel> {
    if (!model.unsubscribeSubject) return model;
    const token = await this.personalLinks.ensure({ programId, memberId: model.unsubscribeSubject });
    return token === null ? model : { ...model, personalUrl: `${this.config.publicUrl}/p/${token}` };
  }

  private async handOver(programId: string, { id }: ClaimedDelivery, message: MailMessage): Promise<void> {
    await this.mailer.send(message);
    await this.deliveries.settled(programId, id, 'sent', null);
  }

  private async handOverOnce(programId: string, { id, recipientHash }: ClaimedDelivery, message: MailMessage): Promise<void> {
    let handedOver = false;
    await this.tx.inProgram(programId, async (tx) => {
      const ran = await this.suppressions.unlessSuppressed(tx, programId, recipientHash, async () => {
        if (handedOver) return; // the transaction runs again after a deadlock, the mail does not
        await this.mailer.send(message);
        handedOver = true;
      });
      await this.deliveries.settle(tx, programId, id, ran || handedOver ? 'sent' : 'suppressed', null);
    });
  }

  private async refused(programId: string, { id, class: kind, attempts }: ClaimedDelivery, payload: RelayedEvent['payload'], error: MailRefused): Promise<void> {
    if (error.refusal === 'unknown' && kind === 'once') return this.deliveries.settled(programId, id, 'unknown', error.message);
    if (error.refusal === 'undeliverable') return this.deliveries.bounced(programId, id, payload, error.message);
    if (error.refusal === 'permanent' || attempts >= MAX_ATTEMPTS) return this.deliveries.settled(programId, id, 'parked', error.message);
    await this.deliveries.settled(programId, id, 'queued', error.message);
    throw error;
  }
}
