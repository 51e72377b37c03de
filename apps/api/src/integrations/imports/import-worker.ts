import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { DAY_MS, Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';
import { type FileLine, ImportCheck } from './import-check.js';
import { type Comer, ImportIntake } from './import-intake.js';
import { type ImportJob, ImportQueue } from './import-queue.js';
import { type KnownImport, readImport, totalsOf } from './import-rows.js';

const CHECKED_AT_ONCE = 1_000;
const BROUGHT_AT_ONCE = 200;
/** Then others have their turn, and a stop need not wait. */
const STRETCH_MS = 5_000;
const STALE_MS = 2 * MINUTE_MS;
const UNUSED_DAYS = 7;
const LINES_KEPT_DAYS = 30;

/**
 * Works imports off in short transactions, each of which moves the place in the file: killed anywhere, the next goes on from
 * there, and two at once wait for each other and find the line done.
 */
@Injectable()
export class ImportWorker implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly queue: ImportQueue,
    private readonly checking: ImportCheck,
    private readonly intake: ImportIntake,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work<ImportJob>('imports', { concurrency: 1 }, ({ data }) => this.work(data));
    this.maintenance.register({ name: 'imports_resume', everyMs: MINUTE_MS, run: (at) => this.resume(at) });
    this.maintenance.register({ name: 'imports_forget', everyMs: DAY_MS, run: (at) => this.forget(at) });
  }

  /** One stretch; what is left is asked for again. */
  async work({ programId, importId }: ImportJob): Promise<void> {
    const until = performance.now() + STRETCH_MS;
    do {
      if (!(await this.step(programId, importId))) return;
    } while (performance.now() < until);
    await this.queue.go(programId, importId);
  }

  /** The next lines of one import. @returns whether there may be more */
  async step(programId: string, importId: string): Promise<boolean> {
    const known = await this.transactions.readProgram(programId, (tx) => readImport(tx, programId, importId));
    if (known.status === 'checking') return this.checkSome(programId, importId);
    if (known.status === 'running') return this.bringSome(programId, importId, known);
    return false;
  }

  private async checkSome(programId: string, importId: string): Promise<boolean> {
    return this.transactions.inProgram(programId, async (tx) => {
      const known = await readImport(tx, programId, importId, 'FOR UPDATE');
      if (known.status !== 'checking') return false;
      const lines = (await tx.query(
        'SELECT line, cells FROM people_import_rows WHERE program_id = $1 AND import_id = $2 AND line > $3 AND cells IS NOT NULL ORDER BY line LIMIT $4', [programId, importId, known.doneLine, CHECKED_AT_ONCE])) as FileLine[];
      if (lines.length > 0) await this.checking.run(tx, programId, importId, known, lines, this.clock.now());
      return this.advance(tx, programId, importId, { line: lines.at(-1)?.line ?? null, then: 'checked' });
    });
  }

  private async bringSome(programId: string, importId: string, seen: KnownImport): Promise<boolean> {
    const comers = await this.transactions.readProgram(programId, (tx) => nextComers(tx, programId, importId, seen.doneLine));
    const at = this.clock.now();
    const prepared = seen.kind === 'members' ? await this.intake.prepare(programId, comers, at) : [];
    return this.transactions.inProgram(programId, async (tx) => {
      const known = await readImport(tx, programId, importId, 'FOR UPDATE');
      if (known.status !== 'running') return false;
      if (known.doneLine !== seen.doneLine) return true; // another was faster
      const fresh = known.kind === 'members' ? await this.intake.bringIn(tx, programId, known, prepared, at) : await this.intake.exclude(tx, programId, comers, at);
      const late = comers.filter(({ line }) => !fresh.has(line)).map(({ line }) => line);
      await tx.query(`UPDATE people_import_rows SET outcome = 'here', tier_id = NULL WHERE program_id = $1 AND import_id = $2 AND line = ANY($3)`, [programId, importId, late]);
      const line = comers.length < BROUGHT_AT_ONCE ? null : comers.at(-1)!.line;
      await tx.query(
        'UPDATE people_import_rows SET cells = NULL, found = NULL WHERE program_id = $1 AND import_id = $2 AND line > $3 AND line <= $4', [programId, importId, known.doneLine, line ?? known.lastLine]);
      return this.advance(tx, programId, importId, { line, then: 'done' });
    });
  }

  /** @param place the line that is done now; null: all of them */
  private async advance(tx: Tx, programId: string, importId: string, place: { line: number | null; then: 'checked' | 'done' }): Promise<boolean> {
    const at = this.clock.now();
    if (place.line !== null) {
      await tx.query('UPDATE people_imports SET done_line = $3, updated_at = $4 WHERE program_id = $1 AND id = $2', [programId, importId, place.line, at]);
      return true;
    }
    const totals = place.then === 'done' ? JSON.stringify(await totalsOf(tx, programId, importId)) : null;
    await tx.query('UPDATE people_imports SET status = $3, done_line = last_line, totals = $4, updated_at = $5 WHERE program_id = $1 AND id = $2', [programId, importId, place.then, totals, at]);
    return false;
  }

  /** Whatever a kill has left lying. */
  private async resume(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      const stale = await this.transactions.readProgram(programId, (tx): Promise<{ id: string }[]> => tx.query(
        `SELECT id FROM people_imports WHERE program_id = $1 AND status IN ('checking', 'running') AND updated_at < $2`, [programId, new Date(at.getTime() - STALE_MS)]));
      for (const { id } of stale) await this.queue.go(programId, id);
    }
  }

  /** What nobody brought in is not kept waiting for ever; lines of what is over go after a month. */
  private async forget(at: Date): Promise<void> {
    const [unused, over] = [UNUSED_DAYS, LINES_KEPT_DAYS].map((days) => new Date(at.getTime() - days * DAY_MS));
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, async (tx) => {
        await tx.query(`UPDATE people_imports SET status = 'cancelled', updated_at = $3 WHERE program_id = $1 AND status IN ('draft', 'checked') AND updated_at < $2`, [programId, unused, at]);
        await tx.query(
          `UPDATE people_import_rows r SET cells = NULL, found = NULL FROM people_imports i
           WHERE i.program_id = $1 AND r.program_id = $1 AND r.import_id = i.id AND i.status = 'cancelled' AND (r.cells IS NOT NULL OR r.found IS NOT NULL)`, [programId]);
        await tx.query(
          `DELETE FROM people_import_rows r USING people_imports i
           WHERE i.program_id = $1 AND r.program_id = $1 AND r.import_id = i.id AND i.status IN ('done', 'cancelled') AND i.updated_at < $2`, [programId, over]);
      });
    }
  }
}

async function nextComers(tx: Tx, programId: string, importId: string, after: number): Promise<Comer[]> {
  return (await tx.query(
    `SELECT line, found, email_hash AS "emailHash" FROM people_import_rows
     WHERE program_id = $1 AND import_id = $2 AND outcome = 'new' AND line > $3 AND found IS NOT NULL ORDER BY line LIMIT ${BROUGHT_AT_ONCE}`, [programId, importId, after])) as Comer[];
}
