import { Component, computed, inject } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { StaffProgram } from '../staff-program';

/** Between friends that a check holds and those whose referrers ask for a second look, each with how many wait. */
@Component({
  selector: 'ff-review-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoPipe],
  template: `
    <nav class="mb-5 flex gap-1 border-b border-line" [attr.aria-label]="'staff.review' | transloco">
      @for (tab of tabs(); track tab.label) {
        <a class="-mb-px flex items-center gap-2 border-b-2 border-transparent px-3 py-2 font-semibold text-ink-2 no-underline hover:text-ink" routerLinkActive="border-brand-ink! text-ink!" ariaCurrentWhenActive="page"
          [routerLinkActiveOptions]="{ paths: 'exact', queryParams: 'ignored', matrixParams: 'ignored', fragment: 'ignored' }" [routerLink]="['/staff', program.role()?.slug, 'review'].concat(tab.path)">{{ tab.label | transloco }}
          @if (tab.count) { <span class="rounded-full bg-brand-100 px-2 text-[12px] leading-5 font-semibold text-brand-ink tabular-nums">{{ tab.count }}</span> }</a>
      }
    </nav>
  `,
})
export class ReviewTabs {
  protected readonly program = inject(StaffProgram);
  protected readonly tabs = computed(() => {
    const waiting = this.program.waiting.hasValue() ? this.program.waiting.value() : null;
    return [{ path: [] as string[], label: 'review.held', count: waiting?.held }, { path: ['appeals'], label: 'appeals.title', count: waiting?.appeals }];
  });
}
