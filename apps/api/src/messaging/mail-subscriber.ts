import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type RelayedEvent, type Subscriber, Subscribers } from '../platform/outbox/subscribers.js';
import { Deliveries, SEND_TOPIC } from './deliveries.service.js';
import { MailSources } from './mail-sources.js';
import { MAILS } from './mails.js';
import { Sender } from './sender.js';

/** Hears of events and sends the mail bound to each. */
@Injectable()
export class MailSubscriber implements Subscriber, OnModuleInit {
  readonly name = 'mail';
  readonly topics = [...MAILS.map((mail) => mail.topic), SEND_TOPIC];

  constructor(
    private readonly subscribers: Subscribers,
    private readonly deliveries: Deliveries,
    private readonly sources: MailSources,
    private readonly sender: Sender,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
  }

  async handle(programId: string, event: RelayedEvent): Promise<void> {
    if (event.topic === SEND_TOPIC) return this.sender.deliver(programId, String(event.payload['deliveryId']));
    for (const definition of MAILS.filter((mail) => mail.topic === event.topic)) {
      const loaded = await this.sources.load(programId, definition, event.payload);
      if (loaded) await this.sender.deliver(programId, await this.deliveries.ensure(programId, event, definition, loaded.model));
      else await this.deliveries.forgetMail(programId, event, definition);
    }
  }
}
