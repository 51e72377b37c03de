import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { Reviews } from '../referrals/review/reviews.service.js';
import { Claims } from '../rewards/claims.service.js';
import { Fulfilment } from '../rewards/fulfilment.service.js';
import { AMBASSADOR } from './people.js';

const DAY_MS = 86_400_000;
interface Team { readonly manager: string; readonly moderator: string }
interface GrantRow { id: string; beneficiary_id: string; awarded_at: Date; kind: string; email: string; name: string | null; needs_address: boolean; sizes: string[] }

/** What members and staff did with the rewards, and the one referral that was taken back. */
@Injectable()
export class Parcels {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly claims: Claims,
    private readonly fulfilment: Fulfilment,
    private readonly reviews: Reviews,
  ) {}

  async moveAll(programId: string, team: Team, today: Date): Promise<void> {
    const grants = await this.transactions.readProgram(programId, (tx): Promise<GrantRow[]> => tx.query(
      `SELECT g.id, g.beneficiary_id, g.awarded_at, r.kind, i.email, p.name, r.needs_address, r.sizes FROM grants g
       JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
       JOIN identities i ON i.program_id = $1 AND i.member_id = g.beneficiary_id
       JOIN profiles p ON p.program_id = $1 AND p.member_id = g.beneficiary_id
       WHERE g.program_id = $1 AND g.status = 'claimable' ORDER BY g.awarded_at, g.id`, [programId]));
    for (const [n, grant] of grants.entries()) await this.move(programId, team, grant, n, today);
    await this.reverseOne(programId, team, today);
  }

  /** The older, the further on its way; the youngest and the ambassador's last wait to be claimed. */
  private async move(programId: string, team: Team, grant: GrantRow, n: number, today: Date): Promise<void> {
    const age = (today.getTime() - grant.awarded_at.getTime()) / DAY_MS;
    if (age < 4 || (grant.email === AMBASSADOR.email && grant.sizes.length > 0)) return;
    const at = (days: number) => new Date(Math.min(grant.awarded_at.getTime() + days * DAY_MS, today.getTime()));
    await this.clock.at(at(1), () => this.claims.claim(programId, grant.beneficiary_id, grant.id, {
      ...(grant.sizes.length > 0 && { size: grant.sizes[n % grant.sizes.length]! }),
      ...(grant.needs_address && { address: { name: grant.name ?? 'Friend', line1: `Musterstraße ${n + 1}`, postalCode: String(10115 + n), city: 'Berlin', country: 'DE' } }),
    }));
    if (!grant.needs_address) return;
    const steps = age > 30 ? 3 : age > 14 ? 2 : age > 8 ? 1 : 0;
    for (const [index, step] of (['pack', 'ship', 'deliver'] as const).slice(0, steps).entries()) {
      await this.clock.at(at(2 + index), () => this.fulfilment.step(programId, team.manager, grant.id, step, step === 'ship' ? `HD${100_000 + n}DE` : null));
    }
  }

  /** Somebody who turned out to have signed up twice under two names. */
  private async reverseOne(programId: string, team: Team, today: Date): Promise<void> {
    const at = new Date(today.getTime() - 3 * DAY_MS);
    const [referral] = await this.transactions.readProgram(programId, (tx): Promise<{ id: string }[]> => tx.query(
      `SELECT r.id FROM referrals r JOIN identities i ON i.program_id = $1 AND i.member_id = r.member_id
       WHERE r.program_id = $1 AND r.status = 'qualified' AND i.email = $2 ORDER BY r.confirmed_at, r.id LIMIT 1`, [programId, AMBASSADOR.email]));
    if (!referral) throw new Error('the story has no referral to take back');
    await this.clock.at(at, () => this.reviews.review(programId, team.moderator, { id: newId(at), referralId: referral.id, verdict: 'reject', reason: 'review.duplicate' }));
  }
}
