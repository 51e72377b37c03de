import { Component, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { BoardSeason } from '../api/generated';
import { Language } from '../i18n/language';
import { regional } from '../i18n/local-date.pipe';

/** Which board: of the season that runs, of one that is over, or of all time. */
@Component({
  selector: 'ff-board-tabs',
  imports: [TranslocoPipe],
  template: `
    <div role="group" class="mb-5 flex flex-wrap gap-2" [attr.aria-label]="'me.board.boards' | transloco">
      @for (season of seasons(); track season.id) {
        <button type="button" class="btn btn-small rounded-full!" [class]="season.id === shown() ? on : off" [attr.aria-pressed]="season.id === shown()" (click)="chosen.emit(season.id)">
          {{ season.current ? ('me.board.this_season' | transloco: { end: day(season.to) }) : days(season) }}
        </button>
      }
      <button type="button" class="btn btn-small rounded-full!" [class]="shown() === 'all' ? on : off" [attr.aria-pressed]="shown() === 'all'" (click)="chosen.emit('all')">{{ 'me.board.all_time' | transloco }}</button>
    </div>
  `,
})
export class BoardTabs {
  readonly seasons = input.required<readonly BoardSeason[]>();
  /** A season's id, or `all`. */
  readonly shown = input.required<string>();
  readonly chosen = output<string>();
  private readonly language = inject(Language);
  protected readonly on = 'border-brand-ink! bg-brand-50 text-brand-ink';
  protected readonly off = 'border-line-2! bg-card text-ink-2';

  /** The last day that is part of it. */
  protected day(end: string): string {
    return this.format().format(Date.parse(end) - 1);
  }

  protected days({ from, to }: BoardSeason): string {
    return this.format().formatRange(Date.parse(from), Date.parse(to) - 1);
  }

  private format(): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(regional(this.language.current()), { dateStyle: 'medium' });
  }
}
