import { computed, signal } from '@angular/core';
import { type ApiProblem, readProblem } from './problem';

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** A cursor-paged list, read page by page. A list that was read again forgets answers to earlier questions. */
export class Pages<T> {
  private readonly cursor = signal<string | null>(null);
  private round = 0;
  readonly items = signal<readonly T[]>([]);
  readonly loading = signal(false);
  readonly problem = signal<ApiProblem | null>(null);
  readonly hasMore = computed(() => this.cursor() !== null);
  readonly isEmpty = computed(() => !this.loading() && this.problem() === null && this.items().length === 0);

  constructor(private readonly load: (cursor: string | undefined) => Promise<Page<T>>) {}

  /** Begins again at the first page; what is shown stays until the answer is there. */
  reload(): Promise<void> {
    this.round++;
    return this.read(undefined, []);
  }

  more(): Promise<void> {
    return this.read(this.cursor() ?? undefined, this.items());
  }

  private async read(cursor: string | undefined, before: readonly T[]): Promise<void> {
    const round = this.round;
    this.loading.set(true);
    try {
      const page = await this.load(cursor);
      if (round !== this.round) return;
      this.items.set([...before, ...page.items]);
      this.cursor.set(page.nextCursor);
      this.problem.set(null);
    } catch (error) {
      if (round === this.round) this.problem.set(readProblem(error));
    } finally {
      if (round === this.round) this.loading.set(false);
    }
  }
}
