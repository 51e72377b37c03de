import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '../platform/database/transactions.js';
import { DAY_MS, Maintenance, MINUTE_MS } from '../platform/jobs/maintenance.js';
import { writeOutbox } from '../platform/outbox/outbox.js';

/** Longer than a hand-over can take (its timeouts add up to a minute) and a job may run (five minutes). */
const STALE_ATTEMPT_MS = 10 * MINUTE_MS;
/** Longer than the queue's retries: whatever waits so long has lost its job. */
const STALE_QUEUED_MS = 12 * 60 * MINUTE_MS;
const REMINDER_AFTER_MS = DAY_MS;
const KEPT_DAYS = 90;
const REMINDERS_AT_ONCE = 500;

/** What messaging does by time alone. */
@Injectable()
export class MailChores implements OnModuleInit {
  constructor(
    private readonly tx: Transactions,
    private readonly maintenance: Maintenance,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'stale_deliveries', everyMs: MINUTE_MS, run: (at) => this.eachProgram((id) => this.sweep(id, at)) });
    this.maintenance.register({ name: 'confirmation_reminders', everyMs: 15 * MINUTE_MS, run: (at) => this.eachProgram((id) => this.remind(id, at)) });
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
    });
  }

  /** One reminder at most per address, and none to who confirmed another sign-up: the mark and the event are one commit. */
  private async remind(programId: string, at: Date): Promise<void> {
    await this.tx.inProgram(programId, async (tx) => {
      const [due] = (await tx.query(
        `UPDATE submissions SET reminded_at = $2 WHERE program_id = $1 AND id IN (
           SELECT s.id FROM submissions s WHERE s.program_id = $1 AND s.used_at IS NULL AND s.reminded_at IS NULL AND s.email IS NOT NULL
             AND s.created_at <= $3 AND s.expires_at > $2
             AND NOT EXISTS (SELECT 1 FROM submissions o WHERE o.program_id = $1 AND o.email_hash = s.email_hash AND (o.used_at IS NOT NULL OR o.reminded_at IS NOT NULL))
             AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.program_id = $1 AND i.email_hash = s.email_hash)
           ORDER BY s.created_at LIMIT $4 FOR UPDATE OF s SKIP LOCKED)
         RETURNING id, email_hash`, [programId, at, before(at, REMINDER_AFTER_MS), REMINDERS_AT_ONCE])) as [{ id: string; email_hash: Buffer }[], number];
      const newestPerAddress = new Map(due.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((row) => [row.email_hash.toString('hex'), row.id]));
      await writeOutbox(tx, programId, [...newestPerAddress.values()].map((id) => ({ topic: 'submission.reminder_due', payload: { submissionId: id } })), at);
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
