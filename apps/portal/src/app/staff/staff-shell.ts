import { afterNextRender, Component, DestroyRef, effect, inject, Injector, signal } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Brand } from '../brand/brand';
import { Session } from '../session/session';
import { Avatar } from '../ui/avatar';
import { Icon } from '../ui/icon';
import { LanguageChoice } from '../ui/language-choice';
import { Mark } from '../ui/mark';
import { ToastArea } from '../ui/toasts';
import { InviteDialog } from './invite-dialog';
import { Palette } from './palette';
import { StaffProgram } from './staff-program';

/** How often the counts beside the screens' names are read anew, by whoever looks. */
const ASKED_EVERY_MS = 60_000;

/** What surrounds every staff screen: the program, where one can go, what one can look for, and the way out. */
@Component({
  selector: 'ff-staff-shell',
  imports: [Avatar, Icon, InviteDialog, LanguageChoice, Mark, Palette, RouterLink, RouterLinkActive, RouterOutlet, ToastArea, TranslocoPipe],
  templateUrl: './staff-shell.html',
  host: { '(document:keydown)': 'hear($event)' },
})
export class StaffShell {
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly brand = inject(Brand);
  private readonly injector = inject(Injector);
  protected readonly program = inject(StaffProgram);
  protected readonly me = this.session.me;
  /** Whether the sidebar is open where there is no room for it beside the screen. */
  protected readonly menu = signal(false);
  protected readonly finding = signal(false);
  protected readonly inviting = signal(false);

  constructor() {
    effect(() => {
      const { settings } = this.program;
      if (settings.hasValue()) this.brand.wear(settings.value().name, settings.value().brandColor);
    });
    const timer = setInterval(() => document.visibilityState === 'visible' && this.program.waiting.reload(), ASKED_EVERY_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected hear(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.finding.set(true);
  }

  protected openMenu(first: HTMLElement): void {
    this.menu.set(true);
    afterNextRender(() => first.focus(), { injector: this.injector });
  }

  protected closeMenu(opener: HTMLElement): void {
    this.menu.set(false);
    opener.focus();
  }

  protected switchTo(slug: string): void {
    void this.router.navigate(['/staff', slug]);
  }

  protected async signOut(): Promise<void> {
    await this.session.end();
    await this.router.navigate(['/staff']);
  }
}
