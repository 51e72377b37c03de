import { Component, computed, effect, inject, linkedSignal, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Board } from '../api/generated';
import { myBoardControllerShowResource } from '../api/generated/@angular/common.gen';
import { problemOfRead } from '../api/problem';
import { ProblemAlert } from '../ui/problem-alert';
import { Reading } from '../ui/reading';
import { BoardRows } from './board-rows';
import { BoardTabs } from './board-tabs';
import { MemberProgram } from './member-program';

/** Who brought most friends, in a season or of all time, and where the member stands among them. */
@Component({
  selector: 'ff-board-page',
  imports: [BoardRows, BoardTabs, ProblemAlert, Reading, RouterLink, TranslocoPipe],
  template: `
    <h1>{{ 'me.board' | transloco }}</h1>
    @if (board(); as board) {
      <p class="mt-2 mb-5 text-ink-2">{{ standing() | transloco: { rank: rank() ?? 0, count: board.me.qualified } }}</p>
      @if (board.seasons.length > 0) { <ff-board-tabs [seasons]="board.seasons" [shown]="board.season?.id ?? 'all'" (chosen)="season.set($event)" /> }
      <div class="grid items-start gap-5 lg:grid-cols-[1.6fr_1fr]">
        <section class="card grid gap-4">
          <h2>{{ 'me.board.top' | transloco }}</h2>
          @if (board.top.length === 0) { <p class="text-ink-2">{{ 'me.board.none' | transloco }}</p> }
          @else { <ff-board-rows [rows]="board.top" /> }
        </section>
        <div class="grid gap-5">
          @if (around(); as rows) {
            <section class="card grid gap-4">
              <h2>{{ 'me.board.around' | transloco }}</h2>
              <ff-board-rows [rows]="rows" />
            </section>
          }
          <section class="card grid gap-3">
            <h2>{{ 'me.board.name_title' | transloco }}</h2>
            <p class="text-ink-2">{{ (board.me.hidden ? 'me.board.shown_hidden' : board.me.name ? 'me.board.shown_as' : 'me.board.shown_nameless') | transloco: { name: board.me.name ?? '' } }}</p>
            <p class="flex flex-wrap gap-x-5 gap-y-2"><a class="link" [routerLink]="['/me', slug(), 'me']">{{ 'me.board.change' | transloco }}</a><a class="link" [href]="'/board/' + slug()" target="_blank" rel="noopener">{{ 'me.board.public' | transloco }}</a></p>
          </section>
        </div>
      </div>
    } @else if (problem()) {
      <ff-problem class="mt-4" [problem]="problem()" />
    } @else {
      <ff-reading class="mt-2" />
    }
  `,
})
export class BoardPage {
  private readonly program = inject(MemberProgram);
  protected readonly slug = this.program.slug;
  /** Its id, the one that runs, or all time. */
  protected readonly season = signal('current');
  private readonly asked = myBoardControllerShowResource(() => ({ path: { slug: this.slug() }, query: { season: this.season() } }));
  /** What is shown stays until another board is there. */
  protected readonly board = linkedSignal<Board | null, Board | null>({ source: () => (this.asked.hasValue() ? this.asked.value() : null), computation: (now, before) => now ?? before?.value ?? null });
  protected readonly problem = computed(() => (this.board() ? null : problemOfRead(this.asked.error())));
  protected readonly rank = computed(() => this.board()?.me.rank ?? null);
  protected readonly standing = computed(() => {
    if (this.rank()) return 'me.board.place';
    return this.board()!.season ? 'me.board.not_this_season' : 'me.board.no_place';
  });
  /** Null where the member is among the first already. */
  protected readonly around = computed(() => {
    const { top, neighbours } = this.board()!;
    return neighbours.length === 0 || top.some((row) => row.me) ? null : neighbours;
  });

  constructor() {
    effect(() => {
      if (this.program.changes() > 0) untracked(() => this.asked.reload());
    });
  }
}
