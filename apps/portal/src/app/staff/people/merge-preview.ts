import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MergePreview as Preview } from '../../api/generated';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { TierMove } from './tier-move';

const AWARDS = ['awarded', 'rested', 'reinstated'] as const;

/** What making two members one, or parting them, does to either and to what they have. */
@Component({
  selector: 'ff-merge-preview',
  imports: [LocalDatePipe, TierMove, TranslocoPipe],
  template: `
    <div class="grid gap-4">
      <div class="grid gap-3 sm:grid-cols-2">
        @for (side of sides(); track side.who) {
          <section class="grid content-start gap-1 rounded-inset bg-sunken p-4">
            <h3 class="truncate">{{ side.name ?? side.email ?? ('staff.erased_person' | transloco) }}</h3>
            <p class="text-[13px] break-words text-ink-2">@if (side.name && side.email) { {{ side.email }} · }{{ 'staff.joined_on' | transloco: { date: side.joinedAt | localDate } }}</p>
            <p class="text-[13px] font-semibold">{{ 'merge.' + side.who + '.' + kind() | transloco }}</p>
            <p class="mt-1 tabular-nums">{{ 'what_if.qualified_of' | transloco: { before: side.before.qualified, after: side.after.qualified } }}</p>
            @if (side.before.points || side.after.points) { <p class="tabular-nums">{{ 'what_if.points_of' | transloco: { before: side.before.points, after: side.after.points } }}</p> }
            @if (side.before.tier?.id !== side.after.tier?.id) { <ff-tier-move [before]="side.before.tier" [after]="side.after.tier" /> }
          </section>
        }
      </div>
      <ul class="grid list-disc gap-1 ps-5">
        @for (referral of preview().referrals; track $index) { <li>{{ (referral.delta < 0 ? 'merge.stops' : 'merge.counts') | transloco: { friend: referral.friend ?? ('staff.erased_person' | transloco), reason: ('reason.' + referral.reason | transloco) } }}</li> }
        @for (change of awards(); track $index) { <li>{{ 'merge.' + change.what + '.' + kind() | transloco: { name: change.name } }}@if (change.side === 'friend') { {{ 'what_if.for_friend' | transloco }} }</li> }
        @if (preview().elsewhere; as count) { <li>{{ 'merge.elsewhere.' + kind() | transloco: { count } }}</li> }
        @if (preview().referrals.length === 0 && awards().length === 0) { <li>{{ 'merge.no_change' | transloco }}</li> }
      </ul>
    </div>
  `,
})
export class MergePreview {
  readonly preview = input.required<Preview>();
  readonly kind = input.required<'merged' | 'unmerged'>();
  protected readonly sides = computed(() => [{ who: 'host', ...this.preview().host }, { who: 'guest', ...this.preview().guest }]);
  protected readonly awards = computed(() => AWARDS.flatMap((what) => this.preview()[what].map((award) => ({ what, ...award }))));
}
