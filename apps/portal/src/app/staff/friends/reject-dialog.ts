import { afterNextRender, Component, type ElementRef, input, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { REJECTIONS, type Reason } from './verdict-desk';

/** Asks why before friends are turned down: the reason stays in the book. */
@Component({
  selector: 'ff-reject-dialog',
  imports: [TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(440px,calc(100vw-32px))] rounded-card border border-line bg-card p-6 text-ink shadow-2xl backdrop:bg-black/50" aria-labelledby="reject-title" (close)="closed.emit()">
      <form class="grid gap-4" (submit)="$event.preventDefault(); rejected.emit(reason()); dialog.close()">
        <h2 id="reject-title">{{ 'friends_desk.reject_title' | transloco: { count: count(), name: name() } }}</h2>
        <p class="text-ink-2">{{ 'friends_desk.reject_text' | transloco: { count: count(), counted: counted() } }}</p>
        <fieldset class="grid gap-1"><legend class="label mb-1">{{ 'review.why' | transloco }}</legend>
          @for (code of rejections; track code) {
            <label class="flex min-h-9 items-center gap-2.5"><input type="radio" name="reason" class="size-4 accent-brand-ink" [value]="code" [checked]="code === reason()" (change)="reason.set(code)">{{ 'reason.' + code | transloco }}</label>
          }
        </fieldset>
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button>
          <button type="submit" class="btn btn-danger">{{ (counted() > 0 ? 'friends_desk.reverse' : 'review.reject') | transloco }}</button>
        </div>
      </form>
    </dialog>
  `,
})
export class RejectDialog {
  readonly count = input.required<number>();
  /** Of the one, where it is one. */
  readonly name = input.required<string>();
  /** How many of them count now: those are reversed. */
  readonly counted = input.required<number>();
  readonly rejected = output<Reason>();
  readonly closed = output<void>();
  protected readonly rejections = REJECTIONS;
  protected readonly reason = signal<Reason>(REJECTIONS[0]);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }
}
