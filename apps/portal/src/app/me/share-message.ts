import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { ShareKit } from '../api/generated';
import { CopyButton, writeClipboard } from '../ui/copy-button';
import { FilterChips } from '../ui/filter-chips';
import { Icon } from '../ui/icon';
import { type Channel, TAKES_LINK_ONLY, wayTo } from './share-ways';

/** What is sent: proposed, changed as one likes, and handed to the channel. */
@Component({
  selector: 'ff-share-message',
  imports: [CopyButton, FilterChips, Icon, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'me.share.message' | transloco }}</h2>
      <ff-filter-chips class="-mb-5 block" [choices]="channels()" [(value)]="channel" prefix="me.channel." label="me.share.channel" />
      <div class="field">
        <label class="label" for="share-text">{{ 'me.share.words' | transloco }}</label>
        <textarea #area id="share-text" class="input min-h-28 py-2.5" [attr.lang]="kit().locale" [value]="text()" (input)="change(area.value)" [attr.aria-invalid]="!complete()" aria-describedby="share-text-hint"></textarea>
        <p id="share-text-hint" [class]="complete() ? 'hint' : 'field-error'" aria-live="polite">{{ (complete() ? linkOnly() ? 'me.share.link_only' : 'me.share.words_hint' : 'me.share.link_missing') | transloco }}</p>
      </div>
      <div class="flex flex-wrap gap-2">
        @if (way(); as way) {
          <a class="btn btn-primary" [class.pointer-events-none]="!complete()" [class.opacity-60]="!complete()" [attr.aria-disabled]="!complete()" [attr.href]="complete() ? way : null" target="_blank" rel="noopener noreferrer" (click)="opened()"><ff-icon name="send" />{{ 'me.share.send.' + channel() | transloco }}</a>
        }
        @if (canShare) { <button type="button" class="btn" [class]="way() ? 'btn-ghost' : 'btn-primary'" [disabled]="!complete()" (click)="share()"><ff-icon name="share" />{{ 'me.share.system' | transloco }}</button> }
        <ff-copy [text]="text()" label="me.share.copy_text" [look]="way() || canShare ? 'quiet' : 'primary'" />
        @if (text() !== proposed().text) { <button type="button" class="btn btn-ghost" (click)="change(proposed().text)">{{ 'me.share.reset' | transloco }}</button> }
      </div>
    </section>
  `,
})
export class ShareMessage {
  readonly kit = input.required<ShareKit>();
  private readonly navigator = inject(DOCUMENT).defaultView!.navigator;
  /** Whether the system has a sheet of its own to share with: phones mostly. */
  protected readonly canShare = typeof this.navigator.share === 'function';
  protected readonly channel = signal<Channel>('whatsapp');
  protected readonly channels = computed(() => this.kit().texts.map(({ channel }) => channel));
  protected readonly proposed = computed(() => this.kit().texts.find(({ channel }) => channel === this.channel())!);
  /** By language and channel, so that nothing one wrote is lost by looking at another. */
  private readonly written = signal<Readonly<Record<string, string>>>({});
  private readonly place = computed(() => `${this.kit().locale}/${this.channel()}`);
  protected readonly text = computed(() => this.written()[this.place()] ?? this.proposed().text);
  /** Without the link nobody would count. */
  protected readonly complete = computed(() => this.text().includes(this.proposed().link.url));
  protected readonly linkOnly = computed(() => TAKES_LINK_ONLY.has(this.channel()));
  protected readonly way = computed(() => wayTo(this.channel(), this.text(), this.proposed().link.url));

  protected change(text: string): void {
    this.written.update((written) => ({ ...written, [this.place()]: text }));
  }

  protected opened(): void {
    if (this.linkOnly()) void writeClipboard(this.text());
  }

  /** Whoever closes the sheet again has decided so. */
  protected async share(): Promise<void> {
    await this.navigator.share({ text: this.text() }).catch(() => undefined);
  }
}
