import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import {
  myEventsControllerListResource, myLinksControllerListResource, myProgressControllerOwnResource, myRewardsControllerListResource, myShareControllerShowResource,
  publicProgramControllerShowResource,
} from '../api/generated/@angular/common.gen';
import { Language } from '../i18n/language';
import { rememberCode } from './known-code';
import { listenToProgress } from './live-progress';

/** The program that is open, with what the member has in it; every screen of the member area reads from here. */
@Injectable()
export class MemberProgram {
  private readonly opened = signal('');
  readonly slug = this.opened.asReadonly();
  private readonly mine = computed(() => (this.slug() ? { path: { slug: this.slug() } } : undefined));
  readonly shown = publicProgramControllerShowResource(() => this.mine());
  readonly progress = myProgressControllerOwnResource(() => this.mine());
  readonly links = myLinksControllerListResource(() => this.mine());
  /** Words and pictures to share with, in the member's own language. */
  readonly kit = myShareControllerShowResource(() => this.mine());
  readonly rewards = myRewardsControllerListResource(() => this.mine());
  readonly events = myEventsControllerListResource(() => this.mine());
  /** Rises whenever the member's book has changed, so that a list read page by page is read again. */
  readonly changes = signal(0);
  /** Not while somebody leaves: what follows could no longer be read, and the receipt would go with the page. */
  readonly listening = signal(true);

  constructor() {
    effect((onCleanup) => {
      if (this.slug() && this.listening()) onCleanup(listenToProgress(this.slug(), () => this.refresh()));
    });
    const language = inject(Language).current;
    let read = language();
    effect(() => {
      if (read === language()) return;
      read = language(); // words that come from the API are read again in the other language
      untracked(() => this.refresh());
    });
    effect(() => {
      if (this.shown.hasValue() && this.kit.hasValue()) void rememberCode(this.slug(), this.shown.value(), this.kit.value()).catch(() => null);
    });
  }

  open(slug: string): void {
    this.opened.set(slug);
  }

  /** Reads again what a counted friend, a claim or an answer may have changed; what is shown stays until then. */
  refresh(): void {
    for (const resource of [this.progress, this.links, this.kit, this.rewards, this.events]) resource.reload();
    this.changes.update((count) => count + 1);
  }
}
