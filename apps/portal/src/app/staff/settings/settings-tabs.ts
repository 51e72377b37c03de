import { Component, inject } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { StaffProgram } from '../staff-program';

const TABS = [{ path: ['settings'], label: 'staff.settings_general' }, { path: ['settings', 'share'], label: 'staff.share_texts' }, { path: ['settings', 'erasures'], label: 'staff.erasures' }] as const;

@Component({
  selector: 'ff-settings-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoPipe],
  template: `
    <nav class="flex gap-1 border-b border-line" [attr.aria-label]="'staff.settings' | transloco">
      @for (tab of tabs; track tab.label) {
        <a class="-mb-px border-b-2 border-transparent px-3 py-2.5 font-semibold text-ink-2 no-underline hover:text-ink" routerLinkActive="border-brand-ink! text-ink!" [routerLinkActiveOptions]="{ exact: true }" ariaCurrentWhenActive="page" [routerLink]="['/staff', program.role()?.slug].concat(tab.path)">{{ tab.label | transloco }}</a>
      }
    </nav>
  `,
})
export class SettingsTabs {
  protected readonly program = inject(StaffProgram);
  protected readonly tabs = TABS;
}
