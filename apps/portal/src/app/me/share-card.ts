import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Link } from '../api/generated';
import { Language } from '../i18n/language';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';

/** The member's own link, ways to pass it on, and what came of it. */
@Component({
  selector: 'ff-share-card',
  imports: [CopyButton, Icon, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col gap-4">
      <div>
        <h2>{{ 'share.title' | transloco }}</h2>
        <p class="mt-1.5 text-ink-2">{{ 'share.text' | transloco }}</p>
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
      <p class="mt-auto border-t border-line pt-4 text-ink-2">{{ 'share.figures' | transloco: figures() }}</p>
    </section>
  `,
})
export class ShareCard {
  readonly links = input.required<readonly Link[]>();
  readonly program = input.required<string>();
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);
  private readonly navigator = inject(DOCUMENT).defaultView!.navigator;
  /** Whether the system has a sheet of its own to share with: phones mostly. */
  protected readonly canShare = typeof this.navigator.share === 'function';

  /** The one made on joining is the oldest; every member has it. */
  protected readonly link = computed(() => this.links().reduce((first, link) => (link.createdAt < first.createdAt ? link : first)));
  protected readonly shown = computed(() => {
    const { host, pathname } = new URL(this.link().url);
    return { host, path: pathname };
  });
  protected readonly figures = computed(() => ({
    clicks: this.links().reduce((sum, link) => sum + link.clicks.human, 0),
    signups: this.links().reduce((sum, link) => sum + link.signups, 0),
  }));
  private readonly words = computed(() => this.transloco.translate('share.words', { program: this.program() }, this.language.current()));
  protected readonly ways = computed(() => {
    const url = encodeURIComponent(this.link().url);
    const words = encodeURIComponent(this.words());
    return [
      { name: 'WhatsApp', icon: 'chat', href: `https://wa.me/?text=${words}%20${url}` },
      { name: 'Telegram', icon: 'send', href: `https://t.me/share/url?url=${url}&text=${words}` },
      { name: this.transloco.translate('share.mail', {}, this.language.current()), icon: 'mail', href: `mailto:?body=${words}%20${url}` },
    ] as const;
  });

  /** Whoever closes the sheet again has decided so. */
  protected async share(): Promise<void> {
    await this.navigator.share({ text: this.words(), url: this.link().url }).catch(() => undefined);
  }
}
