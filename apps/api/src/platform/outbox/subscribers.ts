import { Injectable } from '@nestjs/common';

/** An event as a subscriber gets it, some time after the transaction that wrote it. */
export interface RelayedEvent {
  readonly id: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}

/** Hears of events at least once each, in no order. `handle` must stand repeats; throwing means "again later". */
export interface Subscriber {
  /** Stable: part of the job's id. */
  readonly name: string;
  readonly topics: readonly string[];
  handle(programId: string, event: RelayedEvent): Promise<void>;
}

/** Contexts register here at start (`onModuleInit`); who writes an event does not know who listens. */
@Injectable()
export class Subscribers {
  private readonly byName = new Map<string, Subscriber>();

  register(subscriber: Subscriber): void {
    if (this.byName.has(subscriber.name)) throw new Error(`subscriber ${subscriber.name} is registered twice`);
    this.byName.set(subscriber.name, subscriber);
  }

  /** @throws Error for a name nobody registered (a job of another version): it waits in the queue for one that knows it */
  get(name: string): Subscriber {
    const subscriber = this.byName.get(name);
    if (!subscriber) throw new Error(`no subscriber is called ${name}`);
    return subscriber;
  }

  of(topic: string): Subscriber[] {
    return [...this.byName.values()].filter((subscriber) => subscriber.topics.includes(topic));
  }
}
