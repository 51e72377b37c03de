import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { assertPictureExists } from '../platform/pictures/pictures.service.js';
import { type CatalogueItem, type Giver, giversOf, oneReward, readRewards } from './catalogue-items.js';
import { RewardProviders } from './deliveries/reward-provider.js';
import { announceServed, serveQueues } from './pool-queue.js';
import { isListed, type RewardKind } from './reward.entity.js';
import { worthOf } from './reward-worth.js';
import type { NewRewardRequest, RewardChangeRequest } from './rewards.dto.js';
import { saveUnlock } from './unlocks/unlock-content.js';
import { lockShelf, openPool, setUnits, settlePromises } from './variants/shelf.js';
import { saveVariants } from './variants/variant-list.js';

/** What a program gives, and how much of it there is. */
@Injectable()
export class Catalogue {
  constructor(
    private readonly transactions: Transactions,
    private readonly providers: RewardProviders,
    private readonly clock: Clock,
  ) {}

  async list(programId: string): Promise<{ items: CatalogueItem[]; givers: Giver[] }> {
    return this.transactions.readProgram(programId, async (tx) => ({ items: await readRewards(tx, programId, this.providers, null, this.clock.now()), givers: await giversOf(tx, programId, this.providers) }));
  }

  /** @throws DomainError `picture.not_found`, `request.invalid` for variants of a code, and for worth that its kind does not have */
  async create(programId: string, actorId: string, reward: NewRewardRequest): Promise<CatalogueItem> {
    const at = this.clock.now();
    const id = newId();
    return this.transactions.inProgram(programId, async (tx) => {
      await assertPictureExists(tx, programId, reward.pictureId);
      await insert(tx, programId, id, reward, at);
      await this.describeContents(tx, programId, id, reward, at);
      await audit(tx, programId, { actorId, action: 'reward.created', subjectId: id, detail: noted(reward) }, at);
      return oneReward(tx, programId, this.providers, id, at);
    });
  }

  /** Changes how it is described, what a claim needs, and who gets it when. @throws DomainError `budget.no_cost`, `reward.not_found`, `reward.variant_not_found`, `reward.stock_promised` */
  async change(programId: string, actorId: string, id: string, change: RewardChangeRequest): Promise<CatalogueItem> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await assertPictureExists(tx, programId, change.pictureId);
      await this.describeContents(tx, programId, id, change, at);
      await refuseWithoutCost(tx, programId, id, change);
      await tx.query(
        `UPDATE rewards SET title = $3, description = $4, needs_address = $5, asks_phone = $6, low_at = $7, picture_id = $8, cost_minor = $9, cost_currency = $10,
           approval = $11, approve_above_minor = $12, hold_days = $13, claim_days = $14, max_per_member = $15, points_price = $16, contents = $17 WHERE program_id = $1 AND id = $2`,
        [programId, id, JSON.stringify(change.title), JSON.stringify(change.description), change.needsAddress, change.asksPhone, change.lowAt, change.pictureId,
          change.cost?.amountMinor ?? null, change.cost?.currency ?? null, ...rulesIn(change), change.contents]);
      // It may cost less now, or a member may get more of it.
      await announceServed(tx, programId, await serveQueues(tx, programId, [id], at), at);
      await audit(tx, programId, { actorId, action: 'reward.changed', subjectId: id, detail: noted(change) }, at);
      return oneReward(tx, programId, this.providers, id, at);
    });
  }

  private async describeContents(tx: Tx, programId: string, id: string, { variants, unlock }: RewardChangeRequest, at: Date): Promise<void> {
    const shelf = await lockShelf(tx, programId, id);
    await saveUnlock(tx, programId, id, shelf.kind, unlock);
    if (ALONE.includes(shelf.kind) && variants.length > 0) throw new DomainError('request.invalid', {}, [{ field: 'variants', code: 'not_of_codes', message: 'a code comes in one kind only' }]);
    await saveVariants(tx, programId, shelf, variants, at);
    const served = await settlePromises(tx, programId, shelf, at);
    await announceServed(tx, programId, served, at);
  }
}

/** What the audit log keeps: not what only winners are to read. */
function noted(reward: RewardChangeRequest): Record<string, unknown> {
  const { title, fileId } = reward.unlock ?? {};
  return { ...reward, unlock: reward.unlock && { title, fileId } };
}

/** What comes in one kind only. */
const ALONE: readonly RewardKind[] = ['discount_code', 'gift_card', 'unlock'];

async function insert(tx: Tx, programId: string, id: string, reward: NewRewardRequest, at: Date): Promise<void> {
  const codeSource = reward.kind === 'discount_code' ? reward.codeSource : null;
  const worth = worthOf(reward);
  await tx.query(
    `INSERT INTO rewards (program_id, id, kind, title, description, needs_address, asks_phone, low_at, picture_id, cost_minor, cost_currency, code_source, pool_id, created_at,
       amount_minor, amount_currency, percent_off, minimum_minor, valid_days, code_prefix, approval, approve_above_minor, hold_days, claim_days, max_per_member, points_price, contents)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)`,
    [programId, id, reward.kind, JSON.stringify(reward.title), JSON.stringify(reward.description), reward.needsAddress, reward.asksPhone, reward.lowAt, reward.pictureId,
      reward.cost?.amountMinor ?? null, reward.cost?.currency ?? null, codeSource, await firstPool(tx, programId, reward), at,
      worth.amount?.amountMinor ?? null, worth.amount?.currency ?? null, worth.percentOff, worth.minimumMinor, worth.validDays, worth.codePrefix, ...rulesIn(reward), reward.contents]);
}

function rulesIn({ approval, approveAboveMinor, holdDays, claimDays, maxPerMember, pointsPrice }: RewardChangeRequest): unknown[] {
  return [approval, approval === 'above' ? (approveAboveMinor ?? 0) : null, holdDays, claimDays, maxPerMember, pointsPrice];
}

/** A reward that has a budget keeps the currency of it. The reward is locked. @throws DomainError `budget.no_cost` */
async function refuseWithoutCost(tx: Tx, programId: string, id: string, { cost }: RewardChangeRequest): Promise<void> {
  const rows = (await tx.query(
    'SELECT 1 FROM budgets WHERE program_id = $1 AND reward_id = $2 AND closed_at IS NULL AND currency IS DISTINCT FROM $3', [programId, id, cost?.currency ?? null])) as unknown[];
  if (rows.length > 0) throw new DomainError('budget.no_cost');
}

/** A list of codes begins empty; where each variant is counted, what can be promised follows from them. */
async function firstPool(tx: Tx, programId: string, { kind, codeSource, stock, title, variants }: NewRewardRequest): Promise<string | null> {
  const listed = isListed({ kind, codeSource: kind === 'discount_code' ? codeSource : null });
  const follows = variants.length > 0 && variants.every((variant) => variant.stock !== null);
  if (!listed && (stock === null || follows)) return null;
  const poolId = await openPool(tx, programId, Object.values(title)[0]!);
  if (!listed) await setUnits(tx, programId, poolId, stock!);
  return poolId;
}
