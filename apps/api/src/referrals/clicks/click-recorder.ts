import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Batcher } from '../../platform/batcher.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { MachineReason } from './machine-visit.js';
import { RecorderConnection } from './recorder-connection.js';

/** A visit as it is stored. `visitorHash`: 32 bytes, null for machines. */
export interface ClickRow {
  readonly programId: string;
  readonly at: Date;
  readonly id: string;
  readonly linkId: string;
  readonly machine: MachineReason | null;
  readonly visitorHash: Buffer | null;
  /** Two letters, where a trusted proxy tells. */
  readonly country?: string | null;
}

const MAX_BATCH = 500;
// One statement for clicks of any program. Without a conflict target, so that it needs no right to read.
const INSERT = {
  name: 'record-clicks',
  text: `INSERT INTO clicks (program_id, at, id, link_id, machine, visitor_hash, country)
    SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[], $6::bytea[], $7::text[]) ON CONFLICT DO NOTHING`,
};

/**
 * Stores clicks durably: the next batch leaves when the former has committed, so its size tunes itself. A click id
 * is handed out only after COMMIT. While the database is away nothing waits for it: clicks are counted as unrecorded.
 */
@Injectable()
export class ClickRecorder implements OnApplicationShutdown {
  private readonly logger = new Logger('ClickRecorder');
  private readonly connection: RecorderConnection;
  private readonly batcher: Batcher<ClickRow, true>;
  private readonly counted = { recorded: 0, unrecorded: 0 };
  private unrecordedSince = 0;

  constructor(@Inject(CONFIG) config: Config) {
    this.connection = new RecorderConnection(config.databaseUrl);
    this.batcher = new Batcher((clicks) => this.write(clicks), MAX_BATCH);
  }

  /** Resolves once the click is stored (true), or is known not to be (false). Never rejects. */
  async record(click: ClickRow): Promise<boolean> {
    try {
      await this.batcher.add(click);
      return true;
    } catch {
      return false;
    }
  }

  /** Since the process started. `unrecorded`: redirects that were answered without a click. */
  counts(): { readonly recorded: number; readonly unrecorded: number } {
    return { ...this.counted };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.batcher.idle();
    await this.connection.close();
  }

  private async write(clicks: ClickRow[]): Promise<true[]> {
    try {
      await this.connection.run({ ...INSERT, values: toColumns(clicks) });
    } catch (error) {
      this.countLoss(clicks.length, error);
      throw error;
    }
    this.counted.recorded += clicks.length;
    if (this.unrecordedSince > 0) this.logger.log(`Clicks are recorded again; ${this.unrecordedSince} redirects went without`);
    this.unrecordedSince = 0;
    return clicks.map(() => true);
  }

  private countLoss(clicks: number, error: unknown): void {
    if (this.unrecordedSince === 0) this.logger.error({ err: error }, 'Clicks cannot be recorded; redirects go on without');
    this.unrecordedSince += clicks;
    this.counted.unrecorded += clicks;
  }
}

function toColumns(clicks: readonly ClickRow[]): unknown[][] {
  return [
    clicks.map((c) => c.programId), clicks.map((c) => c.at), clicks.map((c) => c.id),
    clicks.map((c) => c.linkId), clicks.map((c) => c.machine), clicks.map((c) => c.visitorHash), clicks.map((c) => c.country ?? null),
  ];
}
