import { Component, effect, inject } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { settingsControllerShowResource } from '../api/generated/@angular/common.gen';
import { Brand } from '../brand/brand';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { LanguageChoice } from '../ui/language-choice';
import { Mark } from '../ui/mark';
import { StaffProgram } from './staff-program';

/** What surrounds every staff screen: the program, where one can go, and the way out. */
@Component({
  selector: 'ff-staff-shell',
  imports: [Icon, LanguageChoice, Mark, RouterLink, RouterLinkActive, RouterOutlet, TranslocoPipe],
  templateUrl: './staff-shell.html',
})
export class StaffShell {
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly brand = inject(Brand);
  protected readonly program = inject(StaffProgram);
  protected readonly me = this.session.me;
  protected readonly settings = settingsControllerShowResource(() => (this.program.id() ? { path: { programId: this.program.id() } } : undefined));

  constructor() {
    effect(() => {
      if (this.settings.hasValue()) this.brand.wear(this.settings.value().name, this.settings.value().brandColor);
    });
  }

  protected switchTo(slug: string): void {
    void this.router.navigate(['/staff', slug]);
  }

  protected async signOut(): Promise<void> {
    await this.session.end();
    await this.router.navigate(['/staff']);
  }
}
