import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { ShareKit } from '../api/generated';
import { myShareControllerShowResource } from '../api/generated/@angular/common.gen';
import { problemOfRead } from '../api/problem';
import { Icon } from '../ui/icon';
import { ProblemAlert } from '../ui/problem-alert';
import { Reading } from '../ui/reading';
import { Installable } from './installable';
import { MemberProgram } from './member-program';
import { ShareCardPreview } from './share-card-preview';
import { ShareCodes } from './share-codes';
import { ShareLinks } from './share-links';
import { ShareMessage } from './share-message';

/** Everything to bring a friend with: what to say, in their language; the code and posters; links and what came of each; the card. */
@Component({
  selector: 'ff-share-page',
  imports: [Icon, ProblemAlert, Reading, RouterLink, ShareCardPreview, ShareCodes, ShareLinks, ShareMessage, TranslocoPipe],
  template: `
    <div class="flex flex-wrap items-end justify-between gap-3">
      <div>
        <h1>{{ 'me.share' | transloco }}</h1>
        <p class="mt-2 text-ink-2">{{ 'share.text' | transloco }}</p>
      </div>
      @if (kit(); as kit) {
        @if (kit.locales.length > 1) {
          <label class="flex items-center gap-2.5"><span class="label">{{ 'me.share.language' | transloco }}</span>
            <select class="input w-auto" #choice (change)="language.set(choice.value)">
              @for (locale of kit.locales; track locale) { <option [value]="locale" [selected]="locale === kit.locale">{{ 'language.' + locale | transloco }}</option> }
            </select>
          </label>
        }
      }
    </div>
    @if (kit(); as kit) {
      <!-- On a phone one after the other, as they matter; beside each other where there is room. -->
      <div class="mt-6 grid items-start gap-5 lg:grid-cols-[1.22fr_1fr]">
        <div class="contents gap-5 lg:grid">
          <div class="order-1 grid gap-5">
            @if (gifts().length > 0) {
              <section class="card grid gap-2"><h2>{{ 'me.share.friend_gets' | transloco }}</h2>
                @for (one of gifts(); track one.id) { <p class="text-ink-2">{{ 'me.rewards.friend' | transloco: { title: one.friend!.title, each: one.friend!.each, count: one.friend!.at, measure: one.measure } }}</p> }
              </section>
            }
            <ff-share-message [kit]="kit" />
          </div>
          @if (program.links.hasValue()) { <ff-share-links class="order-4" [slug]="slug()" [links]="program.links.value().items" (made)="made()" /> }
        </div>
        <div class="contents gap-5 lg:grid">
          <section class="card order-2 grid gap-3">
            <h2>{{ 'me.in_person' | transloco }}</h2>
            <p class="text-ink-2">{{ 'me.in_person.text' | transloco }}</p>
            <p class="flex flex-wrap gap-2">
              <a class="btn btn-ghost" [routerLink]="['/me', slug(), 'in-person']"><ff-icon name="qr" />{{ 'me.in_person.open' | transloco }}</a>
              @if (installable.offered()) { <button type="button" class="btn btn-ghost" (click)="installable.install()"><ff-icon name="download" />{{ 'me.share.install' | transloco }}</button> }
            </p>
          </section>
          <ff-share-codes class="order-3" [kit]="kit" />
          <ff-share-card-preview class="order-5" [kit]="kit" />
        </div>
      </div>
    } @else if (problem()) { <ff-problem class="mt-6" [problem]="problem()" /> }
    @else { <ff-reading class="mt-6" /> }
  `,
})
export class SharePage {
  protected readonly program = inject(MemberProgram);
  protected readonly installable = inject(Installable);
  protected readonly slug = this.program.slug;
  /** Of whoever it is sent to; null: the member's own. */
  protected readonly language = signal<string | null>(null);
  private readonly asked = myShareControllerShowResource(() => {
    const lang = this.language();
    return { path: { slug: this.slug() }, query: lang ? { lang } : {} };
  });
  /** What is shown stays until it is there in another language. */
  protected readonly kit = linkedSignal<ShareKit | null, ShareKit | null>({
    source: () => (this.asked.hasValue() ? this.asked.value() : null), computation: (now, before) => now ?? before?.value ?? null,
  });

  /** What friends get by signing up through one's link. */
  protected readonly gifts = computed(() => (this.program.progress.hasValue() ? this.program.progress.value().milestones.filter(({ friend }) => friend !== null) : []));

  protected readonly problem = computed(() => problemOfRead(this.asked.error()));

  /** A channel with a link of its own is sent with that one. */
  protected made(): void {
    this.program.refresh();
    this.asked.reload();
  }
}
