import { Component, computed, input, output, signal } from '@angular/core';
import { LIMITS } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Link } from '../api/generated';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { NewLinkForm } from './new-link-form';

/** The member's links, what came by each, and another one. */
@Component({
  selector: 'ff-share-links',
  imports: [CopyButton, Icon, NewLinkForm, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'me.links.title' | transloco }}</h2>
      <p class="text-ink-2">{{ 'me.links.text' | transloco }}</p>
      <ul class="rows grid">
        @for (link of links(); track link.id) {
          <li class="grid items-center gap-x-4 gap-y-2 sm:grid-cols-[1fr_auto]">
            <div class="min-w-0">
              <strong class="font-semibold">{{ link.channel === first ? ('me.links.first' | transloco) : link.channel }}</strong>
              <span class="block text-[13px] text-ink-2">{{ shown(link) }}</span>
              <p class="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-[13px] text-ink-2">
                <span><strong class="font-semibold text-ink tabular-nums">{{ link.clicks.human }}</strong> {{ 'me.links.clicks' | transloco: { count: link.clicks.human } }}</span>
                <span><strong class="font-semibold text-ink tabular-nums">{{ link.signups }}</strong> {{ 'me.links.signups' | transloco: { count: link.signups } }}</span>
                <span><strong class="font-semibold text-ink tabular-nums">{{ link.qualified }}</strong> {{ 'me.links.qualified' | transloco: { count: link.qualified } }}</span>
              </p>
            </div>
            <ff-copy class="justify-self-start" [text]="link.url" look="quiet" />
          </li>
        }
      </ul>
      @if (full()) {
        <p class="hint">{{ 'me.links.full' | transloco: { count: links().length } }}</p>
      } @else if (adding()) {
        <ff-new-link-form [slug]="slug()" (made)="adding.set(false); made.emit()" (closed)="adding.set(false)" />
      } @else {
        <button type="button" class="btn btn-ghost justify-self-start" (click)="adding.set(true)"><ff-icon name="plus" />{{ 'me.links.add' | transloco }}</button>
      }
    </section>
  `,
})
export class ShareLinks {
  readonly slug = input.required<string>();
  readonly links = input.required<readonly Link[]>();
  readonly made = output<void>();
  /** What the link is called that everybody has from the beginning. */
  protected readonly first = 'default';
  protected readonly adding = signal(false);
  protected readonly full = computed(() => this.links().length >= LIMITS.linksPerMember);

  protected shown({ url }: Link): string {
    return url.replace(/^https?:\/\//, '');
  }
}
