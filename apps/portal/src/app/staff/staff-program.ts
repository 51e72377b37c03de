import { computed, inject, Service, signal } from '@angular/core';
import { LIMITS, type Permission, permits } from '@fanfare/contracts';
import type { Me, Waiting } from '../api/generated';
import { settingsControllerShowResource, waitingControllerShowResource } from '../api/generated/@angular/common.gen';
import { Session } from '../session/session';
import type { IconName } from '../ui/icon';

export type StaffRole = Me['staffRoles'][number];

interface Screen {
  readonly path: string;
  readonly icon: IconName;
  readonly needs: Permission;
  readonly group: 'daily' | 'program' | 'office';
}

/** Screens in the order of the sidebar; who may see none of the former lands on the first they may. */
export const SCREENS = [
  { path: 'overview', icon: 'grid', needs: 'insights:read', group: 'daily' },
  { path: 'review', icon: 'inbox', needs: 'referrals:read', group: 'daily' },
  { path: 'friends', icon: 'heart', needs: 'referrals:read', group: 'daily' },
  { path: 'people', icon: 'users', needs: 'members:read', group: 'daily' },
  { path: 'messages', icon: 'chat', needs: 'members:read', group: 'daily' },
  { path: 'parcels', icon: 'truck', needs: 'grants:ship', group: 'daily' },
  { path: 'rules', icon: 'layers', needs: 'rulebooks:read', group: 'program' },
  { path: 'checks', icon: 'filter', needs: 'rulebooks:read', group: 'program' },
  { path: 'rewards', icon: 'gift', needs: 'rewards:write', group: 'program' },
  { path: 'events', icon: 'calendar', needs: 'events:read', group: 'program' },
  { path: 'mail', icon: 'mail', needs: 'mail:manage', group: 'office' },
  { path: 'developers', icon: 'code', needs: 'webhooks:manage', group: 'office' },
  { path: 'team', icon: 'shield', needs: 'staff:read', group: 'office' },
  { path: 'proof', icon: 'book', needs: 'ledger:verify', group: 'office' },
  { path: 'settings', icon: 'settings', needs: 'settings:write', group: 'office' },
] as const satisfies readonly Screen[];
/** Which of what waits belongs beside the name of which screen. */
const WAITING_AT = { review: ['held', 'appeals'], messages: ['messages'], parcels: ['toShip'], rewards: ['toGive'], mail: ['parkedMail', 'failedWork'] } as const satisfies Partial<Record<(typeof SCREENS)[number]['path'], readonly (keyof Waiting)[]>>;
const GROUPS = ['daily', 'program', 'office'] as const;

/** The program that is open, and what the person may do in it. */
@Service()
export class StaffProgram {
  private readonly session = inject(Session);
  private readonly slug = signal<string | null>(null);
  readonly role = computed<StaffRole | null>(() => this.session.me()?.staffRoles.find((role) => role.slug === this.slug()) ?? null);
  readonly roles = computed(() => this.session.me()?.staffRoles ?? []);
  readonly screens = computed(() => SCREENS.filter((screen) => this.may(screen.needs)));
  readonly groups = computed(() => GROUPS.map((name) => ({ name, screens: this.screens().filter((screen) => screen.group === name) })).filter((group) => group.screens.length > 0));
  /** Empty before a program is open. */
  readonly id = computed(() => this.role()?.programId ?? '');
  readonly settings = settingsControllerShowResource(() => (this.id() ? { path: { programId: this.id() } } : undefined));
  /** The program's own, in which its events and days are told. */
  readonly timeZone = computed(() => (this.settings.hasValue() ? this.settings.value().timeZone : 'UTC'));

  /** Within how many hours somebody should have looked at a held friend. */
  readonly reviewTarget = computed(() => (this.settings.hasValue() ? this.settings.value().reviewTargetHours : LIMITS.reviewTargetHours));

  /** What waits for the team; read again now and then, and after everything that changes it. */
  readonly waiting = waitingControllerShowResource(() => (this.id() ? { path: { programId: this.id() } } : undefined));
  readonly badges = computed(() => {
    const waiting = this.waiting.hasValue() ? this.waiting.value() : null;
    return new Map(Object.entries(WAITING_AT).map(([path, counts]) => [path, counts.reduce((sum, name) => sum + (waiting?.[name] ?? 0), 0)]));
  });

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
