import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import type { GrantStatus } from './grant-states.js';
import type { RewardKind, Texts } from './reward.entity.js';
import type { NewRewardRequest, RewardChangeRequest } from './rewards.dto.js';

export interface CatalogueItem {
  readonly id: string;
  readonly kind: RewardKind;
  readonly title: Texts;
  readonly description: Texts;
  readonly needsAddress: boolean;
  readonly sizes: string[];
  readonly pool: { readonly id: string; readonly name: string; readonly unitsLeft: number } | null;
  /** How many grants there are in each status. */
  readonly grants: Partial<Record<GrantStatus, number>>;
}

/** What a program gives, and how much of it there is. */
@Injectable()
export class Catalogue {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async list(programId: string): Promise<CatalogueItem[]> {
    return this.transactions.readProgram(programId, (tx) => readRewards(tx, programId, null));
  }

  async create(programId: string, actorId: string, reward: NewRewardRequest): Promise<CatalogueItem> {
    return this.transactions.inProgram(programId, async (tx) => {
      const id = newId();
      const poolId = reward.stock === null ? null : newId();
      if (poolId) await tx.query('INSERT INTO pools (program_id, id, name, units_left) VALUES ($1, $2, $3, $4)', [programId, poolId, Object.values(reward.title)[0], reward.stock]);
      await tx.query(
        `INSERT INTO rewards (program_id, id, kind, title, description, needs_address, sizes, pool_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [programId, id, reward.kind, JSON.stringify(reward.title), JSON.stringify(reward.description), reward.needsAddress, reward.sizes, poolId, this.clock.now()]);
      await audit(tx, programId, { actorId, action: 'reward.created', subjectId: id, detail: { ...reward } }, this.clock.now());
      return one(await readRewards(tx, programId, id));
    });
  }

  /** Changes how it is described and what a claim needs. @throws DomainError `reward.not_found` */
  async change(programId: string, actorId: string, id: string, change: RewardChangeRequest): Promise<CatalogueItem> {
    return this.transactions.inProgram(programId, async (tx) => {
      await tx.query(
        `UPDATE rewards SET title = $3, description = $4, needs_address = $5, sizes = $6 WHERE program_id = $1 AND id = $2`,
        [programId, id, JSON.stringify(change.title), JSON.stringify(change.description), change.needsAddress, change.sizes]);
      const reward = one(await readRewards(tx, programId, id));
      await audit(tx, programId, { actorId, action: 'reward.changed', subjectId: id, detail: { ...change } }, this.clock.now());
      return reward;
    });
  }
}

/** @param id null for all. In the order of their making */
export async function readRewards(tx: Tx, programId: string, id: string | null): Promise<CatalogueItem[]> {
  return (await tx.query(
    `SELECT r.id, r.kind, r.title, r.description, r.needs_address AS "needsAddress", r.sizes,
       CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'name', p.name, 'unitsLeft', p.units_left) END AS pool,
       coalesce(counted.grants, '{}') AS grants
     FROM rewards r LEFT JOIN pools p ON p.program_id = $1 AND p.id = r.pool_id
       LEFT JOIN (
         SELECT reward_id, jsonb_object_agg(status, grants) AS grants FROM (
           SELECT reward_id, status, count(*) AS grants FROM grants WHERE program_id = $1 GROUP BY reward_id, status) AS by_status
         GROUP BY reward_id) AS counted ON counted.reward_id = r.id
     WHERE r.program_id = $1 AND ($2::uuid IS NULL OR r.id = $2) ORDER BY r.created_at, r.id`,
    [programId, id])) as CatalogueItem[];
}

/** @throws DomainError `reward.not_found` */
export function one(rewards: readonly CatalogueItem[]): CatalogueItem {
  if (!rewards[0]) throw new DomainError('reward.not_found');
  return rewards[0];
}
