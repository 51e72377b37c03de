import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Link, ShareKit } from '../api/generated';
import { Language } from '../i18n/language';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';

/** The member's own link, ways to pass it on, and what came of it. */
@Component({
  selector: 'ff-share-card',
  imports: [CopyButton, Icon, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col gap-4">
      <div class="flex items-start justify-between gap-4">
        <div>
          <h2>{{ 'share.title' | transloco }}</h2>
          <p class="mt-1.5 text-ink-2">{{ 'share.text' | transloco }}</p>
        </div>
        <a class="shrink-0 overflow-hidden rounded-inset border border-line bg-white" [href]="pictures().qr" download [attr.aria-label]="'me.share.qr' | transloco"><img class="size-20 sm:size-24" [src]="pictures().qr" alt="" width="96" height="96"></a>
      </div>
      <div class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 rounded-inset border border-line-2 bg-sunken p-1.5">
        <a class="px-2 text-[13px] font-medium text-ink sm:text-[14px]" [href]="link().url">{{ shown().host }}<wbr>{{ shown().path }}</a>
        <ff-copy [text]="link().url" />
      </div>
      <ul class="grid auto-cols-fr grid-flow-col gap-2">
        @for (way of ways(); track way.name) {
          <li><a class="btn btn-ghost h-full w-full flex-col gap-1.5! px-0.5! py-2.5 text-[12px] font-medium! sm:text-[13px]" [href]="way.href" target="_blank" rel="noopener noreferrer"><ff-icon class="text-base" [name]="way.icon" />{{ way.name }}</a></li>
        }
        @if (canShare) {
          <li><button type="button" class="btn btn-ghost h-full w-full flex-col gap-1.5! px-0.5! py-2.5 text-[12px] font-medium! sm:text-[13px]" (click)="share()"><ff-icon class="text-base" name="share" />{{ 'me.share.more' | transloco }}</button></li>
        }
      </ul>
      <div class="mt-auto flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-4">
        <p class="text-ink-2">{{ 'share.figures' | transloco: figures() }}</p>
        <p class="flex flex-wrap gap-x-4 gap-y-1"><a class="link" [href]="pictures().poster" download>{{ 'me.share.poster' | transloco }}</a><a class="link" [href]="pictures().card" target="_blank" rel="noopener">{{ 'me.share.card' | transloco }}</a></p>
      </div>
    </section>
  `,
})
export class ShareCard {
  readonly links = input.required<readonly Link[]>();
  readonly kit = input.required<ShareKit>();
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);
  private readonly navigator = inject(DOCUMENT).defaultView!.navigator;
  /** Whether the system has a sheet of its own to share with: phones mostly. */
  protected readonly canShare = typeof this.navigator.share === 'function';

  protected readonly link = computed(() => this.kit().link);
  protected readonly shown = computed(() => {
    const { host, pathname } = new URL(this.link().url);
    return { host, path: pathname };
  });
  /** On this host, whatever the links are called: the page's policy lets in no other. */
  protected readonly pictures = computed(() => {
    const code = this.link().code;
    return { qr: `/r/${code}/qr.svg`, poster: `/r/${code}/poster.svg?paper=a4&lang=${this.kit().locale}`, card: `/card/${code}` };
  });
  protected readonly figures = computed(() => ({
    clicks: this.links().reduce((sum, link) => sum + link.clicks.human, 0),
    signups: this.links().reduce((sum, link) => sum + link.signups, 0),
  }));
  protected readonly ways = computed(() => {
    const telegram = this.textFor('telegram');
    // Telegram takes the link apart from the words.
    const words = encodeURIComponent(telegram.text.replace(telegram.link.url, '').trim());
    return [
      { name: 'WhatsApp', icon: 'chat', href: `https://wa.me/?text=${encodeURIComponent(this.textFor('whatsapp').text)}` },
      { name: 'Telegram', icon: 'send', href: `https://t.me/share/url?url=${encodeURIComponent(telegram.link.url)}&text=${words}` },
      { name: this.transloco.translate('share.mail', {}, this.language.current()), icon: 'mail', href: `mailto:?body=${encodeURIComponent(this.textFor('email').text)}` },
    ] as const;
  });

  /** Whoever closes the sheet again has decided so. */
  protected async share(): Promise<void> {
    await this.navigator.share({ text: this.textFor('other').text }).catch(() => undefined);
  }

  private textFor(channel: ShareKit['texts'][number]['channel']): Pick<ShareKit['texts'][number], 'text' | 'link'> {
    return this.kit().texts.find((text) => text.channel === channel) ?? { text: this.link().url, link: this.link() };
  }
}
