import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock.js';
import { derivedId } from '../ids.js';
import { Jobs } from './jobs.js';

/** Recurring work. `run` must stand being run twice; what it throws is tried again by the queue. */
export interface Chore {
  readonly name: string;
  /** How often, in milliseconds, at least a minute. Periods are counted from the epoch, so a day begins at 00:00 UTC. */
  readonly everyMs: number;
  run(at: Date): Promise<unknown>;
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Contexts register their chores at start (`onModuleInit`); each period runs once, whichever worker is first. */
@Injectable()
export class Maintenance implements OnModuleInit {
  private readonly logger = new Logger('Maintenance');
  private readonly chores = new Map<string, Chore>();

  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work<{ name: string }>('maintenance', { concurrency: 1 }, ({ data }) => this.run(data.name));
  }

  register(chore: Chore): void {
    if (this.chores.has(chore.name)) throw new Error(`chore ${chore.name} is registered twice`);
    this.chores.set(chore.name, chore);
  }

  /** Puts what has not yet run in its current period into the queue. */
  async enqueueDue(): Promise<void> {
    const now = this.clock.now().getTime();
    const jobs = [...this.chores.values()].map(({ name, everyMs }) => ({
      id: derivedId('maintenance', name, String(Math.floor(now / everyMs))),
      data: { name },
    }));
    await this.jobs.insert('maintenance', jobs);
  }

  /** Runs one chore now, or every chore in the order of registration: for tests and seeds. */
  async run(name?: string): Promise<void> {
    for (const chore of this.chores.values()) {
      if (name === undefined || chore.name === name) await chore.run(this.clock.now());
    }
    if (name !== undefined && !this.chores.has(name)) this.logger.warn(`No chore is called ${name}: left over from another version`);
  }
}
