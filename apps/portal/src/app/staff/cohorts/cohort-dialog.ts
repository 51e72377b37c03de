import { afterNextRender, Component, type ElementRef, inject, input, linkedSignal, output, viewChild } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { cohortMovesControllerMove, type Selection } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { ProblemAlert } from '../../ui/problem-alert';
import { Toasts } from '../../ui/toasts';
import { StaffProgram } from '../staff-program';
import { Cohorts } from './cohorts';

/** Puts one or many into a cohort, or takes them out; the reason is kept with the notes of each. */
@Component({
  selector: 'ff-cohort-dialog',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(460px,calc(100vw-32px))] rounded-card border border-line bg-card p-6 text-ink shadow-2xl backdrop:bg-black/50" aria-labelledby="move-title" (close)="closed.emit()">
      <form class="grid gap-4" (submit)="$event.preventDefault(); move(reason.value)">
        <div><h2 id="move-title">{{ 'people.ask.cohort' | transloco: { count: count() } }}</h2><p class="mt-2 text-ink-2">{{ 'people.ask_text.cohort' | transloco }}</p></div>
        <label class="field"><span class="label">{{ 'people.cohort' | transloco }}</span>
          <select #choice class="input" (change)="chosen.set(choice.value)">
            @for (cohort of cohorts.inUse(); track cohort.key) { <option [value]="cohort.key" [selected]="cohort.key === chosen()">{{ cohort.name }}</option> }
            <option value="" [selected]="chosen() === ''">{{ 'cohorts.of_none' | transloco }}</option>
          </select></label>
        <label class="field"><span class="label">{{ 'person.why' | transloco }}</span><input #reason class="input" minlength="3" maxlength="500" required autocomplete="off"></label>
        <ff-problem [problem]="attempt.problem()" />
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button>
          <button type="submit" class="btn btn-primary" [disabled]="attempt.busy()">{{ (chosen() === '' ? 'people.cohort_take' : 'people.cohort_put') | transloco }}</button>
        </div>
      </form>
    </dialog>
  `,
})
export class CohortDialog {
  readonly select = input.required<Selection>();
  readonly count = input.required<number>();
  /** Where they are now, if they are one person. */
  readonly current = input<string | null>(null);
  readonly moved = output<void>();
  readonly closed = output<void>();
  protected readonly cohorts = inject(Cohorts);
  private readonly program = inject(StaffProgram);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly attempt = new Attempt();
  protected readonly chosen = linkedSignal(() => this.current() ?? this.cohorts.inUse()[0]?.key ?? '');
  /** One per move, not per try. */
  private readonly id = newId();

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected async move(reason: string): Promise<void> {
    const key = this.chosen();
    await this.attempt.run(async () => {
      const { data } = await cohortMovesControllerMove({ path: { programId: this.program.id() }, body: { id: this.id, select: this.select(), cohort: key || null, reason } });
      this.toasts.say(this.transloco.translate('people.done.cohort', { count: data.changed, name: key ? this.cohorts.nameOf(key) : this.transloco.translate('cohorts.of_none') }));
      this.cohorts.reload();
      this.moved.emit();
    });
  }
}
