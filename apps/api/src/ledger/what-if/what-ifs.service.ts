import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { Id, Rulebook } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Rulebooks } from '../../programs/index.js';
import { BookRuns, type RunView } from '../runs/book-runs.service.js';
import type { ViewResult, WhatIfInput, WhatIfResult } from './what-if-runner.js';
import type { WhatIfRequest, WhatIfResponse } from './what-ifs.dto.js';

type WhatIfRun = RunView<WhatIfInput, WhatIfResult>;
/** `whatIfId`: the what-if it was published from. */
interface Version { readonly version: number; readonly whatIfId: Id | null }

/** Asks what a draft would change, and publishes the very draft that was asked about. */
@Injectable()
export class WhatIfs {
  constructor(
    private readonly runs: BookRuns,
    private readonly rulebooks: Rulebooks,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `rulebook.invalid` as publishing would, `run.already_running` */
  async start(programId: Id, request: WhatIfRequest, by: Id): Promise<WhatIfResponse> {
    const at = this.clock.now();
    const effectiveAt = request.effectiveAt === undefined ? at : new Date(request.effectiveAt);
    const input = await this.transactions.readProgram(programId, async (tx) => {
      const { rules, problems } = await this.rulebooks.examine(tx, programId, { rules: request.rules, effectiveAt }, at);
      if (problems.length > 0) throw new DomainError('rulebook.invalid', {}, problems);
      const input: WhatIfInput = { rules, mode: request.mode, keepTiers: request.keepTiers, effectiveAt: request.effectiveAt ?? null, basedOn: await this.newest(programId) };
      return input;
    });
    return toResponse((await this.runs.start(programId, 'what_if', input, by)) as WhatIfRun, await this.versions(programId));
  }

  /** The latest few. */
  async list(programId: Id): Promise<WhatIfResponse[]> {
    const versions = await this.versions(programId);
    return (await this.runs.newest(programId, 'what_if', 10)).map((run) => toResponse(run as WhatIfRun, versions));
  }

  /** @throws DomainError `run.not_found` */
  async get(programId: Id, id: Id): Promise<WhatIfResponse> {
    return toResponse(await this.runs.get<WhatIfInput, WhatIfResult>(programId, 'what_if', id), await this.versions(programId));
  }

  /** @throws DomainError `run.not_found` */
  async cancel(programId: Id, id: Id, by: Id): Promise<WhatIfResponse> {
    return toResponse((await this.runs.cancel(programId, 'what_if', id, by)) as WhatIfRun, await this.versions(programId));
  }

  /**
   * Sent again, after a lost answer say, it answers the version that it has made.
   * @returns the version. @throws DomainError `run.not_found`, `run.not_done`, `rulebook.version_conflict`, `rulebook.invalid` (its time has passed)
   */
  async publish(programId: Id, id: Id, by: Id): Promise<number> {
    const { status, input } = await this.runs.get<WhatIfInput, WhatIfResult>(programId, 'what_if', id);
    if (status !== 'done') throw new DomainError('run.not_done', { status });
    const made = await this.madeOf(programId, id);
    if (made !== null) return made;
    const at = this.clock.now();
    const { effectiveAt, ...draft } = input;
    try {
      return await this.transactions.inProgram(programId, (tx) =>
        this.rulebooks.publish(tx, programId, { ...draft, effectiveAt: effectiveAt ? new Date(effectiveAt) : at, whatIfId: id }, by, at));
    } catch (error) {
      // Of two at once the one that comes second finds what the first has made.
      const meanwhile = error instanceof DomainError && error.code === 'rulebook.version_conflict' ? await this.madeOf(programId, id) : null;
      if (meanwhile === null) throw error;
      return meanwhile;
    }
  }

  private async madeOf(programId: Id, id: Id): Promise<number | null> {
    return (await this.versions(programId)).find((one) => one.whatIfId === id)?.version ?? null;
  }

  private async newest(programId: Id): Promise<number> {
    return Math.max(...(await this.versions(programId)).map(({ version }) => version));
  }

  private versions(programId: Id): Promise<Version[]> {
    return this.transactions.readProgram(programId, (tx): Promise<Version[]> => tx.query('SELECT version, what_if_id AS "whatIfId" FROM rulebooks WHERE program_id = $1', [programId]));
  }
}

function toResponse(run: WhatIfRun, versions: readonly Version[]): WhatIfResponse {
  const { rules, mode, keepTiers, effectiveAt, basedOn } = run.input;
  return {
    id: run.id, status: run.status, done: run.done, total: run.total, basedOn, publishable: run.status === 'done' && versions.every(({ version }) => version <= basedOn),
    publishedAs: versions.find(({ whatIfId }) => whatIfId === run.id)?.version ?? null,
    draft: { rules: rules as WhatIfResponse['draft']['rules'], mode, keepTiers, ...(effectiveAt && { effectiveAt }) },
    createdAt: run.createdAt.toISOString(), endedAt: run.endedAt?.toISOString() ?? null,
    result: run.result && { ...run.result, publish: named(run.result.publish, rules), history: named(run.result.history, rules) } as WhatIfResponse['result'],
  };
}

/** Tiers and milestones by the names that the draft gives them; what it dropped has none. */
function named(view: ViewResult, { tiers, milestones }: Omit<Rulebook, 'version'>): object {
  const nameIn = (all: readonly { id: Id; name?: string }[], id: Id) => all.find((one) => one.id === id)?.name ?? '';
  return {
    ...view,
    tiers: view.tiers.map((tier) => ({ ...tier, name: nameIn(tiers, tier.id) })),
    milestones: view.milestones.map((milestone) => ({ ...milestone, name: nameIn(milestones, milestone.id) })),
  };
}
