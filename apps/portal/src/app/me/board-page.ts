import { Component, computed, effect, inject, untracked } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { myBoardControllerShowResource } from '../api/generated/@angular/common.gen';
import { BoardName } from './board-name';
import { BoardRows } from './board-rows';
import { MemberProgram } from './member-program';

/** Who brought most friends, where the member stands among them, and by which name. */
@Component({
  selector: 'ff-board-page',
  imports: [BoardName, BoardRows, TranslocoPipe],
  template: `
    <h1>{{ 'me.board' | transloco }}</h1>
    @if (board.hasValue()) {
      <p class="mt-2 text-ink-2">{{ (rank() ? 'me.board.place' : 'me.board.no_place') | transloco: { rank: rank() ?? 0, count: board.value().me.qualified } }}</p>
      <div class="mt-6 grid items-start gap-5 lg:grid-cols-[1.6fr_1fr]">
        <div class="grid gap-5">
          <section class="card grid gap-4">
            <h2>{{ 'me.board.top' | transloco }}</h2>
            @if (board.value().top.length === 0) { <p class="text-ink-2">{{ 'me.board.none' | transloco }}</p> }
            @else { <ff-board-rows [rows]="board.value().top" /> }
          </section>
          @if (around(); as rows) {
            <section class="card grid gap-4">
              <h2>{{ 'me.board.around' | transloco }}</h2>
              <ff-board-rows [rows]="rows" />
            </section>
          }
        </div>
        <ff-board-name [slug]="slug()" [own]="board.value().me" (saved)="board.reload()" />
      </div>
    } @else if (!board.error()) {
      <p class="mt-2 text-ink-2" role="status">{{ 'loading' | transloco }}</p>
    }
  `,
})
export class BoardPage {
  private readonly program = inject(MemberProgram);
  protected readonly slug = this.program.slug;
  protected readonly board = myBoardControllerShowResource(() => ({ path: { slug: this.slug() } }));
  protected readonly rank = computed(() => (this.board.hasValue() ? this.board.value().me.rank : null));
  /** Null where the member is among the first already. */
  protected readonly around = computed(() => {
    const { top, neighbours } = this.board.value()!;
    return neighbours.length === 0 || top.some((row) => row.me) ? null : neighbours;
  });

  constructor() {
    effect(() => {
      if (this.program.changes() > 0) untracked(() => this.board.reload());
    });
  }
}
