import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { derivedId } from '../ids.js';
import { Jobs } from '../jobs/jobs.js';
import { type RelayedEvent, Subscribers } from './subscribers.js';

const BATCH = 500;
const PARALLEL_JOBS = 5; // each may hold a database connection while it talks to the outside

interface EventJob {
  readonly programId: string;
  readonly subscriber: string;
  readonly event: RelayedEvent;
}

/** Takes events from the outbox and turns each into one job per subscriber. */
@Injectable()
export class Relay implements OnModuleInit {
  constructor(
    private readonly tx: Transactions,
    private readonly jobs: Jobs,
    private readonly subscribers: Subscribers,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work<EventJob>('events', { concurrency: PARALLEL_JOBS }, ({ data }) =>
      this.subscribers.get(data.subscriber).handle(data.programId, data.event));
  }

  /** One pass over all programs. @returns how many events were taken */
  async runOnce(): Promise<number> {
    const programs = await this.tx.inDirectory((tx): Promise<{ program_id: string }[]> => tx.query(`SELECT program_id FROM program_slugs`));
    let relayed = 0;
    for (const { program_id: programId } of programs) relayed += await this.relayProgram(programId);
    return relayed;
  }

  /** Empties one program's outbox; a statement never spans programs. */
  private async relayProgram(programId: string): Promise<number> {
    let relayed = 0;
    for (;;) {
      const taken = await this.tx.inProgram(programId, (tx) => this.relayBatch(tx, programId));
      relayed += taken;
      if (taken < BATCH) return relayed;
    }
  }

  /**
   * Jobs first, in pg-boss' own transaction, then the mark: killed in between, the events are taken again and their
   * jobs, whose ids follow from event and subscriber, are there already. The other way round would lose them.
   */
  private async relayBatch(tx: Tx, programId: string): Promise<number> {
    const events = (await tx.query(
      `SELECT id, topic, payload FROM outbox WHERE program_id = $1 AND relayed_at IS NULL ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [programId, BATCH],
    )) as RelayedEvent[];
    if (events.length === 0) return 0;
    await this.jobs.insert('events', events.flatMap((event) => this.jobsOf(programId, event)));
    await tx.query(`UPDATE outbox SET relayed_at = $3 WHERE program_id = $1 AND id = ANY($2)`, [programId, events.map((e) => e.id), this.clock.now()]);
    return events.length;
  }

  private jobsOf(programId: string, event: RelayedEvent): { id: string; data: EventJob }[] {
    return this.subscribers.of(event.topic).map(({ name }) => ({
      id: derivedId(programId, event.id, name),
      data: { programId, subscriber: name, event },
    }));
  }
}
