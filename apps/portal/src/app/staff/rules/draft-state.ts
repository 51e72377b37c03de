import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { RulesDraft } from './rules-draft';

/** Where the draft is kept; and where another tab has written it, which of the two is to stay. */
@Component({
  selector: 'ff-draft-state',
  imports: [TranslocoPipe],
  template: `
    @if (draft().state() === 'changed_elsewhere') {
      <div class="grid gap-2" role="alert">
        <p>{{ 'rules.draft_state.changed_elsewhere' | transloco }}</p>
        <div class="flex flex-wrap gap-2">
          <button type="button" class="btn btn-ghost btn-small" (click)="draft().takeTheirs()">{{ 'rules.draft_theirs' | transloco }}</button>
          <button type="button" class="btn btn-ghost btn-small" (click)="draft().keepMine()">{{ 'rules.draft_mine' | transloco }}</button>
        </div>
      </div>
    } @else { <p class="text-[13px] text-ink-2" role="status">{{ 'rules.draft_state.' + draft().state() | transloco }}</p> }
  `,
})
export class DraftState {
  readonly draft = input.required<RulesDraft>();
}
