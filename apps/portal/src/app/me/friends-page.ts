import { Component, computed, effect, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MyReferral, myProgressControllerFriends } from '../api/generated';
import { Pages } from '../api/pages';
import { FilterChips } from '../ui/filter-chips';
import { PagesFoot } from '../ui/pages-foot';
import { ProblemAlert } from '../ui/problem-alert';
import { FriendRow } from './friend-row';
import { countsOf } from './friends-summary';
import { MemberProgram } from './member-program';

const CHOICES = ['all', 'qualified', 'pending', 'held', 'rejected', 'reversed', 'expired'] as const;

/** Every friend who came through the member's links: whether they count, and why one does not. */
@Component({
  selector: 'ff-friends-page',
  imports: [FilterChips, FriendRow, PagesFoot, ProblemAlert, TranslocoPipe],
  template: `
    <h1>{{ 'friends.title' | transloco }}</h1>
    <p class="mt-2 mb-5 text-[16px] text-ink-2">{{ 'me.friends.counts' | transloco: facts() }}</p>
    <ff-filter-chips [choices]="choices" [(value)]="status" prefix="friend." label="me.friends.filter" />
    <section class="card grid gap-4">
      <ff-problem [problem]="friends.problem()" />
      <ul class="rows grid empty:hidden">
        @for (friend of friends.items(); track friend.id) {
          <li><ff-friend-row [friend]="friend" (changed)="friends.reload()" /></li>
        }
      </ul>
      <ff-pages-foot [pages]="friends"><p class="text-ink-2">{{ (status() === 'all' ? 'friends.none' : 'me.friends.none_in_status') | transloco }}</p></ff-pages-foot>
    </section>
  `,
})
export class FriendsPage {
  private readonly program = inject(MemberProgram);
  protected readonly choices = CHOICES;
  protected readonly status = signal<(typeof CHOICES)[number]>('all');
  protected readonly facts = computed(() => (this.program.progress.hasValue() ? countsOf(this.program.progress.value()) : { counting: 0, waiting: 0, checked: 0, not: 0 }));
  protected readonly friends = new Pages<MyReferral>(async (cursor) => {
    const status = this.status();
    return (await myProgressControllerFriends({ path: { slug: this.program.slug() }, query: { ...(cursor ? { cursor } : {}), ...(status === 'all' ? {} : { status }) } })).data;
  });

  constructor() {
    effect(() => {
      this.program.changes();
      this.status();
      void this.friends.reload();
    });
  }
}
