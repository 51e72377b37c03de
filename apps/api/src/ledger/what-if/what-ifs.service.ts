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
    const { input, newest } = await this.transactions.readProgram(programId, async (tx) => {
      const { rules, problems } = await this.rulebooks.examine(tx, programId, { rules: request.rules, effectiveAt }, at);
      if (problems.length > 0) throw new DomainError('rulebook.invalid', {}, problems);
      const newest = await this.newest(programId);
      const input: WhatIfInput = { rules, mode: request.mode, keepTiers: request.keepTiers, effectiveAt: request.effectiveAt ?? null, basedOn: newest };
      return { input, newest };
    });
    return toResponse((await this.runs.start(programId, 'what_if', input, by)) as WhatIfRun, newest);
  }

  /** The latest few. */
  async list(programId: Id): Promise<WhatIfResponse[]> {
    const newest = await this.newest(programId);
    return (await this.runs.newest(programId, 'what_if', 10)).map((run) => toResponse(run as WhatIfRun, newest));
  }

  /** @throws DomainError `run.not_found` */
  async get(programId: Id, id: Id): Promise<WhatIfResponse> {
    return toResponse(await this.runs.get<WhatIfInput, WhatIfResult>(programId, 'what_if', id), await this.newest(programId));
  }

  /** @throws DomainError `run.not_found` */
  async cancel(programId: Id, id: Id, by: Id): Promise<WhatIfResponse> {
    return toResponse((await this.runs.cancel(programId, 'what_if', id, by)) as WhatIfRun, await this.newest(programId));
  }

  /** @returns the version. @throws DomainError `run.not_found`, `run.not_done`, `rulebook.version_conflict`, `rulebook.invalid` (its time has passed) */
  async publish(programId: Id, id: Id, by: Id): Promise<number> {
    const { status, input } = await this.runs.get<WhatIfInput, WhatIfResult>(programId, 'what_if', id);
    if (status !== 'done') throw new DomainError('run.not_done', { status });
    const at = this.clock.now();
    const { effectiveAt, ...draft } = input;
    return this.transactions.inProgram(programId, (tx) =>
      this.rulebooks.publish(tx, programId, { ...draft, effectiveAt: effectiveAt ? new Date(effectiveAt) : at }, by, at));
  }

  private async newest(programId: Id): Promise<number> {
    return this.transactions.readProgram(programId, async (tx) => {
      const [{ version }] = (await tx.query('SELECT max(version) AS version FROM rulebooks WHERE program_id = $1', [programId])) as [{ version: number }];
      return version;
    });
  }
}

function toResponse(run: WhatIfRun, newest: number): WhatIfResponse {
  const { rules, mode, keepTiers, effectiveAt, basedOn } = run.input;
  return {
    id: run.id, status: run.status, done: run.done, total: run.total, basedOn, publishable: run.status === 'done' && basedOn === newest,
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
