import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ensureClickPartitions } from '../database/migrate.js';
import { Transactions } from '../database/transactions.js';
import { Pictures } from '../pictures/pictures.service.js';
import { DAY_MS, Maintenance } from './maintenance.js';

const RELAYED_KEPT_DAYS = 7;

/** The platform's own daily chores: partitions ahead of time, and what has expired goes. */
@Injectable()
export class Housekeeping implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly tx: Transactions,
    private readonly pictures: Pictures,
    @InjectDataSource() private readonly source: DataSource,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'click_partitions', everyMs: DAY_MS, run: () => ensureClickPartitions(this.source) });
    this.maintenance.register({ name: 'expired_tokens', everyMs: DAY_MS, run: (at) => this.deleteExpiredTokens(at) });
    this.maintenance.register({ name: 'relayed_events', everyMs: DAY_MS, run: (at) => this.deleteRelayed(at) });
    this.maintenance.register({ name: 'unused_pictures', everyMs: DAY_MS, run: (at) => this.forgetPictures(at) });
  }

  /** Tokens past their end; sessions and challenges are identity's to forget. */
  private async deleteExpiredTokens(at: Date): Promise<void> {
    await this.tx.inDirectory(async (tx) => {
      // A month longer than it works: who opens an old link is told that it has expired, not that it never was.
      await tx.query(`DELETE FROM tokens WHERE expires_at < $1`, [daysBefore(at, 30)]);
    });
  }

  private async forgetPictures(at: Date): Promise<void> {
    for (const programId of await this.programs()) await this.pictures.forgetUnused(programId, daysBefore(at, 1));
  }

  private async deleteRelayed(at: Date): Promise<void> {
    for (const programId of await this.programs()) {
      await this.tx.inProgram(programId, (tx) =>
        tx.query(`DELETE FROM outbox WHERE program_id = $1 AND relayed_at < $2`, [programId, daysBefore(at, RELAYED_KEPT_DAYS)]));
    }
  }

  private async programs(): Promise<string[]> {
    const rows = await this.tx.inDirectory((tx): Promise<{ program_id: string }[]> => tx.query(`SELECT program_id FROM program_slugs`));
    return rows.map((row) => row.program_id);
  }
}

function daysBefore(at: Date, days: number): Date {
  return new Date(at.getTime() - days * DAY_MS);
}
