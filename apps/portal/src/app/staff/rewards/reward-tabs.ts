import { afterNextRender, Component, inject, Injector } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { StaffProgram } from '../staff-program';

/** Between what can be earned, who has earned it, and what it may cost. */
@Component({
  selector: 'ff-reward-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoPipe],
  template: `
    <nav class="mb-6 flex gap-1 overflow-x-auto border-b border-line" [attr.aria-label]="'staff.rewards' | transloco">
      @for (tab of tabs; track tab.path) {
        <a #link class="-mb-px border-b-2 border-transparent px-3 py-2 font-semibold whitespace-nowrap text-ink-2 no-underline hover:text-ink" routerLinkActive="border-brand-ink! text-ink!" ariaCurrentWhenActive="page"
          [routerLinkActiveOptions]="exactly" (isActiveChange)="$event && show(link)" [routerLink]="['/staff', program.role()?.slug, 'rewards'].concat(tab.path)">{{ tab.label | transloco }}</a>
      }
    </nav>
  `,
})
export class RewardTabs {
  protected readonly program = inject(StaffProgram);
  private readonly injector = inject(Injector);
  /** Whatever part of a screen is shown. */
  protected readonly exactly = { paths: 'exact', queryParams: 'ignored', matrixParams: 'ignored', fragment: 'ignored' } as const;
  protected readonly tabs = [{ path: [] as string[], label: 'staff.catalogue' }, { path: ['granted'], label: 'staff.granted' }, { path: ['budgets'], label: 'budgets.title' }, { path: ['forecast'], label: 'forecast.title' }, ...(this.program.may('rewards:grant') ? [{ path: ['deliveries'], label: 'staff.deliveries' }, { path: ['payouts'], label: 'staff.payouts' }, { path: ['reconciliation'], label: 'reconciliation.title' }] : [])];

  /** On a phone they do not all fit: the one of this screen is there. */
  protected show(link: HTMLElement): void {
    afterNextRender(() => link.scrollIntoView({ block: 'nearest', inline: 'center' }), { injector: this.injector });
  }
}
