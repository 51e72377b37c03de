import { Component, computed, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { percentOf, type Run } from './run-state';

/** How far long work is, and the way to stop it. It goes on without anybody who looks. */
@Component({
  selector: 'ff-run-progress',
  imports: [TranslocoPipe],
  template: `
    <section class="card grid gap-3">
      <p class="font-semibold" role="status">{{ 'run.works.' + run().status | transloco }}@if (percent() !== null) { <span class="tabular-nums"> {{ 'run.percent' | transloco: { percent: percent() } }}</span> }</p>
      <div class="h-2 overflow-hidden rounded-full bg-sunken" role="progressbar" aria-valuemin="0" aria-valuemax="100" [attr.aria-valuenow]="percent()" [attr.aria-label]="'run.progress' | transloco"><div class="h-full bg-brand-ink transition-[width]" [style.width.%]="percent() ?? 0"></div></div>
      <div class="flex flex-wrap items-center justify-between gap-3">
        <p class="text-ink-2">@if (run().total; as total) { {{ 'run.read' | transloco: { done: run().done, total } }} }{{ 'run.leave' | transloco }}</p>
        <button type="button" class="btn btn-ghost" [disabled]="busy()" (click)="stopped.emit()">{{ 'run.stop' | transloco }}</button>
      </div>
    </section>
  `,
  host: { class: 'block' },
})
export class RunProgress {
  readonly run = input.required<Run>();
  readonly busy = input.required<boolean>();
  readonly stopped = output<void>();
  protected readonly percent = computed(() => percentOf(this.run()));
}
