import { Injectable } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import type { RunKind } from './book-run.entity.js';

/** A run as whoever does the work sees it. */
export interface RunningRun<Input> {
  readonly programId: Id;
  readonly id: Id;
  readonly input: Input;
  readonly startedAt: Date;
  /** Says how far it is; seldom enough to be called for every book. @throws RunCancelled when it is to stop */
  report(done: number, total: number): Promise<void>;
}

/** A run as it ends. */
export interface EndedRun<Result> {
  readonly programId: Id;
  readonly id: Id;
  /** Nobody asked for it but the clock. */
  readonly byClock: boolean;
  readonly result: Result;
  readonly at: Date;
}

/** Does one kind of run. Killed halfway, it is run again from the start: what it wrote before must not matter. */
export interface BookRunner<Input = object, Result extends object = object> {
  readonly kind: RunKind;
  run(run: RunningRun<Input>): Promise<Result>;
  /** What follows from the result, in the transaction that writes it; left out where nothing does. */
  done?(tx: Tx, run: EndedRun<Result>): Promise<void>;
}

export class RunCancelled extends Error {}

/** Runners register here at start (`onModuleInit`). */
@Injectable()
export class BookRunners {
  private readonly byKind = new Map<RunKind, BookRunner>();

  register<Input, Result extends object>(runner: BookRunner<Input, Result>): void {
    this.byKind.set(runner.kind, runner as unknown as BookRunner);
  }

  get(kind: RunKind): BookRunner {
    const runner = this.byKind.get(kind);
    if (!runner) throw new Error(`nobody runs a ${kind}`);
    return runner;
  }
}
