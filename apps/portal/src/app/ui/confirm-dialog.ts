import { afterNextRender, Component, type ElementRef, input, output, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** Asks before something is done that cannot be taken back lightly, in words that name it. */
@Component({
  selector: 'ff-confirm',
  imports: [TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(440px,calc(100vw-32px))] rounded-card border border-line bg-card p-6 text-ink shadow-2xl backdrop:bg-black/50" aria-labelledby="confirm-title" (close)="closed.emit()">
      <h2 id="confirm-title">{{ heading() }}</h2>
      <p class="mt-3 text-ink-2">{{ text() }}</p>
      <div class="mt-5 flex flex-wrap justify-end gap-2">
        <button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button>
        <button type="button" class="btn btn-danger" (click)="confirmed.emit(); dialog.close()">{{ action() }}</button>
      </div>
    </dialog>
  `,
})
export class ConfirmDialog {
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
  readonly action = input.required<string>();
  readonly confirmed = output<void>();
  readonly closed = output<void>();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }
}
