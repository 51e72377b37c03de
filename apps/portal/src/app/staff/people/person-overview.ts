import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MemberBook } from '../../api/generated';
import { CopyButton } from '../../ui/copy-button';
import { AdjustForm } from '../pages/adjust-form';
import { StaffProgram } from '../staff-program';
import { CohortLine } from './cohort-line';
import { MergeCard } from './merge-card';
import { PersonAddress } from './address-card';
import { PersonData } from './person-data';
import { StandingCard } from './standing-card';
import { TagEditor } from './tag-editor';

const FIGURES = ['qualified', 'pending', 'held', 'rejected', 'reversed'] as const;

/** Where a person stands, in a sentence and in figures, and what can be changed about that. */
@Component({
  selector: 'ff-person-overview',
  imports: [AdjustForm, CohortLine, CopyButton, MergeCard, PersonAddress, PersonData, StandingCard, TagEditor, TranslocoPipe],
  template: `
    <div class="grid gap-5">
      <p class="font-display text-[18px] leading-snug font-semibold tracking-tight">{{ 'person.sentence' | transloco: { qualified: book().member.qualified, waiting: book().member.pending + book().member.held, not: book().member.rejected + book().member.reversed } }}</p>
      <dl class="grid grid-cols-3 gap-px overflow-hidden rounded-inset border border-line bg-line sm:grid-cols-6">
        @for (figure of figures(); track figure.key) { <div class="bg-card p-3"><dt class="text-[12px] text-ink-2">{{ figure.key | transloco }}</dt><dd class="mt-0.5 font-display text-[21px] font-semibold">{{ figure.count }}</dd></div> }
      </dl>
      <ff-cohort-line [memberId]="book().member.id" [cohort]="book().member.cohort" [erased]="book().member.standing === 'erased'" (changed)="changed.emit()" />
      <ff-tag-editor [memberId]="book().member.id" [tags]="book().member.tags" [erased]="book().member.standing === 'erased'" (changed)="changed.emit()" />
      <section>
        <h3 class="mb-2">{{ 'staff.links' | transloco }}</h3>
        <ul class="rows grid rounded-inset border border-line px-4 py-3">
          @for (link of book().links; track link.id) {
            <li class="flex flex-wrap items-center gap-x-4 gap-y-1 py-2!">
              <span class="min-w-0 flex-1 basis-40"><strong class="font-semibold">/r/{{ link.code }}</strong><span class="block text-[13px] text-ink-2">{{ link.channel }}</span></span>
              <span class="text-[13px] text-ink-2 tabular-nums">{{ 'person.link_counts' | transloco: { clicks: link.clicks.human, signups: link.signups } }}</span>
              <ff-copy look="quiet" [text]="origin + '/r/' + link.code" />
            </li>
          } @empty { <li class="text-ink-2">{{ 'staff.links_none' | transloco }}</li> }
        </ul>
      </section>
      @if (program.may('ledger:adjust') && book().member.standing !== 'erased') { <ff-adjust-form [memberId]="book().member.id" (adjusted)="changed.emit()" /> }
      @if (program.may('members:readdress') && book().member.standing !== 'erased') { <ff-person-address [memberId]="book().member.id" (changed)="changed.emit()" /> }
      @if (program.may('members:merge') && book().member.standing !== 'erased') { <ff-merge-card [memberId]="book().member.id" (changed)="changed.emit()" /> }
      @if (program.may('members:suspend') && book().member.standing !== 'erased') { <ff-standing-card [memberId]="book().member.id" [standing]="book().member.standing" (changed)="changed.emit()" /> }
      @if ((program.may('members:export') || program.may('members:erase')) && book().member.standing !== 'erased') { <ff-person-data [memberId]="book().member.id" [name]="book().member.name ?? book().member.email ?? ''" (changed)="changed.emit()" /> }
    </div>
  `,
})
export class PersonOverview {
  readonly book = input.required<MemberBook>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  protected readonly origin = location.origin;
  protected readonly figures = computed(() => [...FIGURES.map((status) => ({ key: `referral.${status}`, count: this.book().member[status] })), { key: 'person.points', count: this.book().member.points }]);
}
