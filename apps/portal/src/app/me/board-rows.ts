import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { BoardRow } from '../api/generated';
import { StatusPill } from '../ui/status-pill';

/** Places of the board, best first; the member's own stands out. */
@Component({
  selector: 'ff-board-rows',
  imports: [StatusPill, TranslocoPipe],
  template: `
    <ol class="-mx-2 grid gap-1">
      @for (row of rows(); track row.rank) {
        <li class="grid grid-cols-[2.5rem_1fr_auto] items-center gap-3 rounded-inset px-2 py-2.5" [class]="row.me ? 'bg-brand-50 text-brand-ink' : ''" [attr.aria-current]="row.me ? 'true' : null">
          <span class="grid size-8 place-items-center rounded-full font-display text-[13px] font-semibold tabular-nums" [class]="row.rank <= 3 ? 'bg-brand text-on-brand' : 'bg-sunken text-ink-2'">{{ row.rank }}</span>
          <span class="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
            <strong class="font-semibold">{{ row.name ?? ((row.hidden ? 'me.board.hidden' : 'friends.somebody') | transloco) }}</strong>
            @if (row.me) { <span class="text-[13px]">{{ 'me.board.you' | transloco }}</span> }
            @if (row.tier; as tier) { <ff-pill>{{ tier.name }}</ff-pill> }
          </span>
          <span class="tabular-nums">{{ 'road.friends' | transloco: { count: row.qualified } }}</span>
        </li>
      }
    </ol>
  `,
})
export class BoardRows {
  readonly rows = input.required<readonly BoardRow[]>();
}
