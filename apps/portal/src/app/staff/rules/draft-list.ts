import { Component, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { RulebookDraft } from '../../api/generated';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';
import type { Rules } from './sentence';

/** What others on the team are working on: nothing of it holds, and each can be gone on with as one's own. */
@Component({
  selector: 'ff-draft-list',
  imports: [TranslocoPipe, ZonedTimePipe],
  template: `
    @if (drafts().length > 0) {
      <h2 class="mb-4">{{ 'rules.drafts' | transloco }}</h2>
      <ul class="card rows grid py-2!">
        @for (one of drafts(); track one.author.id) {
          <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-4!">
            <div class="min-w-0 flex-1 basis-56">
              <h3>{{ (one.isMine ? 'rules.draft_yours' : one.author.name ? 'rules.draft_of' : 'rules.draft_of_gone') | transloco: { name: one.author.name ?? '' } }}</h3>
              <p class="mt-1 text-[13px] text-ink-2">{{ 'rules.draft_when' | transloco: { time: one.updatedAt | zonedTime: program.timeZone(), version: one.basedOn } }}@if (one.basedOn !== newest()) { · {{ 'rules.draft_overtaken' | transloco }}}</p>
            </div>
            <button type="button" class="btn btn-ghost btn-small" (click)="chosen.emit(one.rules)" [attr.aria-label]="(one.isMine || !one.author.name ? 'rules.draft_go_on' : 'rules.draft_go_on_named') | transloco: { name: one.author.name ?? '' }">{{ 'rules.draft_go_on' | transloco }}</button>
          </li>
        }
      </ul>
    }
  `,
})
export class DraftList {
  readonly drafts = input.required<readonly RulebookDraft[]>();
  /** Number of the newest version. */
  readonly newest = input.required<number>();
  readonly chosen = output<Rules>();
  protected readonly program = inject(StaffProgram);
}
