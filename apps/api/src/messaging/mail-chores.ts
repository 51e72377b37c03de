import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '../platform/database/transactions.js';
import { DAY_MS, Maintenance, MINUTE_MS } from '../platform/jobs/maintenance.js';

/** Longer than a hand-over can take (its timeouts add up to a minute) and a job may run (five minutes). */
const STALE_ATTEMPT_MS = 10 * MINUTE_MS;
/** Longer than the queue's retries: whatever waits so long has lost its job. */
const STALE_QUEUED_MS = 12 * 60 * MINUTE_MS;
const KEPT_DAYS = 90;
/** Time enough for staff to look at a mail that was not taken. */
const FAREWELL_DAYS = 7;

/** What messaging does by time alone. */
@Injectable()
export class MailChores implements OnModuleInit {
  constructor(
    private readonly tx: Transactions,
    private readonly maintenance: Maintenance,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'stale_deliveries', everyMs: MINUTE_MS, run: (at) => this.eachProgram((id) => this.sweep(id, at)) });
    this.maintenance.register({ name: 'old_deliveries', everyMs: DAY_MS, run: (at) => this.eachProgram((id) => this.deleteOld(id, at)) });
  }

  /** An attempt whose worker died: nobody knows how a mail of class `once` ended, so a person is asked. */
  private async sweep(programId: string, at: Date): Promise<void> {
    await this.tx.inProgram(programId, async (tx) => {
      await tx.query(
        `UPDATE deliveries SET status = 'unknown', error = 'mail.attempt_lost', updated_at = $2
         WHERE program_id = $1 AND status = 'attempting' AND class = 'once' AND updated_at < $3`, [programId, at, before(at, STALE_ATTEMPT_MS)]);
      await tx.query(
        `UPDATE deliveries SET status = 'parked', error = 'mail.given_up', updated_at = $2
         WHERE program_id = $1 AND status IN ('queued', 'attempting') AND updated_at < $3`, [programId, at, before(at, STALE_QUEUED_MS)]);
      await tx.query(
        `UPDATE deliveries SET recipient = NULL WHERE program_id = $1 AND template = 'erased' AND recipient IS NOT NULL AND (status IN ('sent', 'dismissed') OR created_at < $2)`,
        [programId, before(at, FAREWELL_DAYS * DAY_MS)]);
    });
  }

  private async deleteOld(programId: string, at: Date): Promise<void> {
    await this.tx.inProgram(programId, (tx) =>
      tx.query(`DELETE FROM deliveries WHERE program_id = $1 AND updated_at < $2`, [programId, before(at, KEPT_DAYS * DAY_MS)]));
  }

  private async eachProgram(work: (programId: string) => Promise<void>): Promise<void> {
    const rows = await this.tx.inDirectory((tx): Promise<{ program_id: string }[]> => tx.query(`SELECT program_id FROM program_slugs`));
    for (const row of rows) await work(row.program_id);
  }
}

function before(at: Date, ms: number): Date {
  return new Date(at.getTime() - ms);
}
