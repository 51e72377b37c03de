import { signal } from '@angular/core';
import { type ApiProblem, readProblem } from './problem';

/** One request at a time on behalf of a screen: whether it runs, and what was wrong with the last. */
export class Attempt {
  readonly busy = signal(false);
  readonly problem = signal<ApiProblem | null>(null);

  /** @returns whether it worked; otherwise `problem` says what did not */
  async run(send: () => Promise<unknown>): Promise<boolean> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      await send();
      return true;
    } catch (error) {
      this.problem.set(readProblem(error));
      return false;
    } finally {
      this.busy.set(false);
    }
  }
}
