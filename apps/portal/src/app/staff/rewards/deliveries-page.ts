import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type RewardStep, type RewardSteps, stepsControllerList } from '../../api/generated';
import { Pages } from '../../api/pages';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { RewardTabs } from './reward-tabs';
import { StepCard } from './step-card';

const VIEWS = ['by_hand', 'stuck', 'under_way', 'done'] as const;
type View = (typeof VIEWS)[number];

/** What comes without a parcel: what is done by hand, and what a provider could not bring or nobody knows. */
@Component({
  selector: 'ff-deliveries-page',
  imports: [PageHeading, PagesFoot, ProblemAlert, RewardTabs, RouterLink, StepCard, TranslocoPipe],
  template: `
    <ff-page-heading heading="staff.rewards" text="staff.deliveries_text" />
    <ff-reward-tabs />
    <nav class="mb-4 flex flex-wrap gap-2" [attr.aria-label]="'staff.deliveries' | transloco">
      @for (name of views; track name) {
        <a class="btn btn-small" [class]="name === shown() ? 'btn-primary' : 'btn-ghost'" [attr.aria-current]="name === shown() ? 'page' : null" routerLink="." [queryParams]="{ view: name }">{{ 'steps.view.' + name | transloco }}@if (countOf(name); as count) { <span class="tabular-nums">{{ count }}</span> }</a>
      }
    </nav>
    <ff-problem class="mb-4" [problem]="steps.problem()" />
    @if (steps.items().length > 0) {
      <ul class="card rows grid py-2!">@for (step of steps.items(); track step.grantId + step.step) { <li class="py-4!"><ff-step-card [step]="step" (changed)="reload()" /></li> }</ul>
    }
    <ff-pages-foot class="mt-4" [pages]="steps"><p class="card text-ink-2">{{ 'steps.none.' + shown() | transloco }}</p></ff-pages-foot>
  `,
})
export class DeliveriesPage {
  /** Of the address. */
  readonly view = input<string>();
  private readonly program = inject(StaffProgram);
  protected readonly views = VIEWS;
  private readonly counts = signal<RewardSteps['counts'] | null>(null);
  /** What was asked for, else the first that has something to do. */
  protected readonly shown = computed<View>(() => VIEWS.find((name) => name === this.view()) ?? 'by_hand');
  protected readonly steps = new Pages<RewardStep>(async (cursor) => {
    const { data } = await stepsControllerList({ path: { programId: this.program.id() }, query: { view: this.shown(), ...(cursor ? { cursor } : {}) } });
    this.counts.set(data.counts);
    return data;
  });

  constructor() {
    effect(() => {
      this.shown();
      void this.steps.reload();
    });
  }

  protected countOf(view: View): number {
    return view === 'done' ? 0 : (this.counts()?.[view] ?? 0);
  }

  protected reload(): void {
    void this.steps.reload();
    this.program.waiting.reload();
  }
}
