import { Component, computed, DestroyRef, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { reconciliationControllerShow, reconciliationControllerStart, type ReconciliationFinding, type ReconciliationState } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';
import { FindingCard } from './finding-card';
import { RewardTabs } from './reward-tabs';

const VIEWS = ['open', 'accepted', 'resolved'] as const;
type Run = NonNullable<ReconciliationState['run']>;
const TONES: Record<Run['status'], Tone> = { running: 'plain', done: 'good', failed: 'bad' };
/** What was compared, in the order in which it is told. */
const COUNTED = ['awards', 'steps', 'allocations', 'budgets', 'stocks', 'discount_code', 'account_credit', 'cash', 'made', 'byWord'] as const;
const LOOK_AGAIN_MS = 3_000;

/** Whether what was earned, given, taken and made at Stripe agrees; what does not, in words, with what to do. */
@Component({
  selector: 'ff-reconciliation-page',
  imports: [FindingCard, PageHeading, PagesFoot, ProblemAlert, RewardTabs, RouterLink, StatusPill, TranslocoPipe, ZonedTimePipe],
  template: `
    <ff-page-heading heading="staff.rewards" text="reconciliation.text" />
    <ff-reward-tabs />
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? findings.problem()" />
    @if (read()) {
      <section class="card mb-6 grid gap-4" aria-labelledby="last-run">
        <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <h2 id="last-run">{{ 'reconciliation.last' | transloco }}</h2>
          @if (run(); as run) { <ff-pill [tone]="tones[run.status]">{{ 'reconciliation.status.' + run.status | transloco }}</ff-pill> }
        </div>
        @if (run(); as run) {
          <p class="text-ink-2" aria-live="polite">{{ (run.endedAt ? 'reconciliation.ended' : 'reconciliation.began') | transloco: { time: ((run.endedAt ?? run.beganAt) | zonedTime: program.timeZone()) } }}</p>
          @if (run.problem; as problem) { <p class="notice">{{ (problem === 'not_connected' ? 'reconciliation.without_stripe' : run.status === 'failed' ? 'reconciliation.unread' : 'reconciliation.waits') | transloco }}@if (problem !== 'not_connected') { <code class="ms-1 font-mono text-[13px]">{{ problem }}</code> }</p> }
          @if (counted().length > 0) {
            <dl class="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-3">@for (each of counted(); track each.name) { <div class="rounded-inset bg-sunken px-3 py-2"><dt class="text-[13px] text-ink-2">{{ 'reconciliation.count.' + each.name | transloco }}</dt><dd class="font-semibold tabular-nums">{{ each.count }}</dd></div> }</dl>
          }
          @if (run.status === 'done' && !run.problem && counts()?.open === 0) { <p class="done">{{ 'reconciliation.agrees' | transloco }}</p> }
        } @else { <p class="text-ink-2">{{ 'reconciliation.never' | transloco }}</p> }
        <div><button type="button" class="btn btn-primary" [disabled]="attempt.busy() || run()?.status === 'running'" (click)="start()">{{ (run()?.status === 'running' ? 'reconciliation.running' : 'reconciliation.start') | transloco }}</button></div>
      </section>
      <nav class="mb-4 flex flex-wrap gap-2" [attr.aria-label]="'reconciliation.title' | transloco">
        @for (name of views; track name) {
          <a class="btn btn-small" [class]="name === shown() ? 'btn-primary' : 'btn-ghost'" [attr.aria-current]="name === shown() ? 'page' : null" routerLink="." [queryParams]="{ view: name }">{{ 'reconciliation.view.' + name | transloco }}@if (counts()?.[name]; as count) { <span class="tabular-nums">{{ count }}</span> }</a>
        }
      </nav>
    }
    @if (findings.items().length > 0) {
      <ul class="card rows grid py-2!">@for (finding of findings.items(); track finding.id) { <li class="py-4!"><ff-finding-card [finding]="finding" (changed)="reload()" /></li> }</ul>
    }
    <ff-pages-foot class="mt-4" [pages]="findings">@if (shown() !== 'open' || run()?.status === 'done') { <p class="card text-ink-2">{{ 'reconciliation.none.' + shown() | transloco }}</p> }</ff-pages-foot>
  `,
})
export class ReconciliationPage {
  /** Of the address. */
  readonly view = input<string>();
  protected readonly program = inject(StaffProgram);
  protected readonly views = VIEWS;
  protected readonly tones = TONES;
  protected readonly attempt = new Attempt();
  protected readonly read = signal(false);
  protected readonly run = signal<Run | null>(null);
  protected readonly counts = signal<ReconciliationState['counts'] | null>(null);
  protected readonly shown = computed(() => VIEWS.find((name) => name === this.view()) ?? 'open');
  protected readonly counted = computed(() => COUNTED.flatMap((name) => { const count = this.run()?.counts[name]; return count ? [{ name, count }] : []; }));
  protected readonly findings = new Pages<ReconciliationFinding>(async (cursor) => {
    const { data } = await reconciliationControllerShow({ path: { programId: this.program.id() }, query: { view: this.shown(), ...(cursor ? { cursor } : {}) } });
    this.run.set(data.run);
    this.counts.set(data.counts);
    this.read.set(true);
    return data;
  });

  constructor() {
    effect(() => {
      this.shown();
      void this.findings.reload();
    });
    // While it is compared, it is looked at again.
    const looking = setInterval(() => { if (this.run()?.status === 'running') this.reload(); }, LOOK_AGAIN_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(looking));
  }

  protected async start(): Promise<void> {
    if (await this.attempt.run(() => reconciliationControllerStart({ path: { programId: this.program.id() } }))) this.reload();
  }

  protected reload(): void {
    void this.findings.reload();
  }
}
