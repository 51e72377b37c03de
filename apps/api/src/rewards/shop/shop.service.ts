import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { balanceOf, canSpend, type State } from '@fanfare/domain';
import { Ledger } from '../../ledger/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Rulebooks } from '../../programs/index.js';
import { type ClaimableGrant, Claims } from '../claims.service.js';
import { cancelSteps } from '../deliveries/step-writes.js';
import { RewardProviders } from '../deliveries/reward-provider.js';
import { sourcesOf } from '../grant-states.js';
import { createGrants, lockRewards } from '../grant-writes.js';
import { ownGrant, type Reader, readerOf } from '../own-grants.js';
import { announceServed, putBack, serveQueues } from '../pool-queue.js';
import { IS_TAKEN } from '../parcels/parcel-rows.js';
import { grantOf } from '../staff-grants.js';
import { PointsBack } from './points-back.js';
import type { OrderRequest } from './shop.dto.js';
import { type PointsLine, pointsLines, priceOf, type Purse, purseOf, readShop, type ShopItem } from './shop-reads.js';

/** What a member can have for their points. Locks as everywhere: the book, rewards and pools, the grant. */
@Injectable()
export class Shop {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly claims: Claims,
    private readonly back: PointsBack,
    private readonly providers: RewardProviders,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `shop.closed` where the program gives no points */
  async show(programId: string, memberId: string): Promise<{ reader: Reader; purse: Purse; items: (ShopItem & { readonly needsBank: boolean })[] }> {
    return this.transactions.readProgram(programId, async (tx) => {
      const purse = await this.openPurse(tx, programId, memberId);
      const items = await readShop(tx, programId, memberId);
      const money = items.some(({ kind }) => kind === 'cash') ? await this.providers.choose(tx, programId, { kind: 'cash', codeSource: null }) : null;
      return { reader: await readerOf(tx, programId, memberId), purse, items: items.map((item) => ({ ...item, needsBank: item.kind === 'cash' && money?.name === 'manual' })) };
    });
  }

  /** Where the balance comes from, newest first. @throws as `show` */
  async explain(programId: string, memberId: string, before: number | null, limit: number): Promise<{ reader: Reader; purse: Purse; lines: PointsLine[]; next: number | null }> {
    return this.transactions.readProgram(programId, async (tx) => {
      const purse = await this.openPurse(tx, programId, memberId);
      const lines = await pointsLines(tx, programId, memberId, before, limit + 1);
      return { reader: await readerOf(tx, programId, memberId), purse, lines: lines.slice(0, limit), next: lines.length > limit ? lines[limit - 1]!.seq : null };
    });
  }

  /**
   * Pays, takes it from the shelf and claims it: all of it, or nothing. Sent again under its key, it is the same order.
   * @throws DomainError `shop.points_missing`, `shop.sold_out`, `shop.limit_reached`, `shop.not_for_sale`, `shop.price_changed`, `member.wrong_state` for who is
   *   suspended, `request.key_reused`, and as `Claims.claim`
   */
  async buy(programId: string, memberId: string, order: OrderRequest): Promise<{ reader: Reader; grant: ClaimableGrant }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const grantId = await this.pay(tx, programId, memberId, order, at);
      const grant = grantId === null ? await this.orderOf(tx, programId, memberId, order) : await this.handOver(tx, programId, memberId, grantId, order, at);
      return { reader: await readerOf(tx, programId, memberId), grant };
    });
  }

  /**
   * Takes an order back: its points return to the book, its units to their shelves. Again: the same answer.
   * @throws DomainError `grant.not_found`, `shop.too_late` once somebody packs it or it was handed over
   */
  async cancel(programId: string, memberId: string, grantId: string): Promise<{ reader: Reader; grant: ClaimableGrant }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await this.back.lockBuyers(tx, programId, [grantId]);
      const { points, rewardId } = await ownGrant(tx, programId, memberId, grantId);
      if (points === null) throw new DomainError('shop.too_late');
      await lockRewards(tx, programId, [rewardId]);
      // A statement of its own: whoever packs it locks it first, and what they have done by then is seen in the next.
      await tx.query('SELECT 1 FROM grants WHERE program_id = $1 AND id = $2 FOR UPDATE', [programId, grantId]);
      const [cancelled] = (await tx.query(
        `UPDATE grants g SET status = 'revoked', reason = 'cancelled_by_member', updated_at = $3 WHERE g.program_id = $1 AND g.id = $2 AND g.status = ANY($4) AND NOT ${IS_TAKEN} RETURNING g.id`,
        [programId, grantId, at, sourcesOf('cancel')])) as [unknown[], number];
      if (cancelled.length > 0) {
        await putBack(tx, programId, [grantId]);
        await cancelSteps(tx, programId, [grantId], at);
        await this.back.giveBack(tx, programId, [grantId], 'shop.cancelled', at);
        await announceServed(tx, programId, await serveQueues(tx, programId, [rewardId], at), at);
      }
      const grant = await this.claims.own(tx, programId, memberId, grantId);
      if (grant.reason !== 'cancelled_by_member') throw new DomainError('shop.too_late');
      return { reader: await readerOf(tx, programId, memberId), grant };
    });
  }

  private async openPurse(tx: Tx, programId: string, memberId: string): Promise<Purse> {
    const purse = await purseOf(tx, programId, memberId);
    const { points } = await this.rulebooks.inForce(tx, programId, this.clock.now());
    if (points.length === 0 && purse.points === 0 && purse.spent === 0) throw new DomainError('shop.closed');
    return purse;
  }

  /** @returns the grant that is paid for, or null where this order was placed before */
  private async pay(tx: Tx, programId: string, memberId: string, { key, points }: OrderRequest, at: Date): Promise<string | null> {
    const grantId = newId();
    let book: Pick<State, 'standing' | 'sums'> | undefined;
    const [outcome] = await this.ledger.apply(tx, programId, [{
      kind: 'fact', key: orderKey(memberId, key), memberId, body: { kind: 'spent', grantId, buyer: memberId, points, reason: 'shop.bought' },
      onlyIf: (state) => canSpend((book = state), points),
    }], at);
    if (outcome!.status === 'replayed') return null;
    if (outcome!.status === 'recorded') return grantId;
    if (book && book.standing !== 'active') throw new DomainError('member.wrong_state', { standing: book.standing });
    throw new DomainError('shop.points_missing', { missing: points - (book ? balanceOf(book.sums) : 0) });
  }

  /** A bought thing never waits: whoever waits already is before it, and what is not there at once is sold out. */
  private async handOver(tx: Tx, programId: string, memberId: string, grantId: string, { rewardId, points, details }: OrderRequest, at: Date): Promise<ClaimableGrant> {
    await lockRewards(tx, programId, [rewardId]);
    const price = await priceOf(tx, programId, rewardId);
    if (price === null) throw new DomainError('shop.not_for_sale');
    if (price !== points) throw new DomainError('shop.price_changed', { price });
    await createGrants(tx, programId, [{ id: grantId, rewardId, beneficiaryId: memberId, awardedAt: at, points }], at);
    const served = await serveQueues(tx, programId, [rewardId], at);
    if (!served.some((grant) => grant.grantId === grantId)) {
      const { waitsFor } = await grantOf(tx, programId, grantId);
      throw new DomainError(waitsFor === 'limit' ? 'shop.limit_reached' : 'shop.sold_out');
    }
    await announceServed(tx, programId, served.filter((grant) => grant.grantId !== grantId), at);
    const grant = await this.claims.claimNew(tx, programId, memberId, grantId, details);
    await writeOutbox(tx, programId, [{ topic: 'shop.bought', payload: { grantId, memberId, points } }], at);
    return grant;
  }

  private async orderOf(tx: Tx, programId: string, memberId: string, { key, rewardId }: OrderRequest): Promise<ClaimableGrant> {
    const [fact] = (await tx.query(`SELECT body->>'grantId' AS "grantId" FROM facts WHERE program_id = $1 AND key = $2`, [programId, orderKey(memberId, key)])) as { grantId: string }[];
    const grant = await this.claims.own(tx, programId, memberId, fact!.grantId);
    if (grant.rewardId !== rewardId) throw new DomainError('request.key_reused');
    return grant;
  }
}

function orderKey(memberId: string, key: string): string {
  return `buy:${memberId}:${key}`;
}
