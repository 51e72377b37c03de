import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DIFFERENCE_SECTIONS, type DifferenceSection } from '@fanfare/domain';
import { Accounts } from '../../identity/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { derivedId, newId } from '../../platform/ids.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { DAY_MS, Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Programs } from '../../programs/index.js';
import { RewardProviders } from '../deliveries/reward-provider.js';
import { compareBooks, comparePools, compareSteps, type Difference, type Looked } from './differences.js';
import { noteFindings, resolveUnseen, tellUntold } from './finding-writes.js';
import { BooksUnread, type OpenBooks, type ProviderBooks } from './provider-books.js';
import { compareStep, doneSteps, refusedPayouts, stillStands, strangersAmong } from './provider-differences.js';

interface Run {
  readonly programId: string;
  readonly id: string;
  readonly section: DifferenceSection;
  readonly place: string | null;
  readonly passes: number;
  readonly byClock: boolean;
  readonly beganAt: Date;
}
/** What a pass has come to. */
interface Step extends Looked {
  /** Where the section goes on; null: it is over. */
  readonly next: string | null;
  /** Everything that the section is about was looked at: what it did not find is gone. */
  readonly whole: boolean;
  readonly problem?: string;
}

interface PassJob { readonly programId: string }

const PROGRAMS_AT_ONCE = 4;
/** Calls of a provider in one pass: it must not take what giving needs. */
const LOOK_UPS = 100;
/** Longer than a pass takes: whoever has not come back by then has died. */
const LEASE_MS = 15 * MINUTE_MS;
const PATIENCE_MS = DAY_MS;
const KEPT_MS = 90 * DAY_MS;

/**
 * Compares, every day and when somebody asks: awards with grants, grants with what was brought, pools with what was taken from
 * them, and what was given through a provider with what the provider has. It changes nothing of it. It goes on where it stopped, and a
 * provider that asks to wait is waited for. Each program has a job of its own: a provider that is slow holds up nobody else.
 */
@Injectable()
export class Reconciler implements OnModuleInit {
  private readonly logger = new Logger('Reconciler');

  constructor(
    private readonly transactions: Transactions,
    private readonly providers: RewardProviders,
    private readonly programs: Programs,
    private readonly accounts: Accounts,
    private readonly maintenance: Maintenance,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'reconciliations', everyMs: DAY_MS, run: (at) => this.startAll(at) });
    this.maintenance.register({ name: 'reconciliation_passes', everyMs: MINUTE_MS, run: (at) => this.wakeDue(at) });
    this.jobs.work<PassJob>('reconciliations', { concurrency: PROGRAMS_AT_ONCE }, ({ data }) => this.passIfDue(data.programId));
  }

  /** @returns its id; null where one is running */
  async start(programId: string, startedBy: string | null): Promise<string | null> {
    const at = this.clock.now();
    const id = newId();
    const made = (await this.transactions.inProgram(programId, (tx) => tx.query(
      `INSERT INTO reconciliations (program_id, id, status, section, started_by, began_at, next_pass_at) VALUES ($1, $2, 'running', $3, $4, $5, $5)
       ON CONFLICT (program_id) WHERE status = 'running' DO NOTHING RETURNING id`, [programId, id, DIFFERENCE_SECTIONS[0], startedBy, at]))) as unknown[];
    if (made.length === 0) return null;
    await this.wake(programId, { id, passes: 0 });
    return id;
  }

  private async startAll(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, async (tx) => {
        await tx.query('DELETE FROM reconciliation_findings WHERE program_id = $1 AND resolved_at < $2', [programId, new Date(at.getTime() - KEPT_MS)]);
        await tx.query(
          `DELETE FROM reconciliations r WHERE r.program_id = $1 AND r.ended_at < $2 AND NOT EXISTS (SELECT 1 FROM reconciliation_findings f WHERE f.program_id = $1 AND f.seen_in = r.id)`,
          [programId, new Date(at.getTime() - KEPT_MS)]);
      });
      await this.start(programId, null);
    }
  }

  /** What waited for a provider, or whose worker died. */
  private async wakeDue(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      const [run] = (await this.transactions.readProgram(programId, (tx) => tx.query(
        `SELECT id, passes FROM reconciliations WHERE program_id = $1 AND status = 'running' AND next_pass_at <= $2`, [programId, at]))) as Pick<Run, 'id' | 'passes'>[];
      if (run) await this.wake(programId, run);
    }
  }

  private async passIfDue(programId: string): Promise<void> {
    const run = await this.take(programId);
    if (run) await this.pass(run);
  }

  /** Nobody else goes on with it until the lease is over. */
  private async take(programId: string): Promise<Run | null> {
    const at = this.clock.now();
    const [[run]] = (await this.transactions.inProgram(programId, (tx) => tx.query(
      `UPDATE reconciliations SET next_pass_at = $3, passes = passes + 1 WHERE program_id = $1 AND status = 'running' AND next_pass_at <= $2
       RETURNING program_id AS "programId", id, section, place, passes, started_by IS NULL AS "byClock", began_at AS "beganAt"`, [programId, at, new Date(at.getTime() + LEASE_MS)]))) as [Run[], number];
    return run ?? null;
  }

  private async pass(run: Run): Promise<void> {
    try {
      let at: Pick<Run, 'section' | 'place'> | null = run;
      let asked = 0;
      while (at && asked < LOOK_UPS) {
        const step = await this.look(run, at.section, at.place, LOOK_UPS - asked);
        asked += step.counts['asked'] ?? 0;
        at = await this.save(run, at.section, step, asked >= LOOK_UPS);
      }
      if (at) await this.wake(run.programId, run);
    } catch (error) {
      if (!(error instanceof BooksUnread)) throw error;
      await this.wait(run, error);
    }
  }

  private async look(run: Run, section: DifferenceSection, place: string | null, lookUps: number): Promise<Step> {
    switch (section) {
      case 'books':
        return this.within(run, compareBooks);
      case 'steps':
        return this.within(run, compareSteps);
      case 'pools':
        return this.within(run, comparePools);
      case 'provider':
        return this.withProvider(run, (name, books, open) => this.lookThere(run, name, books, open, place, lookUps));
      case 'strangers':
        return this.withProvider(run, (name, _books, open) => this.lookForStrangers(run, name, open, place));
    }
  }

  private async within({ programId }: Run, compare: typeof compareBooks): Promise<Step> {
    return { ...(await this.transactions.readProgram(programId, (tx) => compare(tx, programId))), next: null, whole: true };
  }

  /** What a provider has that cannot be asked stays as it was found last. */
  private async withProvider({ programId }: Run, look: (name: string, books: ProviderBooks, open: OpenBooks) => Promise<Step>): Promise<Step> {
    const [provider] = this.providers.withBooks();
    const open = await provider?.books.open(programId);
    return provider && open ? look(provider.name, provider.books, open) : { counts: {}, found: [], next: null, whole: false, problem: 'not_connected' };
  }

  private async lookThere({ programId }: Run, name: string, books: ProviderBooks, open: OpenBooks, place: string | null, lookUps: number): Promise<Step> {
    const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => this.transactions.readProgram(programId, work);
    const steps = await read((tx) => doneSteps(tx, programId, name, place, lookUps));
    const found: Difference[] = place === null ? await read((tx) => refusedPayouts(tx, programId)) : [];
    const counts: Record<string, number> = { asked: 0, byWord: 0 };
    for (const step of steps) {
      if (!books.isReference(step.reference)) {
        counts['byWord']! += 1;
        continue;
      }
      const compared = await compareStep(open, step, () => read((tx) => stillStands(tx, programId, step)));
      counts['asked']! += 1;
      counts[step.kind] = (counts[step.kind] ?? 0) + 1;
      found.push(...compared.found, ...(await read((tx) => strangersAmong(tx, programId, compared.others))));
    }
    return { counts, found, next: steps.length < lookUps ? null : steps.at(-1)!.grantId, whole: true };
  }

  private async lookForStrangers({ programId }: Run, name: string, open: OpenBooks, place: string | null): Promise<Step> {
    const [{ since }] = (await this.transactions.readProgram(programId, (tx) => tx.query('SELECT min(created_at) AS since FROM reward_steps WHERE program_id = $1 AND provider = $2', [programId, name]))) as [{ since: Date | null }];
    if (!since) return { counts: {}, found: [], next: null, whole: true };
    const { made, next } = await open.page(place, new Date(since.getTime() - DAY_MS));
    const found = await this.transactions.readProgram(programId, (tx) => strangersAmong(tx, programId, made));
    return { counts: { asked: 1, made: made.length }, found, next, whole: true };
  }

  /** @param isLast of this pass: until then nobody else goes on with it @returns where it goes on; null: it is over, or somebody else has taken it since */
  private async save(run: Run, section: DifferenceSection, step: Step, isLast: boolean): Promise<Pick<Run, 'section' | 'place'> | null> {
    const at = this.clock.now();
    const { programId, id, passes } = run;
    const next = step.next === null ? { section: DIFFERENCE_SECTIONS[DIFFERENCE_SECTIONS.indexOf(section) + 1], place: null } : { section, place: step.next };
    return this.transactions.inProgram(programId, async (tx) => {
      const [, saved] = (await tx.query(
        `UPDATE reconciliations SET section = $3, place = $4, problem = coalesce($5, problem), status = CASE WHEN $3::text IS NULL THEN 'done' ELSE status END, ended_at = CASE WHEN $3::text IS NULL THEN $6::timestamptz END,
           next_pass_at = CASE WHEN $3::text IS NOT NULL THEN $9::timestamptz END,
           counts = counts || coalesce((SELECT jsonb_object_agg(key, coalesce((counts->>key)::int, 0) + value::int) FROM jsonb_each_text($7::jsonb)), '{}')
         WHERE program_id = $1 AND id = $2 AND status = 'running' AND passes = $8`,
        [programId, id, next.section ?? null, next.place, step.problem ?? null, at, JSON.stringify(step.counts), passes, isLast ? at : new Date(at.getTime() + LEASE_MS)])) as [unknown, number];
      if (saved === 0) return null;
      await noteFindings(tx, programId, id, step.found, at);
      if (step.next === null && step.whole) await resolveUnseen(tx, programId, id, section, at);
      if (next.section) return { section: next.section, place: next.place };
      if (run.byClock && (await tellUntold(tx, programId, at)) > 0) {
        const owners = await this.accounts.ownersOf(tx, programId);
        await writeOutbox(tx, programId, owners.map((accountId) => ({ topic: 'reconciliation.differs', payload: { accountId, runId: id } })), at);
      }
      return null;
    });
  }

  /** A provider that has no time now is asked again in a minute, for a day; one that refuses is not. What was found so far stays. */
  private async wait({ programId, id, beganAt, passes: pass }: Run, { problem, passes }: BooksUnread): Promise<void> {
    const at = this.clock.now();
    const isOver = !passes || at.getTime() - beganAt.getTime() > PATIENCE_MS;
    this.logger.warn({ programId, problem, isOver }, 'A provider could not be read for a reconciliation');
    await this.transactions.inProgram(programId, (tx) => tx.query(
      `UPDATE reconciliations SET problem = $3, status = CASE WHEN $4 THEN 'failed' ELSE status END, section = CASE WHEN NOT $4 THEN section END, ended_at = CASE WHEN $4 THEN $5::timestamptz END,
         next_pass_at = CASE WHEN NOT $4 THEN $6::timestamptz END WHERE program_id = $1 AND id = $2 AND status = 'running' AND passes = $7`, [programId, id, problem, isOver, at, new Date(at.getTime() + MINUTE_MS), pass]));
  }

  /** One job for each pass, however often it is asked for. */
  private async wake(programId: string, { id, passes }: Pick<Run, 'id' | 'passes'>): Promise<void> {
    await this.jobs.insert<PassJob>('reconciliations', [{ id: derivedId('reconciliation pass', id, String(passes)), data: { programId } }]);
  }
}
