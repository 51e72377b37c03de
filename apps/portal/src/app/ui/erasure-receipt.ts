import { Component, inject, input } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { ErasureReceipt } from '../api/generated';
import { Language } from '../i18n/language';
import { download } from './download';
import { receiptText } from './receipt-file';

/** What stays of who was erased and why, and the way to keep that. */
@Component({
  selector: 'ff-erasure-receipt',
  imports: [TranslocoPipe],
  template: `
    <dl class="rows grid">
      @for (kept of receipt().kept; track kept.code) { <div><dt class="font-semibold">{{ kept.what }}</dt><dd class="hint">{{ kept.why }}</dd></div> }
    </dl>
    <p class="wrap-anywhere text-ink-2"><ng-content /></p>
    <button type="button" class="btn btn-ghost justify-self-start" (click)="save()">{{ 'receipt.save' | transloco }}</button>
  `,
  host: { class: 'grid gap-4' },
})
export class ErasureReceiptView {
  readonly receipt = input.required<ErasureReceipt>();
  readonly slug = input.required<string>();
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);

  /** Made here: by the time a member asks for it, nobody is signed in any more. */
  protected save(): void {
    const receipt = this.receipt();
    const at = new Intl.DateTimeFormat(this.language.current(), { dateStyle: 'long', timeStyle: 'long' }).format(new Date(receipt.at));
    const say = (key: string, facts = {}) => this.transloco.translate<string>(`receipt.file.${key}`, facts);
    const text = receiptText(receipt, { heading: say('heading', { slug: this.slug() }), when: say('when', { at }), number: say('number', { number: receipt.id }), stays: say('stays') });
    download(`${this.slug()}-erasure-${receipt.at.slice(0, 10)}.txt`, text, 'text/plain;charset=utf-8');
  }
}
