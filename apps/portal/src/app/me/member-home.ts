import { Component, computed, effect, inject, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { myProgressControllerFriendsResource } from '../api/generated/@angular/common.gen';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { FriendsSummary } from './friends-summary';
import { Hero } from './hero';
import { InviterCard } from './inviter-card';
import { MemberProgram } from './member-program';
import { NextEventCard } from './next-event-card';
import { RewardsCard } from './rewards-card';
import { RoadCard } from './road-card';
import { ShareCard } from './share-card';

/** Friends that are shown by name. */
const LATEST = 3;

/** A member's own page: what is missing and why it matters, the link, the road, rewards, and what comes next. */
@Component({
  selector: 'ff-member-home',
  imports: [FriendsSummary, Hero, Icon, InviterCard, NextEventCard, RewardsCard, RoadCard, RouterLink, ShareCard, TranslocoPipe],
  templateUrl: './member-home.html',
})
export class MemberHome {
  private readonly session = inject(Session);
  protected readonly program = inject(MemberProgram);
  /** The first word of the name, as one is greeted. */
  protected readonly givenName = computed(() => this.session.me()?.account.name?.trim().split(/\s+/)[0] ?? null);
  protected readonly slug = this.program.slug;
  protected readonly shown = this.program.shown;
  protected readonly progress = this.program.progress;
  protected readonly kit = this.program.kit;
  protected readonly rewards = this.program.rewards;
  private readonly latest = myProgressControllerFriendsResource(() => ({ path: { slug: this.slug() }, query: { limit: LATEST } }));
  protected readonly friends = computed(() => (this.latest.hasValue() ? this.latest.value().items : []));
  protected readonly next = computed(() => {
    if (!this.program.events.hasValue()) return null;
    const now = new Date().toISOString();
    const ahead = this.program.events.value().items.filter((event) => event.endsAt > now && !event.cancelled);
    return ahead.at(-1) ?? null; // the furthest comes first
  });

  constructor() {
    effect(() => {
      if (this.program.changes() > 0) untracked(() => this.latest.reload());
    });
  }
}
