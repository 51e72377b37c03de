import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Progress } from '../api/generated';
import { Icon } from '../ui/icon';

/** How many friends count, wait, or did not count; the list says why. */
@Component({
  selector: 'ff-friends-summary',
  imports: [Icon, RouterLink, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col gap-4">
      <h2>{{ 'friends.title' | transloco }}</h2>
      <p class="text-ink-2">{{ 'me.friends.counts' | transloco: facts() }}</p>
      <dl class="grid grid-cols-2 gap-2 sm:grid-cols-4">
        @for (figure of figures(); track figure.key) {
          <div class="flex flex-col justify-between rounded-inset bg-sunken px-3 py-2.5"><dt class="text-[13px] text-ink-2">{{ figure.key | transloco }}</dt><dd class="font-display text-[21px] font-semibold">{{ figure.value }}</dd></div>
        }
      </dl>
      <a class="mt-auto inline-flex items-center gap-1.5 self-start font-semibold text-brand-ink no-underline hover:underline" [routerLink]="['/me', slug(), 'friends']">{{ 'me.friends.all' | transloco }}<ff-icon name="arrow" /></a>
    </section>
  `,
})
export class FriendsSummary {
  readonly slug = input.required<string>();
  readonly progress = input.required<Progress>();
  protected readonly facts = computed(() => countsOf(this.progress()));
  protected readonly figures = computed(() => {
    const { counting, waiting, checked, not } = this.facts();
    return [
      { key: 'friend.qualified', value: counting },
      { key: 'friend.pending', value: waiting },
      { key: 'friend.held', value: checked },
      { key: 'friend.rejected', value: not },
    ];
  });
}

/** The figures of the sentence on friends: those who count, who wait, who are being checked, who did not count (or no longer). */
export function countsOf({ qualified, pending, held, rejected, reversed }: Progress): Record<'counting' | 'waiting' | 'checked' | 'not', number> {
  return { counting: qualified, waiting: pending, checked: held, not: rejected + reversed };
}
