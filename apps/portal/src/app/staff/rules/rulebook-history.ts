import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { diffRulebooks } from '@fanfare/domain/diff-rulebooks';
import type { Rulebook } from '../../api/generated';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';
import { ChangeList } from './change-list';
import type { Rules, Surroundings } from './sentence';
import { withBefore } from './version-before';

const TONES: Record<Rulebook['status'], Tone> = { scheduled: 'warn', replaced: 'plain', in_force: 'good', past: 'plain' };

/** Every version: who published it, when it holds, and what it changed. None is ever altered; each can be begun from. */
@Component({
  selector: 'ff-rulebook-history',
  imports: [ChangeList, StatusPill, TranslocoPipe, ZonedTimePipe],
  template: `
    <h2 class="mb-4">{{ 'rules.versions' | transloco }}</h2>
    <ol class="card rows grid py-2!">
      @for (row of rows(); track row.version.version) {
        <li class="grid gap-3 py-4!">
          <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <div class="min-w-0 flex-1 basis-56">
              <h3 class="flex flex-wrap items-center gap-2">{{ 'rules.version' | transloco: { version: row.version.version } }} <ff-pill [tone]="tones[row.version.status]">{{ 'rules.status.' + row.version.status | transloco }}</ff-pill></h3>
              <p class="mt-1 text-[13px] text-ink-2">{{ 'rules.holds_from' | transloco: { time: row.version.effectiveAt | zonedTime: program.timeZone() } }} · {{ by(row.version) | transloco: { name: row.version.publishedBy?.name ?? '' } }} · {{ 'rules.mode_of.' + row.version.mode | transloco }}@if (!row.version.keepTiers) { · {{ 'rules.tiers_matched' | transloco }}}</p>
            </div>
            @if (editable() && !row.isNewest) { <button type="button" class="btn btn-ghost btn-small" (click)="chosen.emit(row.version.rules)" [attr.aria-label]="'rules.start_from_named' | transloco: { version: row.version.version }">{{ 'rules.start_from' | transloco }}</button> }
          </div>
          @if (row.changes; as changes) {
            <details><summary class="cursor-pointer text-[13px] font-semibold text-brand-ink">{{ 'rules.changed_count' | transloco: { count: changes.length } }}</summary><ff-change-list class="mt-3 block" [changes]="changes" [rules]="row.version.rules" [around]="around()" /></details>
          } @else { <p class="text-[13px] text-ink-2">{{ 'rules.first' | transloco }}</p> }
        </li>
      }
    </ol>
  `,
})
export class RulebookHistory {
  /** Newest first. */
  readonly versions = input.required<readonly Rulebook[]>();
  readonly around = input.required<Surroundings>();
  readonly editable = input.required<boolean>();
  readonly chosen = output<Rules>();
  protected readonly program = inject(StaffProgram);
  protected readonly tones = TONES;
  protected readonly rows = computed(() => withBefore(this.versions()).map(({ version, before }, index) => (
    { version, isNewest: index === 0, changes: before ? diffRulebooks(before.rules, version.rules) : null })));

  protected by({ publishedBy }: Rulebook): string {
    return publishedBy === null ? 'rules.by_template' : publishedBy.name === null ? 'rules.by_gone' : 'rules.by';
  }
}
