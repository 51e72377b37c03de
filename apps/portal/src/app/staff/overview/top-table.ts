import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Overview } from '../../api/generated';
import { Language } from '../../i18n/language';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { Sparkline } from '../../ui/sparkline';
import { TierPill } from '../../ui/tier-pill';
import { StaffProgram } from '../staff-program';
import { valueText } from './figure-text';

/** Who brought most in the period, how well their links work, and how they have been doing. */
@Component({
  selector: 'ff-top-table',
  imports: [Avatar, Icon, RouterLink, Sparkline, TierPill, TranslocoPipe],
  template: `
    <section class="card overflow-hidden p-0!">
      <h2 class="px-4 py-4 text-[16px]! sm:px-6">{{ 'staff.top' | transloco }}</h2>
      <table class="w-full">
        <thead class="border-y border-line bg-paper text-[12.5px] text-ink-2"><tr class="*:px-4 *:py-2.5 *:font-semibold sm:*:px-6">
          <th scope="col" class="text-start">{{ 'staff.person' | transloco }}</th><th scope="col" class="text-start max-sm:hidden">{{ 'staff.tier' | transloco }}</th><th scope="col" class="text-end" aria-sort="descending"><span class="inline-flex items-center gap-1">{{ 'staff.in_period' | transloco }}<ff-icon name="down" class="max-sm:hidden" /></span></th>
          <th scope="col" class="text-end max-md:hidden">{{ 'staff.in_all' | transloco }}</th><th scope="col" class="text-end max-md:hidden">{{ 'staff.conversion' | transloco }}</th><th scope="col" class="text-start max-lg:hidden">{{ 'staff.eight_weeks' | transloco }}</th></tr></thead>
        <tbody>
          @for (member of members(); track member.memberId) {
            <tr class="relative border-b border-line *:px-4 *:py-2.5 last:border-b-0 hover:bg-sunken sm:*:px-6">
              <td><div class="flex items-center gap-3"><ff-avatar [name]="member.name" /><div class="min-w-0">
                @if (program.may('members:read')) { <a class="font-semibold text-ink no-underline after:absolute after:inset-0" [routerLink]="['/staff', program.role()?.slug, 'people', member.memberId]">{{ member.name ?? ('staff.unnamed' | transloco) }}</a> } @else { <strong class="font-semibold">{{ member.name ?? ('staff.unnamed' | transloco) }}</strong> }
                <span class="block text-[13px] text-ink-2 sm:hidden">{{ member.tier?.name }}</span></div></div></td>
              <td class="max-sm:hidden">@if (member.tier; as tier) { <ff-tier [name]="tier.name" /> }</td>
              <td class="text-end font-semibold tabular-nums">{{ member.qualified }}</td><td class="text-end text-ink-2 tabular-nums max-md:hidden">{{ member.total }}</td>
              <td class="text-end tabular-nums max-md:hidden">{{ share(member.conversion) }}</td>
              <td class="max-lg:hidden"><ff-sparkline [values]="member.weeks" /><span class="sr-only">{{ member.weeks.join(', ') }}</span></td>
            </tr>
          } @empty { <tr><td colspan="6" class="px-6 py-4 text-ink-2">{{ 'staff.top_none' | transloco }}</td></tr> }
        </tbody>
      </table>
      <footer class="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3 sm:px-6"><span class="text-ink-2">{{ 'staff.shown_of' | transloco: { shown: members().length, count: total() } }}</span>
        @if (program.may('members:read')) { <a class="inline-flex items-center gap-1.5 font-semibold text-brand-ink no-underline hover:underline" [routerLink]="['/staff', program.role()?.slug, 'people']">{{ 'staff.view_people' | transloco }}<ff-icon name="arrow" /></a> }</footer>
    </section>
  `,
  host: { class: 'block' },
})
export class TopTable {
  readonly members = input.required<Overview['topMembers']>();
  /** Of the whole program. */
  readonly total = input.required<number>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);

  protected share(conversion: number | null): string {
    return valueText(conversion, 'share', this.language.current());
  }
}
