import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { ShareKit } from '../api/generated';
import { CopyButton } from '../ui/copy-button';

/** The public card, as it looks where its address is posted. */
@Component({
  selector: 'ff-share-card-preview',
  imports: [CopyButton, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'me.share.card' | transloco }}</h2>
      <p class="text-ink-2">{{ 'me.share.card_text' | transloco }}</p>
      <img class="aspect-[1200/630] w-full rounded-inset border border-line" [src]="at().picture" [alt]="'me.share.card_picture' | transloco" width="1200" height="630">
      <p class="flex flex-wrap gap-2">
        <a class="btn btn-ghost" [href]="at().page" target="_blank" rel="noopener">{{ 'me.share.card_open' | transloco }}</a>
        <ff-copy [text]="kit().card.page" look="quiet" />
      </p>
    </section>
  `,
})
export class ShareCardPreview {
  readonly kit = input.required<ShareKit>();
  protected readonly at = computed(() => {
    const { link, locale } = this.kit();
    return { page: `/card/${link.code}?lang=${locale}`, picture: `/card/${link.code}.png?lang=${locale}` };
  });
}
