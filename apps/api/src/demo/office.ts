import { Injectable } from '@nestjs/common';
import { Staff } from '../identity/index.js';
import { ApiKeys } from '../integrations/index.js';
import { Clock } from '../platform/clock.js';
import { STAFF, STAFF_PASSWORD } from './people.js';

const DAY_MS = 86_400_000;

/** The brand's side of the story: its team, and what its own systems call with. */
@Injectable()
export class Office {
  constructor(
    private readonly staff: Staff,
    private readonly keys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  /** @returns the accounts of the team, by role */
  async open(programId: string, began: Date): Promise<Map<string, string>> {
    const team = await this.clock.at(began, () => this.enlist(programId));
    await this.connect(programId, team.get('owner')!, began);
    return team;
  }

  private async enlist(programId: string): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const { email, name, role } of STAFF) {
      ids.set(role, await this.staff.enlist(programId, { email, name, locale: 'en', password: STAFF_PASSWORD, role, secondFactor: 'waived' }));
    }
    return ids;
  }

  /** A key that works, and one that was taken back. Nobody has either. */
  private async connect(programId: string, ownerId: string, began: Date): Promise<void> {
    const former = await this.clock.at(began, () => this.keys.create(programId, ownerId, { kind: 'secret', name: 'Sign-up form, old site', scopes: ['signups:write'], expiresAt: null }));
    const moved = new Date(began.getTime() + 30 * DAY_MS);
    await this.clock.at(moved, () => this.keys.create(programId, ownerId, { kind: 'secret', name: 'Newsletter server', expiresAt: null }));
    await this.clock.at(new Date(moved.getTime() + DAY_MS), () => this.keys.revoke(programId, ownerId, former.view.id));
  }
}
