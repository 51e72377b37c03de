import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const PAUSE_MS = 150;

/** Looks on while things are killed: at the sums of the books, and at every mail before the mailbox forgets it. */
export class CrashWatch {
  /** Snapshots of all books, and those in which a sum was not that of its entries. */
  readonly sums = { snapshots: 0, mismatches: 0 };
  /** Times each mail was handed over, by the id of its delivery. */
  readonly mails = new Map<string, number>();
  private readonly files = new Set<string>();
  private readonly looking: Promise<void>[];
  private readonly pool: pg.Pool;
  private stopped = false;

  constructor(superUrl: string, private readonly programId: string, private readonly mailbox: string) {
    this.pool = new pg.Pool({ connectionString: superUrl, max: 1 });
    this.pool.on('error', () => undefined);
    this.looking = [this.repeat(() => this.compareSums()), this.repeat(() => this.collectMails())];
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.looking);
    await this.collectMails();
    await this.pool.end();
  }

  private async repeat(look: () => Promise<void>): Promise<void> {
    while (!this.stopped) {
      await look().catch(() => undefined); // the database is away
      await sleep(PAUSE_MS);
    }
  }

  private async compareSums(): Promise<void> {
    const { rows } = await this.pool.query<{ wrong: number }>(
      `SELECT count(*)::int AS wrong FROM standings s WHERE program_id = $1 AND qualified <>
         (SELECT coalesce(sum(delta), 0) FROM ledger_entries e WHERE e.program_id = $1 AND e.member_id = s.member_id AND measure = 'qualified')`, [this.programId]);
    this.sums.snapshots += 1;
    if (rows[0]!.wrong > 0) this.sums.mismatches += 1;
  }

  private async collectMails(): Promise<void> {
    const names = await readdir(this.mailbox).catch(() => []);
    for (const name of names.filter((each) => each.endsWith('.json') && !this.files.has(each))) {
      this.files.add(name);
      const { messageId } = JSON.parse(await readFile(join(this.mailbox, name), 'utf8')) as { messageId: string };
      const delivery = /^<(.+)@/.exec(messageId)![1]!;
      this.mails.set(delivery, (this.mails.get(delivery) ?? 0) + 1);
    }
  }
}
