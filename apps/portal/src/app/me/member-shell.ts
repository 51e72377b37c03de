import { DOCUMENT } from '@angular/common';
import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet, TitleStrategy } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { problemOfRead } from '../api/problem';
import { Brand } from '../brand/brand';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { LanguageChoice } from '../ui/language-choice';
import { Mark } from '../ui/mark';
import { ProblemAlert } from '../ui/problem-alert';
import { Reading } from '../ui/reading';
import { Installable } from './installable';
import { forgetCodes, knownCode } from './known-code';
import { MemberProgram } from './member-program';

/** Where a member can go: across the top, and on a phone within reach of the thumb. Five fit there; the board and oneself are at the top. */
const SCREENS = [
  { path: '', icon: 'home', label: 'me.home' },
  { path: 'friends', icon: 'users', label: 'me.friends' },
  { path: 'share', icon: 'share', label: 'me.share' },
  { path: 'rewards', icon: 'gift', label: 'me.rewards' },
  { path: 'events', icon: 'calendar', label: 'me.events' },
] as const;

/** What surrounds every screen of the member area: the program, where one can go, and the way out. */
@Component({
  selector: 'ff-member-shell',
  imports: [Icon, LanguageChoice, Mark, ProblemAlert, Reading, RouterLink, RouterLinkActive, RouterOutlet, TranslocoPipe],
  templateUrl: './member-shell.html',
})
export class MemberShell {
  /** From the address. */
  readonly slug = input.required<string>();
  private readonly session = inject(Session);
  private readonly document = inject(DOCUMENT);
  private readonly brand = inject(Brand);
  private readonly router = inject(Router);
  private readonly titles = inject(TitleStrategy);
  private readonly program = inject(MemberProgram);
  private readonly installable = inject(Installable);

  protected readonly screens = SCREENS;
  protected readonly shown = this.program.shown;
  protected readonly ready = computed(() => this.shown.hasValue() && this.program.progress.hasValue());
  protected readonly me = this.session.me;
  protected readonly problem = computed(() => problemOfRead(this.shown.error() ?? this.program.progress.error()));

  /** There is no network, but a code that can be shown without. */
  protected readonly offline = computed(() => this.problem()?.code === 'server.unavailable' && knownCode(this.slug()) !== null);

  constructor() {
    // The interceptor leads whoever is not signed in away. The account's language must be known before words are read in it.
    const asked = signal(false);
    void this.session.read().catch(() => null).finally(() => asked.set(true));
    effect(() => {
      if (asked()) this.program.open(this.slug());
    });
    effect(() => this.installable.start(this.slug()));
    effect(() => {
      if (!this.shown.hasValue()) return;
      this.brand.wear(this.shown.value().name, this.shown.value().brandColor);
      this.titles.updateTitle(this.router.routerState.snapshot); // it ends in the program's name
    });
  }

  protected async signOut(): Promise<void> {
    await this.session.end();
    forgetCodes();
    this.document.location.assign(`/sign-in?program=${encodeURIComponent(this.slug())}`);
  }
}
