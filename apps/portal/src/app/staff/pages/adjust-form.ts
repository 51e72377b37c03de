import { Component, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type AdjustmentRequest, reviewsControllerAdjust } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

const MEASURES = ['qualified', 'points'] as const;
const REASONS = ['adjust.correction', 'adjust.goodwill'] as const;

/** Corrects a count by hand. It becomes an entry of the book as any other; taken back by the opposite one. */
@Component({
  selector: 'ff-adjust-form',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <form class="card grid gap-4" (submit)="$event.preventDefault(); send(form, measure.value, delta.valueAsNumber, reason.value, note.value)" #form>
      <div><h2>{{ 'staff.adjust.title' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'staff.adjust.text' | transloco }}</p></div>
      <div class="grid grid-cols-[1fr_96px] gap-3">
        <label class="field"><span class="label">{{ 'staff.adjust.measure' | transloco }}</span><select class="input" #measure>@for (name of measures; track name) { <option [value]="name">{{ 'measure.' + name | transloco }}</option> }</select></label>
        <label class="field"><span class="label">{{ 'staff.adjust.delta' | transloco }}</span><input #delta type="number" class="input tabular-nums" min="-1000" max="1000" step="1" value="1" required></label>
      </div>
      <label class="field"><span class="label">{{ 'review.why' | transloco }}</span><select class="input" #reason>@for (code of reasons; track code) { <option [value]="code">{{ 'reason.' + code | transloco }}</option> }</select></label>
      <label class="field"><span class="label">{{ 'staff.adjust.note' | transloco }}</span><input #note class="input" minlength="3" maxlength="500" required autocomplete="off"></label>
      <ff-problem [problem]="attempt.problem()" />
      @if (done(); as count) { <p class="done" role="status">{{ 'staff.adjust.done' | transloco: { count } }}</p> }
      <button type="submit" class="btn btn-ghost" [disabled]="attempt.busy()">{{ 'staff.adjust.submit' | transloco }}</button>
    </form>
  `,
})
export class AdjustForm {
  readonly memberId = input.required<string>();
  readonly adjusted = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly measures = MEASURES;
  protected readonly reasons = REASONS;
  protected readonly attempt = new Attempt();
  /** The count after the last adjustment. */
  protected readonly done = signal<number | null>(null);
  /** One per adjustment, not per try: sent again after a lost answer, it is the same one. */
  private id = newId();

  protected async send(form: HTMLFormElement, measure: string, delta: number, reason: string, note: string): Promise<void> {
    this.done.set(null);
    const body = { id: this.id, measure, delta, reason, note } as AdjustmentRequest;
    const worked = await this.attempt.run(async () => {
      const { data } = await reviewsControllerAdjust({ path: { programId: this.program.id(), memberId: this.memberId() }, body });
      this.done.set(data[body.measure]);
    });
    if (!worked) return;
    this.id = newId();
    form.reset();
    this.adjusted.emit();
  }
}
