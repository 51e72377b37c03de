import { afterNextRender, Component, type ElementRef, inject, output, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { CopyButton } from '../ui/copy-button';
import { SignUpAddress } from './sign-up-address';

/** Where people become fans: an address to pass on. */
@Component({
  selector: 'ff-invite-dialog',
  imports: [CopyButton, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(460px,calc(100vw-32px))] rounded-card border border-line bg-card p-6 text-ink shadow-2xl backdrop:bg-black/50" aria-labelledby="invite-title" (close)="closed.emit()">
      <h2 id="invite-title">{{ 'staff.invite' | transloco }}</h2>
      <p class="mt-2 text-ink-2">{{ 'staff.invite_text' | transloco }}</p>
      <label class="field mt-4"><span class="label">{{ 'staff.invite_address' | transloco }}</span><input class="input" readonly [value]="address.url()" #field (focus)="field.select()"></label>
      <ff-copy class="mt-3 block" [text]="address.url()" />
      <div class="mt-3 grid grid-cols-2 gap-2"><a class="btn btn-ghost" target="_blank" [href]="address.url()">{{ 'staff.invite_open' | transloco }}</a><button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'close' | transloco }}</button></div>
    </dialog>
  `,
})
export class InviteDialog {
  readonly closed = output<void>();
  protected readonly address = inject(SignUpAddress);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }
}
