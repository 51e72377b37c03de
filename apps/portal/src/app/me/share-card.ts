import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Link } from '../api/generated';
import { CopyButton } from '../ui/copy-button';

/** The member's own link, ways to pass it on, and what came of it. */
@Component({
  selector: 'ff-share-card',
  imports: [CopyButton, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col gap-4">
      <h2>{{ 'share.title' | transloco }}</h2>
      <p class="text-ink-2">{{ 'share.text' | transloco }}</p>
      <div class="grid items-center gap-2 rounded-inset border border-line-2 bg-sunken p-2 sm:grid-cols-[1fr_auto]">
        <a class="px-2 font-medium text-ink" [href]="link().url">{{ shown() }}</a>
        <ff-copy [text]="link().url" />
      </div>
      <ul class="grid grid-cols-3 gap-2">
        @for (way of ways(); track way.name) {
          <li><a class="btn btn-ghost w-full px-1" [href]="way.href" target="_blank" rel="noopener noreferrer">{{ way.name }}</a></li>
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

  /** The one made on joining is the oldest; every member has it. */
  protected readonly link = computed(() => this.links().reduce((first, link) => (link.createdAt < first.createdAt ? link : first)));
  protected readonly shown = computed(() => this.link().url.replace(/^https?:\/\//, ''));
  protected readonly figures = computed(() => ({
    clicks: this.links().reduce((sum, link) => sum + link.clicks.human, 0),
    signups: this.links().reduce((sum, link) => sum + link.signups, 0),
  }));
  protected readonly ways = computed(() => {
    const url = encodeURIComponent(this.link().url);
    const words = encodeURIComponent(this.transloco.translate('share.words', { program: this.program() }));
    return [
      { name: 'WhatsApp', href: `https://wa.me/?text=${words}%20${url}` },
      { name: 'Telegram', href: `https://t.me/share/url?url=${url}&text=${words}` },
      { name: this.transloco.translate('share.mail'), href: `mailto:?body=${words}%20${url}` },
    ];
  });
}
