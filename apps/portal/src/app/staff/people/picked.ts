import { computed, type Signal, signal } from '@angular/core';
import type { PeopleFilter, Selection } from '../../api/generated';

/** Who is picked: rows one by one, or whoever the filter means. */
export class Picked {
  private readonly ids = signal<ReadonlySet<string>>(new Set());
  /** Everybody who matches, shown or not. */
  readonly all = signal(false);
  readonly count = computed(() => this.ids().size);
  readonly any = computed(() => this.all() || this.count() > 0);

  constructor(private readonly shown: Signal<readonly { readonly id: string }[]>) {}

  readonly everyShown = computed(() => this.shown().length > 0 && this.shown().every(({ id }) => this.has(id)));
  readonly someShown = computed(() => !this.everyShown() && this.shown().some(({ id }) => this.has(id)));

  has(id: string): boolean {
    return this.all() || this.ids().has(id);
  }

  /** With everybody picked, taking one out leaves those that are shown. */
  toggle(id: string): void {
    const ids = new Set(this.all() ? this.shown().map((row) => row.id) : this.ids());
    if (!ids.delete(id)) ids.add(id);
    this.all.set(false);
    this.ids.set(ids);
  }

  only(id: string): void {
    this.all.set(false);
    this.ids.set(new Set([id]));
  }

  toggleShown(): void {
    const every = this.everyShown();
    this.all.set(false);
    this.ids.set(every ? new Set() : new Set(this.shown().map(({ id }) => id)));
  }

  clear(): void {
    this.all.set(false);
    this.ids.set(new Set());
  }

  asSelection(filter: PeopleFilter): Selection {
    return this.all() ? { filter } : { ids: [...this.ids()] };
  }
}
