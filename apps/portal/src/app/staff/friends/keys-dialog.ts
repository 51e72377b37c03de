import { afterNextRender, Component, type ElementRef, output, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

const KEYS = [['j', 'next'], ['k', 'previous'], ['Enter', 'open'], ['x', 'select'], ['a', 'approve'], ['r', 'reject'], ['t', 'take'], ['u', 'undo'], ['/', 'search'], ['Esc', 'close'], ['?', 'help']] as const;

/** What each key does in the list of friends. */
@Component({
  selector: 'ff-keys-dialog',
  imports: [TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(420px,calc(100vw-32px))] rounded-card border border-line bg-card p-6 text-ink shadow-2xl backdrop:bg-black/50" aria-labelledby="keys-title" (close)="closed.emit()">
      <h2 id="keys-title" class="mb-4">{{ 'friends_desk.keys' | transloco }}</h2>
      <dl class="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        @for (key of keys; track key[0]) { <dt><kbd class="inline-block min-w-7 rounded-md border border-line-2 px-2 text-center">{{ key[0] }}</kbd></dt><dd class="text-ink-2">{{ 'friends_desk.key.' + key[1] | transloco }}</dd> }
      </dl>
      <button type="button" class="btn btn-ghost mt-5 w-full" (click)="dialog.close()">{{ 'close' | transloco }}</button>
    </dialog>
  `,
})
export class KeysDialog {
  readonly closed = output<void>();
  protected readonly keys = KEYS;
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }
}
