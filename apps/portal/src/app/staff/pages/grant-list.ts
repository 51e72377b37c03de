import { Component, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Grant, grantsControllerList, type Reward } from '../../api/generated';
import { Pages } from '../../api/pages';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { textIn } from './text-in';

const STATUSES = ['queued', 'claimable', 'claimed', 'packed', 'shipped', 'delivered', 'fulfilled', 'returned', 'on_hold', 'suspended', 'revoked', 'expired'] as const;
const SHOWN = 20;

/** Who earned which reward, and where each is. */
@Component({
  selector: 'ff-grant-list',
  imports: [Avatar, LocalDatePipe, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  template: `
    <div class="mb-4 flex flex-wrap gap-3">
      <select class="input min-h-9 w-auto" #which [attr.aria-label]="'staff.granted_which' | transloco" (change)="rewardId.set(which.value)"><option value="">{{ 'staff.granted_all' | transloco }}</option>@for (reward of rewards(); track reward.id) { <option [value]="reward.id">{{ titleOf(reward) }}</option> }</select>
      <select class="input min-h-9 w-auto" #where [attr.aria-label]="'staff.granted_where' | transloco" (change)="status.set(where.value)"><option value="">{{ 'staff.granted_any' | transloco }}</option>@for (name of statuses; track name) { <option [value]="name">{{ 'staff.grant.' + name | transloco }}</option> }</select>
    </div>
    <ff-problem class="mb-4" [problem]="grants.problem()" />
    @if (grants.isEmpty()) { <p class="card text-ink-2">{{ 'staff.granted_none' | transloco }}</p> } @else {
      <ul class="card rows grid py-2!">
        @for (grant of grants.items(); track grant.id) {
          <li class="flex flex-wrap items-center gap-x-4 gap-y-2 py-3!"><ff-avatar [name]="grant.member.name" />
            <div class="min-w-0 flex-1"><a class="font-semibold text-ink no-underline" [routerLink]="['/staff', program.role()?.slug, 'people', grant.member.id]">{{ grant.member.name ?? ('review.unnamed' | transloco) }}</a><span class="block text-[13px] text-ink-2">{{ titleOf(grant.reward) }} · {{ grant.updatedAt | localDate }}</span></div>
            <ff-pill>{{ 'staff.grant.' + grant.status | transloco }}</ff-pill></li>
        }
      </ul>
    }
    @if (grants.hasMore()) { <button type="button" class="btn btn-ghost mt-4" [disabled]="grants.loading()" (click)="grants.more()">{{ 'more' | transloco }}</button> }
  `,
})
export class GrantList {
  /** To choose from. */
  readonly rewards = input.required<readonly Reward[]>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly statuses = STATUSES;
  /** Empty: all. */
  protected readonly rewardId = signal('');
  protected readonly status = signal('');
  protected readonly grants = new Pages<Grant>(async (cursor) => (await grantsControllerList({ path: { programId: this.program.id() }, query: this.query(cursor) })).data);

  constructor() {
    effect(() => {
      this.rewardId();
      this.status();
      void this.grants.reload();
    });
  }

  protected titleOf(reward: { readonly title: Readonly<Record<string, string>> }): string {
    return textIn(reward.title, this.language.current());
  }

  private query(cursor: string | undefined) {
    const rewardId = this.rewardId();
    const status = STATUSES.find((name) => name === this.status());
    return { limit: SHOWN, ...(rewardId ? { rewardId } : {}), ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) };
  }
}
