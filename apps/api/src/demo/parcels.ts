import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import type { NewProgramIds } from '../programs/index.js';
import { revisionSql } from '../referrals/review/referral-sql.js';
import { Reviews } from '../referrals/review/reviews.service.js';
import { Claims } from '../rewards/claims.service.js';
import { Batches } from '../rewards/parcels/batches.service.js';
import { PackingDesk } from '../rewards/parcels/desk.service.js';
import { AMBASSADOR, LATE } from './people.js';
import { Shelves } from './shelves.js';
import { Thanks } from './thanks.js';

const DAY_MS = 86_400_000;
/** Whose box waits to be claimed. */
const NOT_CLAIMED = new Set([AMBASSADOR.email, LATE.email]);
interface Team { readonly manager: string; readonly moderator: string; readonly clerk: string }
interface GrantRow { id: string; beneficiary_id: string; awarded_at: Date; email: string; name: string | null; needs_address: boolean; variants: string[] }
/** A claimed parcel, and how far it has come by today. */
interface Parcel { readonly grantId: string; readonly claimedAt: Date; readonly end: 'claimed' | 'packed' | 'shipped' | 'delivered' }

/** What members and staff did with the rewards, and the one referral that was taken back. */
@Injectable()
export class Parcels {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly claims: Claims,
    private readonly batches: Batches,
    private readonly desk: PackingDesk,
    private readonly reviews: Reviews,
    private readonly shelves: Shelves,
    private readonly thanks: Thanks,
  ) {}

  /** Before anybody has earned anything. */
  async fillShelves(ids: NewProgramIds, manager: string, began: Date): Promise<void> {
    await this.shelves.fill(ids, manager, began);
  }

  async moveAll(ids: NewProgramIds, team: Team, today: Date): Promise<void> {
    const { programId } = ids;
    const grants = await this.transactions.readProgram(programId, (tx): Promise<GrantRow[]> => tx.query(
      `SELECT g.id, g.beneficiary_id, g.awarded_at, i.email, p.name, r.needs_address,
         ARRAY(SELECT v.id FROM reward_variants v WHERE v.program_id = $1 AND v.reward_id = r.id AND v.retired_at IS NULL ORDER BY v.place) AS variants FROM grants g
       JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
       JOIN identities i ON i.program_id = $1 AND i.member_id = g.beneficiary_id
       JOIN profiles p ON p.program_id = $1 AND p.member_id = g.beneficiary_id
       WHERE g.program_id = $1 AND g.status = 'claimable' ORDER BY g.awarded_at, g.id`, [programId]));
    const parcels: Parcel[] = [];
    for (const [n, grant] of grants.entries()) parcels.push(...(await this.claim(programId, grant, n, today)));
    await this.send(programId, team, parcels.filter(({ end }) => end === 'delivered'), today);
    await this.send(programId, team, parcels.filter(({ end }) => end === 'packed' || end === 'shipped'), today);
    await this.reverseOne(programId, team, today);
    await this.shelves.countToday(ids, team.manager, today);
    await this.thanks.give(programId, team.manager, today);
  }

  /** The youngest wait to be claimed, and so does what somebody has forgotten. */
  private async claim(programId: string, grant: GrantRow, n: number, today: Date): Promise<Parcel[]> {
    const age = (today.getTime() - grant.awarded_at.getTime()) / DAY_MS;
    const isForgotten = age > 12 && age < 24 && n % 5 === 0;
    if (age < 4 || isForgotten || (NOT_CLAIMED.has(grant.email) && grant.variants.length > 0)) return [];
    const claimedAt = new Date(grant.awarded_at.getTime() + DAY_MS);
    await this.clock.at(claimedAt, () => this.claims.claim(programId, grant.beneficiary_id, grant.id, {
      // The middle sizes: the smallest and the largest stay for who asks for them.
      ...(grant.variants.length > 0 && { variantId: grant.variants[1 + (n % (grant.variants.length - 2))]! }),
      ...(grant.needs_address && { address: { name: grant.name ?? 'Friend', line1: `Musterstraße ${n + 1}`, postalCode: String(10115 + n), city: 'Berlin', country: 'DE' } }),
    }));
    const end = age > 30 ? 'delivered' : age > 18 ? 'shipped' : age > 12 ? 'packed' : 'claimed';
    return grant.needs_address ? [{ grantId: grant.id, claimedAt, end }] : [];
  }

  /** One batch of the clerk's, on its way day by day; the last of those that were shipped comes back. */
  private async send(programId: string, { clerk }: Team, parcels: readonly Parcel[], today: Date): Promise<void> {
    if (parcels.length === 0) return;
    const began = Math.max(...parcels.map(({ claimedAt }) => claimedAt.getTime()));
    const day = (n: number) => new Date(Math.min(began + n * DAY_MS, today.getTime()));
    const { batch, parcels: made } = await this.clock.at(day(1), () => this.batches.open(programId, clerk, parcels.map(({ grantId }) => grantId), 'each'));
    const idsOf = (...ends: Parcel['end'][]) => parcels.flatMap(({ end }, n) => (ends.includes(end) ? made[n]!.id : [])); // one each, in the same order
    await this.clock.at(day(1.2), () => this.batches.step(programId, clerk, batch.id, idsOf('packed', 'shipped', 'delivered'), { kind: 'pack' }));
    const shipped = idsOf('shipped', 'delivered').map((parcelId, n) => ({ parcelId, carrier: 'dhl', tracking: `0034043412${batch.number}${1_000 + n}` }));
    if (shipped.length === 0) return;
    await this.clock.at(day(2), () => this.batches.step(programId, clerk, batch.id, shipped.map(({ parcelId }) => parcelId), { kind: 'ship', parcels: shipped }));
    if (idsOf('delivered').length > 0) await this.clock.at(day(5), () => this.batches.step(programId, clerk, batch.id, idsOf('delivered'), { kind: 'deliver' }));
    const back = idsOf('shipped').at(-1);
    if (back) await this.clock.at(day(6), () => this.desk.step(programId, clerk, back, { kind: 'return', reason: 'not_collected' }));
  }

  /** Somebody who turned out to have signed up twice under two names. */
  private async reverseOne(programId: string, team: Team, today: Date): Promise<void> {
    const at = new Date(today.getTime() - 3 * DAY_MS);
    const [referral] = await this.transactions.readProgram(programId, (tx): Promise<{ id: string; revision: string }[]> => tx.query(
      `SELECT r.id, ${revisionSql('r')} AS revision FROM referrals r JOIN identities i ON i.program_id = $1 AND i.member_id = r.member_id
       WHERE r.program_id = $1 AND r.status = 'qualified' AND i.email = $2 ORDER BY r.confirmed_at, r.id LIMIT 1`, [programId, AMBASSADOR.email]));
    if (!referral) throw new Error('the story has no referral to take back');
    await this.clock.at(at, () => this.reviews.review(programId, team.moderator, { id: newId(at), referralId: referral.id, seen: referral.revision, verdict: 'reject', reason: 'review.duplicate' }));
  }
}
