import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Progress } from '../api/generated';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { Ring } from '../ui/ring';
import { toldIn } from './measure';

/** Where somebody stands; without a rank, who is nobody yet. */
export type ShownProgress = Omit<Progress, 'rank'> & { readonly rank: number | null };

/** The page's one loud surface: how many friends are missing, what they bring, and how many count. */
@Component({
  selector: 'ff-hero',
  imports: [LocalDatePipe, Ring, TranslocoPipe],
  template: `
    <section class="relative grid h-full grid-cols-[1fr_auto] items-center gap-4 overflow-hidden rounded-hero p-5 text-on-brand sm:gap-8 sm:p-9" style="background: linear-gradient(160deg, var(--brand), var(--hero-end, var(--brand-deep)))">
      <svg viewBox="0 0 560 360" preserveAspectRatio="xMaxYMid slice" class="pointer-events-none absolute inset-0 size-full opacity-15" fill="none" stroke="currentColor" aria-hidden="true"><circle cx="440" cy="180" r="155" /><circle cx="440" cy="180" r="225" /><circle cx="440" cy="180" r="300" /></svg>
      <div class="relative grid gap-3">
        @if (progress().tier; as tier) {
          <p><span class="pill gap-2 border border-current/30 px-3 py-1 text-[13px]"><span class="size-2 rounded-full bg-current" aria-hidden="true"></span>{{ tier.name }}</span></p>
        }
        <h1 class="text-[26px] sm:text-[38px]">{{ headline() | transloco: { tier: facts().tier, name: facts().name, gap: (gap() | transloco: facts()) } }}</h1>
        <p class="max-w-80 text-[14px] sm:text-[15px]">@if (kept(); as until) {<strong class="block font-semibold">{{ 'hero.kept' | transloco: { tier: progress().tier?.name, date: (until | localDate) } }}</strong>}{{ promise() | transloco: facts() }}</p>
        <dl class="mt-2 hidden flex-wrap gap-y-2 divide-x divide-current/25 sm:flex">
          @for (figure of figures(); track figure.key) {
            <div class="px-6 first:ps-0"><dt class="text-[13px]">{{ figure.key | transloco }}</dt><dd class="font-display text-[21px] font-semibold">{{ figure.value }}</dd></div>
          }
        </dl>
      </div>
      <ff-ring class="w-28 sm:w-48" [value]="sum()" [of]="full()">
        <strong class="font-display text-[30px] leading-none sm:text-[44px]">{{ sum() }}</strong>
        <span class="text-[13px] sm:text-[15px]">{{ (goal() ? 'hero.of' : 'hero.friends') | transloco: { count: full(), told: facts().told } }}</span>
      </ff-ring>
    </section>
  `,
})
export class Hero {
  readonly progress = input.required<ShownProgress>();
  readonly name = input.required<string | null>();

  private readonly keep = computed(() => this.progress().tier?.toKeep ?? null);
  /** What one is on the way to: keeping the tier, where that is in question, else the next one. */
  protected readonly goal = computed(() => this.keep() ?? this.progress().nextTier);
  protected readonly kept = computed(() => this.keep()?.until ?? this.progress().tier?.keptUntil ?? null);
  protected readonly sum = computed(() => this.goal()?.sum ?? this.progress().qualified);
  protected readonly full = computed(() => this.goal()?.threshold ?? this.progress().qualified);
  /** What is reached together with the goal. */
  private readonly reward = computed(() => {
    const goal = this.goal();
    return goal?.per === 'life' ? this.progress().milestones.find((one) => one.measure === goal.measure && one.threshold === goal.threshold && one.status === 'ahead')?.title : undefined;
  });
  protected readonly headline = computed(() => (!this.goal() ? 'hero.top' : this.keep() ? 'hero.to_keep' : 'hero.to_go') + (this.name() ? '_name' : ''));
  protected readonly gap = computed(() => (this.facts().told === 'points' ? 'hero.gap_points' : 'hero.gap'));
  protected readonly promise = computed(() => (!this.goal() ? 'hero.thanks' : this.keep() ? 'hero.promise_kept' : this.reward() ? 'hero.promise_reward' : 'hero.promise'));
  protected readonly facts = computed(() => {
    const goal = this.goal();
    return { count: goal?.remaining ?? 0, threshold: this.full(), told: goal ? toldIn(goal) : 'friends', tier: goal?.name ?? '', name: this.name() ?? '', reward: this.reward() ?? '' };
  });
  protected readonly figures = computed(() => {
    const { qualified, pending, held, rank } = this.progress();
    return [
      { key: 'hero.confirmed', value: `${qualified}` },
      { key: 'hero.pending', value: `${pending + held}` },
      ...(rank === null ? [] : [{ key: 'hero.rank', value: `#${rank}` }]),
    ];
  });
}
