import { Component, effect, inject } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Erasure, erasuresControllerList } from '../../api/generated';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { SettingsTabs } from './settings-tabs';

/** The receipts of those who have left: numbers and days, because nothing else of them is left to show. */
@Component({
  selector: 'ff-erasures-page',
  imports: [LocalDatePipe, PageHeading, PagesFoot, ProblemAlert, SettingsTabs, TranslocoPipe],
  template: `
    <ff-page-heading heading="staff.erasures" text="erasures.text" />
    <ff-settings-tabs class="mb-5 block" />
    <ff-problem class="mb-4" [problem]="erasures.problem()" />
    @if (erasures.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (item of erasures.items(); track item.receipt) {
          <li class="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-3!">
            <span class="min-w-0"><code class="wrap-anywhere">{{ item.receipt }}</code>@if (item.by; as by) { <span class="block text-[13px] text-ink-2">{{ 'erasures.by' | transloco: { name: by.name ?? ('person.somebody' | transloco), reason: by.reason } }}</span> }</span><span class="text-[13px] text-ink-2">{{ item.at | localDate }}</span>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="erasures"><p class="card text-ink-2">{{ 'erasures.none' | transloco }}</p></ff-pages-foot>
  `,
})
export class ErasuresPage {
  private readonly program = inject(StaffProgram);
  protected readonly erasures = new Pages<Erasure>(async (cursor) => (await erasuresControllerList({ path: { programId: this.program.id() }, query: cursor ? { cursor } : {} })).data);

  constructor() {
    effect(() => void this.erasures.reload());
  }
}
