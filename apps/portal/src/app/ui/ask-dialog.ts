import { afterNextRender, Component, type ElementRef, input, output, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { ApiProblem } from '../api/problem';
import { ProblemAlert } from './problem-alert';

/** Asks for one line of text; stays open with what was wrong until whoever asked closes it. */
@Component({
  selector: 'ff-ask',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(440px,calc(100vw-32px))] rounded-card border border-line bg-card p-6 text-ink shadow-2xl backdrop:bg-black/50" aria-labelledby="ask-title" (close)="closed.emit()">
      <form class="grid gap-4" (submit)="$event.preventDefault(); answered.emit(field.value.trim())">
        <div><h2 id="ask-title">{{ heading() }}</h2><p class="mt-2 text-ink-2">{{ text() }}</p></div>
        <label class="field"><span class="label">{{ label() }}</span>
          <input #field class="input" autocomplete="off" required [attr.minlength]="least()" [attr.maxlength]="most()" [attr.list]="suggestions().length ? 'ask-known' : null" [value]="value()">
        </label>
        <datalist id="ask-known">@for (known of suggestions(); track known) { <option [value]="known"></option> }</datalist>
        <ff-problem [problem]="problem()" />
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button>
          <button type="submit" class="btn btn-primary">{{ action() }}</button>
        </div>
      </form>
    </dialog>
  `,
})
export class AskDialog {
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
  readonly label = input.required<string>();
  readonly action = input.required<string>();
  readonly value = input('');
  readonly least = input(1);
  readonly most = input(60);
  readonly suggestions = input<readonly string[]>([]);
  readonly problem = input<ApiProblem | null>(null);
  readonly answered = output<string>();
  readonly closed = output<void>();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }
}
