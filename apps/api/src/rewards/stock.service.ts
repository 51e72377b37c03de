import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { type CatalogueItem, one, readRewards } from './catalogue.service.js';
import { lockPools, type ServedGrant, serveQueues } from './pool-queue.js';
import type { Texts } from './reward.entity.js';

/** How much of what is scarce there is. Whoever waits is served first, from what is set. */
@Injectable()
export class Stock {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets what is on the shelf and not yet given to anybody.
   * @returns what is left after serving. @throws DomainError `pool.not_found`
   */
  async ofPool(programId: string, actorId: string, poolId: string, unitsLeft: number): Promise<{ id: string; name: string; unitsLeft: number; served: number }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { before, served } = await this.fill(tx, programId, poolId, unitsLeft, at);
      await audit(tx, programId, { actorId, action: 'pool.stocked', subjectId: poolId, detail: { before, set: unitsLeft, served } }, at);
      const [{ name }] = (await tx.query('SELECT name FROM pools WHERE program_id = $1 AND id = $2', [programId, poolId])) as [{ name: string }];
      return { id: poolId, name, unitsLeft: unitsLeft - served, served };
    });
  }

  /**
   * Makes a reward scarce, sets its stock, or (null) says that there is always enough: then nobody waits any longer. What
   * was claimable before it became scarce stays so and takes no unit. @throws DomainError `reward.not_found`
   */
  async ofReward(programId: string, actorId: string, rewardId: string, unitsLeft: number | null): Promise<CatalogueItem> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const reward = await lockReward(tx, programId, rewardId);
      const { before, served } = unitsLeft === null
        ? await this.leavePool(tx, programId, rewardId, reward.poolId, at)
        : await this.fill(tx, programId, reward.poolId ?? (await openPool(tx, programId, rewardId, reward.title)), unitsLeft, at);
      await audit(tx, programId, { actorId, action: 'reward.stock_set', subjectId: rewardId, detail: { before: reward.poolId && before, set: unitsLeft, served } }, at);
      return one(await readRewards(tx, programId, rewardId));
    });
  }

  private async fill(tx: Tx, programId: string, poolId: string, unitsLeft: number, at: Date): Promise<{ before: number; served: number }> {
    const [pool] = await lockPools(tx, programId, [poolId]);
    if (!pool) throw new DomainError('pool.not_found');
    await tx.query('UPDATE pools SET units_left = $3 WHERE program_id = $1 AND id = $2', [programId, poolId, unitsLeft]);
    const served = await serveQueues(tx, programId, [{ id: poolId, unitsLeft }], at);
    await this.announce(tx, programId, served, at);
    return { before: pool.unitsLeft, served: served.length };
  }

  /** The pool stays for the units that were given from it. Who was stopped while waiting comes back to no queue. */
  private async leavePool(tx: Tx, programId: string, rewardId: string, poolId: string | null, at: Date): Promise<{ before: number | null; served: number }> {
    const [pool] = await lockPools(tx, programId, poolId ? [poolId] : []);
    await tx.query('UPDATE rewards SET pool_id = NULL WHERE program_id = $1 AND id = $2', [programId, rewardId]);
    await tx.query(`UPDATE grants SET resume_status = 'claimable' WHERE program_id = $1 AND reward_id = $2 AND status = 'suspended' AND resume_status = 'queued'`, [programId, rewardId]);
    const [served] = (await tx.query(
      `UPDATE grants SET status = 'claimable', updated_at = $3 WHERE program_id = $1 AND reward_id = $2 AND status = 'queued'
       RETURNING id AS "grantId", beneficiary_id AS "memberId"`, [programId, rewardId, at])) as [ServedGrant[], number];
    await this.announce(tx, programId, served, at);
    return { before: pool?.unitsLeft ?? null, served: served.length };
  }

  private async announce(tx: Tx, programId: string, served: readonly ServedGrant[], at: Date): Promise<void> {
    await writeOutbox(tx, programId, served.map((grant) => ({ topic: 'grant.served', payload: { ...grant } })), at);
  }
}

/** Waits for whoever is just writing grants of it (`poolsOfRewards`), and they for this. @throws DomainError `reward.not_found` */
async function lockReward(tx: Tx, programId: string, rewardId: string): Promise<{ poolId: string | null; title: Texts }> {
  const [reward] = (await tx.query('SELECT pool_id AS "poolId", title FROM rewards WHERE program_id = $1 AND id = $2 FOR UPDATE', [programId, rewardId])) as
    { poolId: string | null; title: Texts }[];
  if (!reward) throw new DomainError('reward.not_found');
  return reward;
}

/** An empty pool behind a reward that had none. */
async function openPool(tx: Tx, programId: string, rewardId: string, title: Texts): Promise<string> {
  const id = newId();
  await tx.query('INSERT INTO pools (program_id, id, name, units_left) VALUES ($1, $2, $3, 0)', [programId, id, Object.values(title)[0]]);
  await tx.query('UPDATE rewards SET pool_id = $3 WHERE program_id = $1 AND id = $2', [programId, rewardId, id]);
  return id;
}
