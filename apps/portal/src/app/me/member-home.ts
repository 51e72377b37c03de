import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { FriendsSummary } from './friends-summary';
import { Hero } from './hero';
import { MemberProgram } from './member-program';
import { NextEventCard } from './next-event-card';
import { RewardsCard } from './rewards-card';
import { RoadCard } from './road-card';
import { ShareCard } from './share-card';

/** A member's own page: what is missing and why it matters, the link, the road, rewards, and what comes next. */
@Component({
  selector: 'ff-member-home',
  imports: [FriendsSummary, Hero, Icon, NextEventCard, RewardsCard, RoadCard, RouterLink, ShareCard, TranslocoPipe],
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
  protected readonly links = this.program.links;
  protected readonly kit = this.program.kit;
  protected readonly rewards = this.program.rewards;
  protected readonly next = computed(() => {
    if (!this.program.events.hasValue()) return null;
    const now = new Date().toISOString();
    const ahead = this.program.events.value().items.filter((event) => event.endsAt > now && !event.cancelled);
    return ahead.at(-1) ?? null; // the furthest comes first
  });
}
