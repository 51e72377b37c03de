import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MyReferral, Progress } from '../api/generated';
import { Avatar } from '../ui/avatar';
import { Icon } from '../ui/icon';
import { StatusPill } from '../ui/status-pill';
import { FRIEND_TONES } from './friend-tones';

/** How many friends count, wait, or did not count; the list says why. */
@Component({
  selector: 'ff-friends-summary',
  imports: [Avatar, Icon, RouterLink, StatusPill, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col gap-4">
      <h2>{{ 'friends.title' | transloco }}</h2>
      <p class="text-ink-2">{{ 'me.friends.counts' | transloco: facts() }}</p>
      <dl class="grid grid-cols-2 gap-2 sm:grid-cols-4">
        @for (figure of figures(); track figure.key) {
          <div class="flex flex-col justify-between rounded-inset bg-sunken px-3 py-2.5"><dt class="text-[13px] text-ink-2">{{ figure.key | transloco }}</dt><dd class="font-display text-[21px] font-semibold">{{ figure.value }}</dd></div>
        }
      </dl>
      @if (friends().length > 0) {
        <ul class="rows grid">
          @for (friend of friends(); track friend.id) {
            <li class="flex items-center gap-3"><ff-avatar class="size-8!" [name]="friend.friend" /><span class="min-w-0 flex-1 truncate font-medium">{{ friend.friend ?? ('friends.somebody' | transloco) }}</span><ff-pill [tone]="tones[friend.status]">{{ 'friend.' + friend.status | transloco }}</ff-pill></li>
          }
        </ul>
      }
      <p class="mt-auto flex flex-wrap justify-between gap-x-5 gap-y-2"><a class="inline-flex items-center gap-1.5 font-semibold text-brand-ink no-underline hover:underline" [routerLink]="['/me', slug(), 'friends']">{{ 'me.friends.all' | transloco }}<ff-icon name="arrow" /></a>
        <a class="inline-flex items-center gap-1.5 font-semibold text-brand-ink no-underline hover:underline" [routerLink]="['/me', slug(), 'board']"><ff-icon name="trophy" />{{ 'me.friends.place' | transloco: { rank: progress().rank } }}</a></p>
    </section>
  `,
})
export class FriendsSummary {
  readonly slug = input.required<string>();
  readonly progress = input.required<Progress>();
  /** The latest few. */
  readonly friends = input.required<readonly MyReferral[]>();
  protected readonly tones = FRIEND_TONES;
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
