import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type MyReferral, myProgressControllerRemind } from '../api/generated';
import { Attempt } from '../api/attempt';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { Icon } from '../ui/icon';
import { ProblemAlert } from '../ui/problem-alert';
import { StatusPill } from '../ui/status-pill';
import { adviceOn } from './friend-advice';
import { FriendAppeal } from './friend-appeal';
import { FRIEND_TONES } from './friend-tones';
import { MemberProgram } from './member-program';

/** A friend: whether they count, why not, and what the member can do about it. */
@Component({
  selector: 'ff-friend-row',
  imports: [FriendAppeal, Icon, LocalDatePipe, ProblemAlert, StatusPill, TranslocoPipe],
  template: `
    <span class="row-span-4 grid size-9 place-items-center self-start rounded-full bg-brand-50 font-semibold text-brand-ink uppercase" aria-hidden="true">{{ friend().friend?.charAt(0) ?? '?' }}</span>
    <strong class="font-semibold">{{ name() }}</strong>
    <ff-pill [tone]="tone()">{{ 'friend.' + friend().status | transloco }}</ff-pill>
    <p class="col-span-2 col-start-2 text-[13px] text-ink-2">
      {{ dated().key | transloco: { date: (dated().at | localDate) } }}
      @for (reason of friend().reasons; track reason.code) { <span class="block">{{ reason.text }}</span> }
      @if (friend().remindedAt && friend().status === 'pending') { <span class="block">{{ 'me.friends.reminded' | transloco: { date: (friend().remindedAt! | localDate) } }}</span> }
      @if (advice(); as advice) { <span class="block text-ink">{{ advice | transloco: { date: (friend().dueAt | localDate) } }}</span> }
    </p>
    <div class="col-span-2 col-start-2 grid justify-items-start gap-2 empty:hidden">
      <ff-problem [problem]="attempt.problem()" />
      @if (friend().remindable) {
        <button type="button" class="btn btn-ghost btn-small mt-1" [disabled]="attempt.busy()" [attr.aria-label]="'me.friends.remind_named' | transloco: { name: name() }" (click)="remind()"><ff-icon name="mail" />{{ 'me.friends.remind' | transloco }}</button>
      }
    </div>
    <ff-friend-appeal class="col-span-2 col-start-2" [friend]="friend()" [name]="name()" (asked)="changed.emit()" />
  `,
  host: { class: 'grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-0.5' },
})
export class FriendRow {
  readonly friend = input.required<MyReferral>();
  readonly changed = output<void>();
  private readonly slug = inject(MemberProgram).slug;
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  protected readonly attempt = new Attempt();
  protected readonly tone = computed(() => FRIEND_TONES[this.friend().status]);
  protected readonly name = computed(() => this.friend().friend ?? this.transloco.translate('friends.somebody'));
  /** The last thing that happened. */
  protected readonly dated = computed(() => {
    const { status, decidedAt, signedUpAt } = this.friend();
    return decidedAt && status !== 'pending' ? { key: `me.friends.since.${status}`, at: decidedAt } : { key: 'me.friends.signed_up', at: signedUpAt };
  });
  /** What helps, where something does. */
  protected readonly advice = computed(() => adviceOn(this.friend()));

  protected async remind(): Promise<void> {
    const done = await this.attempt.run(() => myProgressControllerRemind({ path: { slug: this.slug(), referralId: this.friend().id } }));
    if (done) void this.announcer.announce(this.transloco.translate('me.friends.reminder_sent'));
    this.changed.emit(); // also after a refusal: it may have had its turn
  }
}
