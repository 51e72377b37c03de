import { Component, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { CohortDialog } from '../cohorts/cohort-dialog';
import { Cohorts } from '../cohorts/cohorts';
import { StaffProgram } from '../staff-program';

/** The cohort of one person, and the way into another. Nothing where the program has none. */
@Component({
  selector: 'ff-cohort-line',
  imports: [CohortDialog, TranslocoPipe],
  template: `
    @if (cohort() || cohorts.inUse().length > 0) {
      <section>
        <h3 class="mb-2">{{ 'people.cohort' | transloco }}</h3>
        <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p class="min-w-0 flex-1 basis-56">@if (cohort(); as key) { <strong class="font-semibold">{{ cohorts.nameOf(key) }}</strong> <span class="block text-[13px] text-ink-2">{{ 'person.cohort_text' | transloco }}</span> } @else { <span class="text-ink-2">{{ 'person.cohort_none' | transloco }}</span> }</p>
          @if (program.may('ledger:adjust') && !erased()) { <button type="button" class="btn btn-ghost btn-small" (click)="asking.set(true)">{{ 'person.cohort_change' | transloco }}</button> }
        </div>
      </section>
    }
    @if (asking()) { <ff-cohort-dialog [select]="{ ids: [memberId()] }" [count]="1" [current]="cohort()" (moved)="asking.set(false); changed.emit()" (closed)="asking.set(false)" /> }
  `,
  host: { class: 'block empty:hidden' },
})
export class CohortLine {
  readonly memberId = input.required<string>();
  readonly cohort = input.required<string | null>();
  readonly erased = input.required<boolean>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  protected readonly cohorts = inject(Cohorts);
  protected readonly asking = signal(false);
}
