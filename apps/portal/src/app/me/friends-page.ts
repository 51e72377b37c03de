import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MyReferral, myProgressControllerFriends } from '../api/generated';
import { myProgressControllerAdjustmentsResource } from '../api/generated/@angular/common.gen';
import { Pages } from '../api/pages';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { FilterChips } from '../ui/filter-chips';
import { Icon } from '../ui/icon';
import { PagesFoot } from '../ui/pages-foot';
import { ProblemAlert } from '../ui/problem-alert';
import { FriendRow } from './friend-row';
import { countsOf } from './friends-summary';
import { MemberProgram } from './member-program';

const CHOICES = ['all', 'qualified', 'pending', 'held', 'rejected', 'reversed', 'expired'] as const;

/** Every friend who came through the member's links: whether they count, and why one does not. */
@Component({
  selector: 'ff-friends-page',
  imports: [FilterChips, FriendRow, Icon, LocalDatePipe, PagesFoot, ProblemAlert, TranslocoPipe],
  template: `
    <h1>{{ 'friends.title' | transloco }}</h1>
    <p class="mt-2 mb-5 text-[16px] text-ink-2">{{ 'me.friends.counts' | transloco: facts() }}</p>
    <ff-filter-chips [choices]="choices" [(value)]="status" prefix="friend." label="me.friends.filter" />
    <section class="card grid gap-4">
      <ff-problem [problem]="friends.problem()" />
      <ul class="rows grid empty:hidden">
        @for (one of adjustments(); track $index) {
          <li class="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-0.5">
            <span class="row-span-2 grid size-9 place-items-center self-start rounded-full bg-sunken font-semibold text-ink-2" aria-hidden="true"><ff-icon [name]="icons[one.reason]" /></span>
            <strong class="font-semibold">{{ 'me.friends.adjusted.' + one.reason | transloco: { by: signed(one.delta) } }}</strong>
            <p class="text-[13px] text-ink-2">{{ 'me.friends.adjusted.on' | transloco: { date: (one.at | localDate) } }}</p>
          </li>
        }
        @for (friend of friends.items(); track friend.id) {
          <li><ff-friend-row [friend]="friend" (changed)="friends.reload()" /></li>
        }
      </ul>
      <ff-pages-foot [pages]="friends"><p [class.hidden]="adjustments().length > 0" class="text-ink-2">{{ (status() === 'all' ? 'friends.none' : 'me.friends.none_in_status') | transloco }}</p></ff-pages-foot>
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

  private readonly moved = myProgressControllerAdjustmentsResource(() => ({ path: { slug: this.program.slug() } }));
  /** What the count holds beside friends. */
  protected readonly adjustments = computed(() => (['all', 'qualified'].includes(this.status()) && this.moved.hasValue() ? this.moved.value().items : []));

  protected readonly icons = { opening: 'download', correction: 'swap', goodwill: 'heart' } as const;

  protected signed(delta: number): string {
    return delta > 0 ? `+${delta}` : `−${-delta}`;
  }

  constructor() {
    effect(() => {
      if (this.program.changes() > 0) untracked(() => this.moved.reload());
    });
    effect(() => {
      this.program.changes();
      this.status();
      void this.friends.reload();
    });
  }
}
