import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { ShareKit } from '../api/generated';
import { Language } from '../i18n/language';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { type Channel, wayTo } from './share-ways';

/** The member's own link, the nearest ways to pass it on, and what came of it lately. */
@Component({
  selector: 'ff-share-card',
  imports: [CopyButton, Icon, RouterLink, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col gap-4">
      <div class="flex items-start justify-between gap-4">
        <div>
          <h2>{{ 'share.title' | transloco }}</h2>
          <p class="mt-1.5 text-ink-2">{{ 'share.text' | transloco }}</p>
        </div>
        <a class="shrink-0 overflow-hidden rounded-inset border border-line bg-[#fff]" [routerLink]="['/me', slug(), 'in-person']" [attr.aria-label]="'me.in_person.open' | transloco"><img class="size-20 sm:size-24" [src]="qr()" alt="" width="96" height="96"></a>
      </div>
      <div class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 rounded-inset border border-line-2 bg-sunken p-1.5">
        <a class="px-2 text-[13px] font-medium text-ink sm:text-[14px]" [href]="link().url">{{ shown().host }}<wbr>{{ shown().path }}</a>
        <ff-copy [text]="link().url" />
      </div>
      <ul class="grid auto-cols-fr grid-flow-col gap-2">
        @for (way of ways(); track way.name) {
          <li><a class="btn btn-ghost h-full w-full flex-col gap-1.5! px-0.5! py-2.5 text-[12px] font-medium! sm:text-[13px]" [href]="way.href" target="_blank" rel="noopener noreferrer"><ff-icon class="text-base" [name]="way.icon" />{{ way.name }}</a></li>
        }
        @if (!canShare) {
          <li><a class="btn btn-ghost h-full w-full flex-col gap-1.5! px-0.5! py-2.5 text-[12px] font-medium! sm:text-[13px]" [routerLink]="['/me', slug(), 'share']"><ff-icon class="text-base" name="share" />{{ 'me.share.more' | transloco }}</a></li>
        } @else {
          <li><button type="button" class="btn btn-ghost h-full w-full flex-col gap-1.5! px-0.5! py-2.5 text-[12px] font-medium! sm:text-[13px]" (click)="share()"><ff-icon class="text-base" name="share" />{{ 'me.share.more' | transloco }}</button></li>
        }
      </ul>
      <div class="mt-auto flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-4">
        <p class="text-ink-2">{{ 'share.figures' | transloco: kit().recent }}</p>
        <a class="inline-flex items-center gap-1.5 font-semibold text-brand-ink no-underline hover:underline" [routerLink]="['/me', slug(), 'share']"><ff-icon name="download" />{{ 'me.share.all' | transloco }}</a>
      </div>
    </section>
  `,
})
export class ShareCard {
  readonly slug = input.required<string>();
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
  protected readonly qr = computed(() => `/r/${this.link().code}/qr.svg`);
  protected readonly ways = computed(() => [
    { name: 'WhatsApp', icon: 'chat', href: this.way('whatsapp') },
    { name: 'Telegram', icon: 'send', href: this.way('telegram') },
    { name: this.transloco.translate('share.mail', {}, this.language.current()), icon: 'mail', href: this.way('email') },
  ] as const);

  /** Whoever closes the sheet again has decided so. */
  protected async share(): Promise<void> {
    await this.navigator.share({ text: this.textFor('other').text }).catch(() => undefined);
  }

  private way(channel: Channel): string | null {
    const { text, link } = this.textFor(channel);
    return wayTo(channel, text, link.url);
  }

  private textFor(channel: Channel): Pick<ShareKit['texts'][number], 'text' | 'link'> {
    return this.kit().texts.find((text) => text.channel === channel) ?? { text: this.link().url, link: this.link() };
  }
}
