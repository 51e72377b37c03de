import { Component, computed, effect, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { appealsControllerList, type StaffAppeal } from '../../api/generated';
import { Pages } from '../../api/pages';
import { FilterChips } from '../../ui/filter-chips';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { ReviewTabs } from '../friends/review-tabs';
import { VerdictDesk } from '../friends/verdict-desk';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { AppealCard } from './appeal-card';

const STATUSES = ['open', 'answered'] as const;
const ASSIGNEES = ['all', 'mine', 'nobody'] as const;

/** Friends whose referrers ask for a second look: what is due first comes first. */
@Component({
  selector: 'ff-appeals-page',
  imports: [AppealCard, FilterChips, PageHeading, PagesFoot, ProblemAlert, ReviewTabs, TranslocoPipe],
  template: `
    <ff-page-heading heading="staff.review" text="appeals.text" />
    <ff-review-tabs />
    <ff-filter-chips [choices]="statuses" [(value)]="status" prefix="appeals.status." label="appeals.filter" />
    @if (status() === 'open') { <ff-filter-chips [choices]="assignees" [(value)]="assignee" prefix="assign.of." label="assign.filter" /> }
    <ff-problem class="mb-4" [problem]="appeals.problem()" />
    <ul class="grid max-w-[820px] gap-4 empty:hidden">
      @for (appeal of appeals.items(); track appeal.id) { <li><ff-appeal-card [appeal]="appeal" (answered)="reload()" /></li> }
    </ul>
    <ff-pages-foot class="mt-4" [pages]="appeals"><p class="card text-ink-2">{{ (status() === 'open' ? (assignee() === 'all' ? 'appeals.none_open' : 'appeals.none_found') : 'appeals.none_answered') | transloco }}</p></ff-pages-foot>
  `,
})
export class AppealsPage {
  private readonly program = inject(StaffProgram);
  private readonly desk = inject(VerdictDesk);
  protected readonly statuses = STATUSES;
  protected readonly assignees = ASSIGNEES;
  protected readonly assignee = signal<(typeof ASSIGNEES)[number]>('all');
  /** Whose are shown; what is answered is nobody’s. */
  private readonly whose = computed(() => (this.status() === 'answered' || this.assignee() === 'all' ? {} : { assignee: this.assignee() as 'mine' | 'nobody' }));
  protected readonly status = signal<(typeof STATUSES)[number]>('open');
  protected readonly appeals = new Pages<StaffAppeal>(async (cursor) =>
    (await appealsControllerList({ path: { programId: this.program.id() }, query: { status: this.status(), ...this.whose(), ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    effect(() => {
      this.status();
      this.whose();
      this.appeals.items.set([]);
      void this.appeals.reload();
    });
    effect(() => {
      if (this.desk.round() > 0) void this.appeals.reload();
    });
  }

  protected reload(): void {
    this.program.waiting.reload();
    void this.appeals.reload();
  }
}
