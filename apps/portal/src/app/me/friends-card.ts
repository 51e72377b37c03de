import { Component, effect, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MyReferral, myProgressControllerFriends } from '../api/generated';
import { Pages } from '../api/pages';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { ProblemAlert } from '../ui/problem-alert';
import { StatusPill, type Tone } from '../ui/status-pill';

const TONES: Record<MyReferral['status'], Tone> = { qualified: 'good', pending: 'plain', held: 'warn', rejected: 'bad', reversed: 'bad', expired: 'plain' };

/** Every friend who came through the member's links: whether they count, and why one does not. */
@Component({
  selector: 'ff-friends-card',
  imports: [LocalDatePipe, ProblemAlert, StatusPill, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'friends.title' | transloco }}</h2>
      <ff-problem [problem]="friends.problem()" />
      @if (friends.isEmpty()) { <p class="text-ink-2">{{ 'friends.none' | transloco }}</p> }
      <ul class="rows grid">
        @for (friend of friends.items(); track friend.id) {
          <li class="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1">
            <span><strong class="font-semibold">{{ friend.friend ?? ('friends.somebody' | transloco) }}</strong>&ngsp;<span class="block text-ink-2 sm:inline sm:ps-2">{{ friend.signedUpAt | localDate }}</span></span>
            <ff-pill [tone]="tones[friend.status]">{{ 'friend.' + friend.status | transloco }}</ff-pill>
            @for (reason of friend.reasons; track reason.code) { <span class="col-span-2 text-ink-2">{{ reason.text }}</span> }
          </li>
        }
      </ul>
      @if (friends.hasMore()) { <button type="button" class="btn btn-ghost justify-self-start" [disabled]="friends.loading()" (click)="friends.more()">{{ 'more' | transloco }}</button> }
    </section>
  `,
})
export class FriendsCard {
  readonly slug = input.required<string>();
  protected readonly tones = TONES;
  protected readonly friends = new Pages<MyReferral>(async (cursor) => (await myProgressControllerFriends({ path: { slug: this.slug() }, query: cursor ? { cursor } : {} })).data);

  constructor() {
    effect(() => {
      this.slug();
      void this.friends.reload();
    });
  }
}
