import { Injectable } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
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

/** Does one kind of run. Killed halfway, it is run again from the start: what it wrote before must not matter. */
export interface BookRunner<Input = object> {
  readonly kind: RunKind;
  run(run: RunningRun<Input>): Promise<object>;
}

export class RunCancelled extends Error {}

/** Runners register here at start (`onModuleInit`). */
@Injectable()
export class BookRunners {
  private readonly byKind = new Map<RunKind, BookRunner>();

  register(runner: BookRunner<never>): void {
    this.byKind.set(runner.kind, runner as BookRunner);
  }

  get(kind: RunKind): BookRunner {
    const runner = this.byKind.get(kind);
    if (!runner) throw new Error(`nobody runs a ${kind}`);
    return runner;
  }
}
