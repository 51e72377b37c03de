import { Component, computed, inject, input, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { myPersonalLinkControllerClose, myPersonalLinkControllerRotate } from '../api/generated';
import { myPersonalLinkControllerShowResource } from '../api/generated/@angular/common.gen';
import { Attempt } from '../api/attempt';
import { problemOfRead } from '../api/problem';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { CopyButton } from '../ui/copy-button';
import { ProblemAlert } from '../ui/problem-alert';
import { Reading } from '../ui/reading';

const WORDS = {
  renew: { heading: 'me.personal.renew_title', text: 'me.personal.renew_text', action: 'me.personal.renew' },
  close: { heading: 'me.personal.close_title', text: 'me.personal.close_text', action: 'me.personal.close' },
} as const;

/** The page that says how far the member is to whoever has its address: read it, pass it on, change it, close it. */
@Component({
  selector: 'ff-personal-link-card',
  imports: [ConfirmDialog, CopyButton, ProblemAlert, Reading, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'me.personal.title' | transloco }}</h2>
      <p class="text-ink-2">{{ 'me.personal.text' | transloco }}</p>
      <ff-problem [problem]="attempt.problem() ?? unread()" />
      @if (link.hasValue()) {
        @if (link.value().url; as url) {
          <div class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 rounded-inset border border-line-2 bg-sunken p-1.5">
            <a class="truncate px-2 text-[13px] font-medium text-ink" [href]="url" target="_blank" rel="noopener">{{ url }}</a>
            <ff-copy [text]="url" />
          </div>
          <div class="flex flex-wrap gap-2">
            <button type="button" class="btn btn-ghost" [disabled]="attempt.busy()" (click)="asked.set('renew')">{{ 'me.personal.renew' | transloco }}</button>
            <button type="button" class="btn btn-danger" [disabled]="attempt.busy()" (click)="asked.set('close')">{{ 'me.personal.close' | transloco }}</button>
          </div>
        } @else {
          <button type="button" class="btn btn-ghost justify-self-start" [disabled]="attempt.busy()" (click)="renew()">{{ 'me.personal.make' | transloco }}</button>
        }
      } @else if (!unread()) { <ff-reading /> }
      @if (asked(); as what) {
        <ff-confirm [heading]="words[what].heading | transloco" [text]="words[what].text | transloco" [action]="words[what].action | transloco" (confirmed)="what === 'renew' ? renew() : close()" (closed)="asked.set(null)" />
      }
    </section>
  `,
})
export class PersonalLinkCard {
  readonly slug = input.required<string>();
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  protected readonly link = myPersonalLinkControllerShowResource(() => ({ path: { slug: this.slug() } }));
  protected readonly unread = computed(() => problemOfRead(this.link.error()));
  protected readonly attempt = new Attempt();
  protected readonly words = WORDS;
  /** What is asked about before it is done: either way the old address opens nothing from then on. */
  protected readonly asked = signal<'renew' | 'close' | null>(null);

  protected renew(): Promise<void> {
    return this.change(() => myPersonalLinkControllerRotate({ path: { slug: this.slug() } }), 'me.personal.renewed');
  }

  protected close(): Promise<void> {
    return this.change(() => myPersonalLinkControllerClose({ path: { slug: this.slug() } }), 'me.personal.closed');
  }

  private async change(send: () => Promise<unknown>, said: string): Promise<void> {
    if (!(await this.attempt.run(send))) return;
    void this.announcer.announce(this.transloco.translate(said));
    this.link.reload();
  }
}
