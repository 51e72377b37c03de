import { Component, computed, inject } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import type { Permission } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { StaffProgram } from '../staff-program';

interface Part {
  readonly path: string;
  readonly needs: Permission;
}

/** In the order of the tabs. */
const DEVELOPER_PARTS: readonly Part[] = [
  { path: 'keys', needs: 'integrations:manage' },
  { path: 'webhooks', needs: 'webhooks:manage' },
  { path: 'page', needs: 'webhooks:manage' },
  { path: 'stripe', needs: 'integrations:manage' },
];

@Component({
  selector: 'ff-developers-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoPipe],
  template: `
    <nav class="flex gap-1 overflow-x-auto border-b border-line" [attr.aria-label]="'staff.developers' | transloco">
      @for (part of parts(); track part.path) {
        <a class="-mb-px border-b-2 border-transparent px-3 py-2.5 font-semibold whitespace-nowrap text-ink-2 no-underline hover:text-ink" routerLinkActive="border-brand-ink! text-ink!" ariaCurrentWhenActive="page" [routerLink]="['/staff', program.role()?.slug, 'developers', part.path]">{{ 'developers.part.' + part.path | transloco }}</a>
      }
    </nav>
  `,
  host: { class: 'mb-5 block' },
})
export class DevelopersTabs {
  protected readonly program = inject(StaffProgram);
  protected readonly parts = computed(() => DEVELOPER_PARTS.filter((part) => this.program.may(part.needs)));
}
