import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { ShareKit } from '../api/generated';
import { Icon } from '../ui/icon';

/** The link as a code and on a poster, to be saved and printed. */
@Component({
  selector: 'ff-share-codes',
  imports: [Icon, TranslocoPipe],
  template: `
    <section class="card grid grid-cols-[auto_1fr] gap-x-5 gap-y-4">
      <h2 class="col-span-2">{{ 'me.share.codes' | transloco }}</h2>
      <img class="size-28 rounded-inset border border-line bg-[#fff] sm:size-32" [src]="at().svg" [alt]="'me.in_person.code' | transloco: { link: kit().link.url }" width="128" height="128">
      <div class="grid content-start gap-3">
        <p class="text-ink-2">{{ 'me.share.codes_text' | transloco }}</p>
        <p class="flex flex-wrap gap-2">
          <a class="btn btn-ghost btn-small" [href]="at().png" [download]="file('png')"><ff-icon name="download" />PNG</a>
          <a class="btn btn-ghost btn-small" [href]="at().svg" [download]="file('svg')"><ff-icon name="download" />SVG</a>
        </p>
      </div>
      <div class="col-span-2 flex flex-wrap items-center gap-2 border-t border-line pt-4">
        <span class="me-auto font-semibold">{{ 'me.share.poster' | transloco }} <span class="hint font-normal">{{ 'language.' + kit().locale | transloco }}</span></span>
        <a class="btn btn-ghost btn-small" [href]="at().a4" [download]="'poster-a4-' + file('svg')"><ff-icon name="download" />A4</a>
        <a class="btn btn-ghost btn-small" [href]="at().a5" [download]="'poster-a5-' + file('svg')"><ff-icon name="download" />A5</a>
      </div>
    </section>
  `,
})
export class ShareCodes {
  readonly kit = input.required<ShareKit>();
  /** On this host, whatever the links are called: the page's policy lets in no other. */
  protected readonly at = computed(() => {
    const { link, locale } = this.kit();
    const poster = (paper: string) => `/r/${link.code}/poster.svg?paper=${paper}&lang=${locale}`;
    return { svg: `/r/${link.code}/qr.svg`, png: `/r/${link.code}/qr.png?size=1024`, a4: poster('a4'), a5: poster('a5') };
  });

  protected file(ending: string): string {
    return `${this.kit().link.code}.${ending}`;
  }
}
