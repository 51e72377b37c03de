import { Component, computed, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { proofControllerListResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { CodeBlock } from '../developers/code-block';
import { StaffProgram } from '../staff-program';

const SHOWN = 7;

/** Where every book ended, day by day: a file to keep elsewhere, and a hash that is short enough to write down. */
@Component({
  selector: 'ff-checkpoint-list',
  imports: [CodeBlock, Icon, LocalDatePipe, ProblemAlert, Reading, TranslocoPipe],
  template: `
    <h2>{{ 'proof.checkpoints' | transloco }}</h2>
    <p class="mt-1.5 mb-4 max-w-[760px] text-ink-2">{{ 'proof.checkpoints_text' | transloco }}</p>
    <ff-problem class="mb-4" [problem]="problem()" />
    @if (all(); as all) {
      @if (all.length === 0) { <p class="card text-ink-2">{{ 'proof.no_checkpoints' | transloco }}</p> } @else {
        <ul class="card rows grid py-2!">
          @for (one of shown(); track one.day) {
            <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3!">
              <span class="min-w-0 flex-1 basis-72"><span class="font-semibold">{{ one.day | localDate }}</span><span class="text-ink-2"> · {{ 'proof.books' | transloco: { count: one.books } }}</span>
                <code class="block text-[13px] break-all text-ink-2">{{ one.hash }}</code></span>
              @if (one.downloadable) { <a class="btn btn-ghost btn-small" download [href]="fileOf(one.day)" [attr.aria-label]="'proof.download_of' | transloco: { day: one.day | localDate }"><ff-icon name="download" />{{ 'proof.download' | transloco }}</a> }
              @else { <span class="text-[13px] text-ink-2">{{ 'proof.file_gone' | transloco }}</span> }
            </li>
          }
        </ul>
        @if (all.length > shown().length) { <button type="button" class="btn btn-ghost mt-4" (click)="whole.set(true)">{{ 'more' | transloco }}</button> }
        <ff-code class="mt-5" label="proof.command" [code]="'npm run verify -- --checkpoint checkpoint-' + all[0]!.day + '.json'" />
      }
    } @else if (!problem()) { <ff-reading /> }
  `,
  host: { class: 'block' },
})
export class CheckpointList {
  private readonly program = inject(StaffProgram);
  private readonly reading = proofControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly whole = signal(false);
  protected readonly all = computed(() => (this.reading.hasValue() ? this.reading.value().items : null));
  protected readonly shown = computed(() => (this.whole() ? this.all() : this.all()?.slice(0, SHOWN)) ?? []);
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected fileOf(day: string): string {
    return `/api/v1/programs/${this.program.id()}/proof/checkpoints/${day}/file`;
  }
}
