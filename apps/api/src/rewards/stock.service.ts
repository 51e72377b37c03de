import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { type CatalogueItem, oneReward } from './catalogue-items.js';
import { RewardProviders } from './deliveries/reward-provider.js';
import { announceServed, type ServedGrant, serveQueues } from './pool-queue.js';
import { isCounted, lockShelf, openPromisePool, promiseWithoutEnd, setUnits, type Shelf, settlePromises } from './variants/shelf.js';
import { stockVariant } from './variants/variant-list.js';

/** What stands behind a pool: a reward, or one variant of it. */
interface Behind {
  readonly rewardId: string;
  readonly variantId: string | null;
}

/** How much of what is scarce there is. Whoever waits is served first, from what is set. */
@Injectable()
export class Stock {
  constructor(
    private readonly transactions: Transactions,
    private readonly providers: RewardProviders,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets what is on the shelf and not yet given to anybody.
   * @returns what is left after serving. @throws DomainError `pool.not_found`, and as `ofReward` and `ofVariant`
   */
  async ofPool(programId: string, actorId: string, poolId: string, unitsLeft: number): Promise<{ id: string; name: string; unitsLeft: number; served: number }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { rewardId, variantId } = await behind(tx, programId, poolId);
      const { before, served } = variantId ? await this.setVariant(tx, programId, rewardId, variantId, unitsLeft, at) : await this.setReward(tx, programId, rewardId, unitsLeft, at);
      await audit(tx, programId, { actorId, action: 'pool.stocked', subjectId: poolId, detail: { before, set: unitsLeft, served } }, at);
      const [pool] = (await tx.query('SELECT name, units_left::float8 AS "unitsLeft" FROM pools WHERE program_id = $1 AND id = $2', [programId, poolId])) as [{ name: string; unitsLeft: number }];
      return { id: poolId, ...pool, served };
    });
  }

  /**
   * Makes a reward scarce, sets its stock, or (null) says that there is always enough: then nobody waits any longer. What
   * was claimable before it became scarce stays so and takes no unit. @throws DomainError `reward.not_found`, `reward.stock_follows`
   */
  async ofReward(programId: string, actorId: string, rewardId: string, unitsLeft: number | null): Promise<CatalogueItem> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { before, served } = await this.setReward(tx, programId, rewardId, unitsLeft, at);
      await audit(tx, programId, { actorId, action: 'reward.stock_set', subjectId: rewardId, detail: { before, set: unitsLeft, served } }, at);
      return oneReward(tx, programId, this.providers, rewardId, at);
    });
  }

  /** Of one variant. @throws DomainError `reward.not_found`, `reward.variant_not_found`, `reward.stock_promised` */
  async ofVariant(programId: string, actorId: string, rewardId: string, variantId: string, unitsLeft: number | null): Promise<CatalogueItem> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { before, served } = await this.setVariant(tx, programId, rewardId, variantId, unitsLeft, at);
      await audit(tx, programId, { actorId, action: 'reward.variant_stock_set', subjectId: rewardId, detail: { variantId, before, set: unitsLeft, served } }, at);
      return oneReward(tx, programId, this.providers, rewardId, at);
    });
  }

  private async setReward(tx: Tx, programId: string, rewardId: string, unitsLeft: number | null, at: Date): Promise<{ before: number | null; served: number }> {
    const shelf = await lockShelf(tx, programId, rewardId);
    if (isCounted(shelf) || (await isListed(tx, programId, rewardId))) throw new DomainError('reward.stock_follows');
    const served = unitsLeft === null ? await promiseWithoutEnd(tx, programId, shelf, at) : await fill(tx, programId, shelf, unitsLeft, at);
    await announceServed(tx, programId, served, at);
    return { before: shelf.unitsLeft, served: served.length };
  }

  private async setVariant(tx: Tx, programId: string, rewardId: string, variantId: string, unitsLeft: number | null, at: Date): Promise<{ before: number | null; served: number }> {
    const shelf = await lockShelf(tx, programId, rewardId);
    const { before } = await stockVariant(tx, programId, shelf, variantId, unitsLeft);
    const served = await settlePromises(tx, programId, shelf, at);
    await announceServed(tx, programId, served, at);
    return { before, served: served.length };
  }
}

async function fill(tx: Tx, programId: string, shelf: Shelf, unitsLeft: number, at: Date): Promise<ServedGrant[]> {
  const poolId = shelf.poolId ?? (await openPromisePool(tx, programId, shelf));
  await setUnits(tx, programId, poolId, unitsLeft);
  return serveQueues(tx, programId, [shelf.rewardId], at);
}

async function isListed(tx: Tx, programId: string, rewardId: string): Promise<boolean> {
  const rows = (await tx.query(`SELECT 1 FROM rewards WHERE program_id = $1 AND id = $2 AND (code_source = 'listed' OR kind = 'gift_card')`, [programId, rewardId])) as unknown[];
  return rows.length > 0;
}

/** @throws DomainError `pool.not_found`, also for a pool that nothing is given from any longer */
async function behind(tx: Tx, programId: string, poolId: string): Promise<Behind> {
  const [found] = (await tx.query(
    `SELECT id AS "rewardId", NULL::uuid AS "variantId" FROM rewards WHERE program_id = $1 AND pool_id = $2
     UNION ALL SELECT reward_id, id FROM reward_variants WHERE program_id = $1 AND pool_id = $2 LIMIT 1`, [programId, poolId])) as Behind[];
  if (!found) throw new DomainError('pool.not_found');
  return found;
}
