import { computed, inject, Service, signal } from '@angular/core';
import { type Permission, permits } from '@fanfare/contracts';
import type { Me } from '../api/generated';
import { Session } from '../session/session';

export type StaffRole = Me['staffRoles'][number];

/** Screens in the order of the sidebar; who may see none of the former lands on the first they may. */
export const SCREENS = [
  { path: 'review', icon: 'inbox', needs: 'referrals:read' },
  { path: 'parcels', icon: 'gift', needs: 'grants:ship' },
  { path: 'rules', icon: 'layers', needs: 'rulebooks:read' },
  { path: 'mail', icon: 'mail', needs: 'mail:manage' },
  { path: 'team', icon: 'users', needs: 'staff:read' },
] as const satisfies readonly { path: string; icon: string; needs: Permission }[];

/** The program that is open, and what the person may do in it. */
@Service()
export class StaffProgram {
  private readonly session = inject(Session);
  private readonly slug = signal<string | null>(null);
  readonly role = computed<StaffRole | null>(() => this.session.me()?.staffRoles.find((role) => role.slug === this.slug()) ?? null);
  readonly roles = computed(() => this.session.me()?.staffRoles ?? []);
  readonly screens = computed(() => SCREENS.filter((screen) => this.may(screen.needs)));
  /** Empty before a program is open. */
  readonly id = computed(() => this.role()?.programId ?? '');

  /** @returns whether the person is staff there */
  open(slug: string): boolean {
    this.slug.set(slug);
    return this.role() !== null;
  }

  may(permission: Permission): boolean {
    const role = this.role();
    return role !== null && permits(role.role, permission);
  }
}
