import { DOCUMENT } from '@angular/common';
import { HttpErrorResponse } from '@angular/common/http';
import { Component, computed, effect, inject, input } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet, TitleStrategy } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { readProblem } from '../api/problem';
import { Brand } from '../brand/brand';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { LanguageChoice } from '../ui/language-choice';
import { Mark } from '../ui/mark';
import { ProblemAlert } from '../ui/problem-alert';
import { MemberProgram } from './member-program';

/** Where a member can go: across the top, and on a phone within reach of the thumb. */
const SCREENS = [
  { path: '', icon: 'home', label: 'me.home' },
  { path: 'friends', icon: 'users', label: 'me.friends' },
  { path: 'rewards', icon: 'gift', label: 'me.rewards' },
  { path: 'events', icon: 'calendar', label: 'me.events' },
  { path: 'board', icon: 'trophy', label: 'me.board' },
] as const;

/** What surrounds every screen of the member area: the program, where one can go, and the way out. */
@Component({
  selector: 'ff-member-shell',
  imports: [Icon, LanguageChoice, Mark, ProblemAlert, RouterLink, RouterLinkActive, RouterOutlet, TranslocoPipe],
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

  protected readonly screens = SCREENS;
  protected readonly shown = this.program.shown;
  protected readonly ready = computed(() => this.shown.hasValue() && this.program.progress.hasValue());
  protected readonly me = this.session.me;
  protected readonly problem = computed(() => {
    const error = this.shown.error() ?? this.program.progress.error();
    return error ? readProblem(error instanceof HttpErrorResponse ? error.error : null) : null;
  });

  constructor() {
    void this.session.read().catch(() => null); // the interceptor leads whoever is not signed in away
    effect(() => this.program.open(this.slug()));
    effect(() => {
      if (!this.shown.hasValue()) return;
      this.brand.wear(this.shown.value().name, this.shown.value().brandColor);
      this.titles.updateTitle(this.router.routerState.snapshot); // it ends in the program's name
    });
  }

  protected async signOut(): Promise<void> {
    await this.session.end();
    this.document.location.assign(`/sign-in?program=${encodeURIComponent(this.slug())}`);
  }
}
