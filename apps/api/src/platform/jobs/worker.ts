import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Relay } from '../outbox/relay.js';
import { Jobs } from './jobs.js';
import { MINUTE_MS, Maintenance } from './maintenance.js';

const PAUSE_MS = 300; // after a pass that found nothing: what an event may wait at most
const AFTER_FAILURE_MS = 2_000;

/** Everything that runs without a request: the relay's loop, the queues, recurring chores. */
@Injectable()
export class Worker implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Worker');
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(
    private readonly jobs: Jobs,
    private readonly relay: Relay,
    private readonly maintenance: Maintenance,
  ) {}

  /** Begins; returns at once. Nothing of this runs in a process that does not call it. */
  start(): void {
    if (this.loops.length > 0) return;
    this.loops = [
      this.jobs.start(),
      // Never more than a quarter of the time, however many programs there are.
      this.loop('relay', async () => {
        const started = performance.now();
        const relayed = await this.relay.runOnce();
        return relayed > 0 ? 0 : Math.max(PAUSE_MS, 3 * (performance.now() - started));
      }),
      this.loop('maintenance', async () => {
        await this.maintenance.enqueueDue();
        return MINUTE_MS / 2;
      }),
    ];
  }

  /** Relays and runs everything that is waiting now and that comes of it: for tests and one-off commands. */
  async drain(): Promise<void> {
    do {
      await this.jobs.drain('events');
      await this.jobs.drain('webhooks');
      await this.jobs.drain('reward_steps');
    } while ((await this.relay.runOnce()) > 0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops.slice(1));
  }

  /** @param pass one turn; answers how many milliseconds to rest after it */
  private async loop(name: string, pass: () => Promise<number>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const rest = await pass().catch((error: unknown) => {
        this.logger.warn({ err: error }, `${name}: failed, goes on`);
        return AFTER_FAILURE_MS;
      });
      await this.rest(rest);
    }
  }

  private rest(ms: number): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }
}
