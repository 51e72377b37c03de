import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AttributionRule, emptyState, type Id, type Rulebook, type State } from '@fanfare/domain';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { type PublishedRulebook, Rulebooks } from '../../programs/index.js';
import { EffectWriters, type ForeseenAwards, type ForeseenReward } from '../effects.js';
import { type BookRunner, BookRunners, type RunningRun } from '../runs/book-runners.js';
import { changeOf } from './change.js';
import { changesAttribution, type DraftQuestion, historyStates, isClosed, publishStep } from './draft-step.js';
import { factsByGroup, type GroupFacts } from './fact-stream.js';
import { moves } from './moves.js';
import { Tally, type Totals } from './tally.js';
import { type Unknown, Unmeasured } from './unmeasured.js';
import { type View, WhatIfRows } from './what-if-rows.js';

/** The draft, as it would be published. */
export interface WhatIfInput {
  readonly rules: Omit<Rulebook, 'version'>;
  readonly mode: 'from_now' | 'recount';
  readonly keepTiers: boolean;
  /** Null: at once. */
  readonly effectiveAt: string | null;
  /** The newest version when the question was asked. */
  readonly basedOn: number;
}

export type ViewResult = Totals & { readonly rewards: readonly ForeseenReward[] };
export interface WhatIfResult {
  /** From when the draft was taken to hold. */
  readonly at: string;
  /** What publishing changes. */
  readonly publish: ViewResult;
  /** What would be had the draft always been in force. */
  readonly history: ViewResult;
  /** Friends that the draft would have credited otherwise; publishing moves none. */
  readonly moved: { readonly referrals: number; readonly toNobody: number } | null;
  readonly unknown: readonly Unknown[];
}

/** Answers what a draft would change, over the full history, in one snapshot and with the memory of a page. */
@Injectable()
export class WhatIfRunner implements BookRunner<WhatIfInput>, OnModuleInit {
  readonly kind = 'what_if';

  constructor(
    private readonly runners: BookRunners,
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly effects: EffectWriters,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
  }

  async run(run: RunningRun<WhatIfInput>): Promise<WhatIfResult> {
    const { programId, input } = run;
    const at = Math.max(run.startedAt.getTime(), input.effectiveAt ? Date.parse(input.effectiveAt) : 0);
    const draft = { rulebook: { ...input.rules, version: input.basedOn + 1 }, mode: input.mode, keepTiers: input.keepTiers, effectiveAt: new Date(at) };
    const rows = new WhatIfRows(this.transactions, programId, run.id, draft.rulebook);
    await rows.clear();
    const published = await this.transactions.readProgram(programId, (tx) => this.published(tx, programId));
    const moving = changesAttribution(draft.rulebook, published.values());
    const moved = moving ? await this.findMoves(run, draft.rulebook.attribution, [...published.values()].map(({ rulebook }) => rulebook.attribution), rows) : null;
    const result = await this.transactions.readProgram(programId, (tx) =>
      this.fold(tx, run, { draft, published, at }, factsByGroup(tx, programId, moving ? run.id : null), rows, moving ? 2 : 1));
    return { at: new Date(at).toISOString(), moved, ...result };
  }

  private async findMoves(run: RunningRun<WhatIfInput>, draft: AttributionRule, published: readonly AttributionRule[], rows: WhatIfRows): Promise<WhatIfResult['moved']> {
    const found = { referrals: 0, toNobody: 0 };
    await this.transactions.readProgram(run.programId, async (tx) => {
      const total = 2 * (await countFacts(tx, run.programId));
      let read = 0;
      for await (const move of moves(tx, run.programId, draft, published, (confirmations) => run.report((read += confirmations), total))) {
        found.referrals += 1;
        if (move.memberId === null) found.toNobody += 1;
        await rows.move(move);
      }
    });
    await rows.flush();
    return found;
  }

  private async fold(
    tx: Tx, run: RunningRun<WhatIfInput>, question: DraftQuestion, groups: AsyncIterable<GroupFacts>, rows: WhatIfRows, passes: 1 | 2,
  ): Promise<Omit<WhatIfResult, 'at' | 'moved'>> {
    const { draft, published, at } = question;
    const facts = await countFacts(tx, run.programId);
    const tallies = { publish: new Tally(draft.rulebook), history: new Tally(draft.rulebook) };
    const unmeasured = new Unmeasured(draft.rulebook);
    let read = (passes - 1) * facts;
    for await (const { now, drafted } of groups) {
      const steps = publishStep(now, question);
      for (const { before, after } of steps) {
        unmeasured.add(before);
        await tell(tallies, rows, 'publish', before, after);
      }
      const before = new Map(steps.map((step) => [step.before.memberId, step.before]));
      const history = [...historyStates(drafted, question)].filter(([, state]) => !isClosed(state));
      for (const [id, state] of history) await tell(tallies, rows, 'history', before.get(id) ?? emptyState(id, draft.rulebook.version, at), state);
      for (const step of steps) if (!history.some(([id]) => id === step.before.memberId)) await tell(tallies, rows, 'history', step.before, emptyState(step.before.memberId, draft.rulebook.version, at));
      await run.report((read += now.length), passes * facts);
    }
    await rows.flush();
    const view = async (name: View): Promise<ViewResult> => ({ ...tallies[name].totals(), rewards: await this.foresee(tx, run.programId, tallies[name], at) });
    return { publish: await view('publish'), history: await view('history'), unknown: unmeasured.unknowns(published.values()) };
  }

  private async foresee(tx: Tx, programId: Id, awards: ForeseenAwards, at: number): Promise<ForeseenReward[]> {
    const foreseen: ForeseenReward[] = [];
    for (const writer of this.effects.all()) foreseen.push(...((await writer.foresee?.(tx, programId, awards, new Date(at))) ?? []));
    return foreseen;
  }

  private async published(tx: Tx, programId: Id): Promise<Map<number, PublishedRulebook>> {
    return new Map((await this.rulebooks.list(tx, programId)).map((version) => [version.rulebook.version, version]));
  }
}

async function tell(tallies: Record<View, Tally>, rows: WhatIfRows, view: View, before: State, after: State): Promise<void> {
  const change = changeOf(before, after);
  tallies[view].add(before, after, change);
  if (change) await rows.person(view, after.memberId, change);
}

async function countFacts(tx: Tx, programId: Id): Promise<number> {
  const [{ facts }] = (await tx.query('SELECT coalesce(sum(last_fact_seq), 0)::int AS facts FROM standings WHERE program_id = $1', [programId])) as [{ facts: number }];
  return facts;
}
