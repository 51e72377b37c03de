import { Component, effect, inject } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { failedWorkControllerDismiss, failedWorkControllerList, failedWorkControllerRetry, type FailedWorkItem } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { Toasts } from '../../ui/toasts';
import { StaffProgram } from '../staff-program';

/** Background work that failed again and again: tried once more, or left. */
@Component({
  selector: 'ff-failed-work',
  imports: [LocalDatePipe, PagesFoot, ProblemAlert, TranslocoPipe],
  template: `
    <h2 class="mb-1">{{ 'failed_work.title' | transloco }}</h2>
    <p class="mb-4 text-ink-2">{{ 'failed_work.text' | transloco }}</p>
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? work.problem()" />
    @if (work.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (item of work.items(); track item.id) {
          <li class="grid gap-3 py-4! lg:grid-cols-[1fr_auto] lg:items-center">
            <div class="grid gap-1">
              <p><strong class="font-semibold">{{ item.topic }}</strong>&ngsp;<span class="text-ink-2">{{ 'failed_work.for' | transloco: { subscriber: item.subscriber } }}</span></p>
              <p class="flex flex-wrap gap-x-3 text-[13px] text-ink-2"><span>{{ item.failedAt | localDate }}</span>@if (item.error) { <code>{{ item.error }}</code> }</p>
            </div>
            <div class="flex gap-2">
              <button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" (click)="act(item, 'dismiss')">{{ 'failed_work.dismiss' | transloco }}</button>
              <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="act(item, 'retry')">{{ 'failed_work.retry' | transloco }}</button>
            </div>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="work"><p class="card text-ink-2">{{ 'failed_work.none' | transloco }}</p></ff-pages-foot>
  `,
  host: { class: 'block' },
})
export class FailedWork {
  private readonly program = inject(StaffProgram);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  protected readonly attempt = new Attempt();
  protected readonly work = new Pages<FailedWorkItem>(async (cursor) => (await failedWorkControllerList({ path: { programId: this.program.id() }, query: cursor ? { cursor } : {} })).data);

  constructor() {
    effect(() => void this.work.reload());
  }

  protected async act(item: FailedWorkItem, what: 'retry' | 'dismiss'): Promise<void> {
    const path = { programId: this.program.id(), jobId: item.id };
    if (await this.attempt.run(() => (what === 'retry' ? failedWorkControllerRetry({ path }) : failedWorkControllerDismiss({ path })))) {
      this.toasts.say(this.transloco.translate(`failed_work.done.${what}`));
    }
    this.program.waiting.reload();
    await this.work.reload();
  }
}
