import { DOCUMENT } from '@angular/common';
import { HttpErrorResponse } from '@angular/common/http';
import { Component, computed, effect, inject, input } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TranslocoPipe } from '@jsverse/transloco';
import {
  myLinksControllerListResource, myProgressControllerOwnResource, myRewardsControllerListResource, publicProgramControllerShowResource,
} from '../api/generated/@angular/common.gen';
import { readProblem } from '../api/problem';
import { Brand } from '../brand/brand';
import { Session } from '../session/session';
import { LanguageChoice } from '../ui/language-choice';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import { ProblemAlert } from '../ui/problem-alert';
import { FriendsCard } from './friends-card';
import { Hero } from './hero';
import { RewardsCard } from './rewards-card';
import { RoadCard } from './road-card';
import { ShareCard } from './share-card';

/** A member's own page: what is missing and why it matters, the link, the road, rewards, and friends with their reasons. */
@Component({
  selector: 'ff-member-home',
  imports: [FriendsCard, Hero, Icon, LanguageChoice, Mark, ProblemAlert, RewardsCard, RoadCard, ShareCard, TranslocoPipe],
  templateUrl: './member-home.html',
})
export class MemberHome {
  /** From the address. */
  readonly slug = input.required<string>();
  private readonly session = inject(Session);
  private readonly document = inject(DOCUMENT);
  private readonly title = inject(Title);
  private readonly brand = inject(Brand);

  private readonly mine = computed(() => ({ path: { slug: this.slug() } }));
  protected readonly program = publicProgramControllerShowResource(() => this.mine());
  protected readonly progress = myProgressControllerOwnResource(() => this.mine());
  protected readonly links = myLinksControllerListResource(() => this.mine());
  protected readonly rewards = myRewardsControllerListResource(() => this.mine());
  protected readonly me = this.session.me;
  /** The first word of the name, as one is greeted. */
  protected readonly givenName = computed(() => this.me()?.account.name?.trim().split(/\s+/)[0] ?? null);
  protected readonly problem = computed(() => {
    const error = this.program.error() ?? this.progress.error();
    return error ? readProblem(error instanceof HttpErrorResponse ? error.error : null) : null;
  });

  constructor() {
    void this.session.read().catch(() => null); // the interceptor leads whoever is not signed in away
    effect(() => {
      if (!this.program.hasValue()) return;
      const { name, brandColor } = this.program.value();
      this.brand.wear(name, brandColor);
      this.title.setTitle(name);
    });
  }

  protected claimed(): void {
    this.rewards.reload();
    this.progress.reload();
  }

  protected async signOut(): Promise<void> {
    await this.session.end();
    this.document.location.assign(`/sign-in?program=${encodeURIComponent(this.slug())}`);
  }
}
