import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Programs } from '../../programs/index.js';

const REMINDER_AFTER_MS = DAY_MS;
const AT_ONCE = 500;

/**
 * The one reminder to confirm: after a day, or before when the friend who shared the link asks for it. A sign-up's turn is
 * noted whatever is known of its address, so that the note tells nobody whether a mail went; the mail itself goes once per
 * address, and to none that has confirmed another sign-up. Who wants no mail is left alone when it is sent.
 */
@Injectable()
export class Reminders implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'confirmation_reminders', everyMs: 15 * MINUTE_MS, run: (at) => this.remindAll(at) });
  }

  /**
   * Asked for by the member whose link the friend came by.
   * @returns when it was
   * @throws DomainError `referral.not_found` for another member's friend; `referral.reminded`; `referral.not_waiting`
   */
  async remind(programId: string, memberId: string, submissionId: string): Promise<Date> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await takeTurns(tx, programId);
      const [due] = (await tx.query(
        `UPDATE submissions SET reminded_at = $4 WHERE program_id = $1 AND id = $2 AND referrer_id = $3
           AND used_at IS NULL AND reminded_at IS NULL AND email IS NOT NULL AND expires_at > $4 RETURNING id`, [programId, submissionId, memberId, at])) as [{ id: string }[], number];
      if (due.length === 0) throw await refusal(tx, programId, memberId, submissionId);
      await announce(tx, programId, due.map((row) => row.id), at);
      return at;
    });
  }

  private async remindAll(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) await this.remindDue(programId, at);
  }

  private async remindDue(programId: string, at: Date): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      await takeTurns(tx, programId);
      const [due] = (await tx.query(
        `UPDATE submissions SET reminded_at = $2 WHERE program_id = $1 AND id IN (
           SELECT id FROM submissions WHERE program_id = $1 AND used_at IS NULL AND reminded_at IS NULL AND email IS NOT NULL
             AND created_at <= $3 AND expires_at > $2
           ORDER BY created_at LIMIT $4 FOR UPDATE SKIP LOCKED)
         RETURNING id`, [programId, at, new Date(at.getTime() - REMINDER_AFTER_MS), AT_ONCE])) as [{ id: string }[], number];
      if (due.length > 0) await announce(tx, programId, due.map((row) => row.id), at);
    });
  }
}

/** One address may stand in sign-ups of several members: whoever reminds waits until the other has. */
async function takeTurns(tx: Tx, programId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('reminders:' || $1, 0))`, [programId]);
}

/** The mark and the event are one commit. Of several sign-ups of one address the newest is the one that is mailed. */
async function announce(tx: Tx, programId: string, ids: readonly string[], at: Date): Promise<void> {
  const mailed = (await tx.query(
    `SELECT DISTINCT ON (s.email_hash) s.id FROM submissions s WHERE s.program_id = $1 AND s.id = ANY($2)
       AND NOT EXISTS (SELECT 1 FROM submissions o WHERE o.program_id = $1 AND o.email_hash = s.email_hash AND o.id <> ALL($2) AND (o.used_at IS NOT NULL OR o.reminded_at IS NOT NULL))
       AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.program_id = $1 AND i.email_hash = s.email_hash)
     ORDER BY s.email_hash, s.created_at DESC, s.id DESC`, [programId, ids])) as { id: string }[];
  await writeOutbox(tx, programId, mailed.map(({ id }) => ({ topic: 'submission.reminder_due', payload: { submissionId: id } })), at);
}

async function refusal(tx: Tx, programId: string, memberId: string, submissionId: string): Promise<DomainError> {
  const [row] = (await tx.query(
    'SELECT used_at IS NULL AND reminded_at IS NOT NULL AS reminded FROM submissions WHERE program_id = $1 AND id = $2 AND referrer_id = $3',
    [programId, submissionId, memberId])) as { reminded: boolean }[];
  if (!row) return new DomainError('referral.not_found');
  return new DomainError(row.reminded ? 'referral.reminded' : 'referral.not_waiting');
}
