import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import type { NewProgramIds } from '../programs/index.js';
import { Catalogue } from '../rewards/catalogue.service.js';
import { Codes } from '../rewards/codes/codes.service.js';
import { NewRewardRequest } from '../rewards/rewards.dto.js';
import { Stock } from '../rewards/stock.service.js';

/** Boxes by size; of the largest somebody has counted wrongly, as it turns out. */
const BOXES: Readonly<Record<string, number>> = { XS: 2, S: 6, M: 9, L: 9, XL: 5, XXL: 1 };
const STICKERS = 60;
const CODES = 40;
/** What one costs the newsletter, in cents. */
const COSTS = { stickers: 140, discountCode: 500, welcomeBox: 1_890 } as const;

/** What points buy: ten for each friend who counts. */
const SHOP = [
  { title: { en: 'Coffee mug', de: 'Kaffeebecher' }, description: { en: 'Enamel, with the sunrise on it.', de: 'Aus Emaille, mit dem Sonnenaufgang darauf.' }, price: 80, stock: 24, cost: 690 },
  { title: { en: 'Tote bag', de: 'Stoffbeutel' }, description: { en: 'Room for a paper and a baguette.', de: 'Platz für eine Zeitung und ein Baguette.' }, price: 150, stock: 3, cost: 840 },
] as const;

/** What there was to give when the program began, and what is left of it now. */
@Injectable()
export class Shelves {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly catalogue: Catalogue,
    private readonly stock: Stock,
    private readonly codes: Codes,
  ) {}

  async fill({ programId, rewards }: NewProgramIds, manager: string, began: Date): Promise<void> {
    await this.useCodesOfTheShop(programId, rewards.discountCode);
    await this.price(programId, rewards);
    await this.fillBox(programId, rewards.welcomeBox);
    await this.clock.at(began, async () => {
      await this.stock.ofReward(programId, manager, rewards.stickers, STICKERS);
      await this.codes.add(programId, manager, rewards.discountCode, Buffer.from(Array.from({ length: CODES }, (_, n) => `MORNING-${code(n)}`).join('\n')));
      for (const { id, label } of await this.sizes(programId, rewards.welcomeBox)) await this.stock.ofVariant(programId, manager, rewards.welcomeBox, id, BOXES[label]!);
      for (const { title, description, price, stock, cost } of SHOP) {
        await this.catalogue.create(programId, manager, NewRewardRequest.parse({
          kind: 'swag', title, description, needsAddress: true, stock, pointsPrice: price, lowAt: 2, cost: { amountMinor: cost, currency: 'EUR' } }));
      }
    });
  }

  /** Stickers run out, and one size is gone. */
  async countToday({ programId, rewards }: NewProgramIds, manager: string, today: Date): Promise<void> {
    await this.clock.at(today, async () => {
      await this.stock.ofReward(programId, manager, rewards.stickers, 2);
      const largest = (await this.sizes(programId, rewards.welcomeBox)).at(-1)!;
      await this.stock.ofVariant(programId, manager, rewards.welcomeBox, largest.id, 0);
    });
  }

  /** The template's codes are made here; this newsletter's shop makes its own. */
  private async useCodesOfTheShop(programId: string, rewardId: string): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      const poolId = newId();
      await tx.query(`INSERT INTO pools (program_id, id, name, units_left) VALUES ($1, $2, 'Discount code', 0)`, [programId, poolId]);
      await tx.query(`UPDATE rewards SET code_source = 'listed', pool_id = $3 WHERE program_id = $1 AND id = $2`, [programId, rewardId, poolId]);
    });
  }

  /** It can go in parts, where the mugs are late. */
  private async fillBox(programId: string, rewardId: string): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => tx.query(`UPDATE rewards SET contents = '{T-shirt,Stickers,Mug}' WHERE program_id = $1 AND id = $2`, [programId, rewardId]));
  }

  private async price(programId: string, rewards: NewProgramIds['rewards']): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => tx.query(
      `UPDATE rewards r SET cost_minor = c.minor, cost_currency = 'EUR' FROM unnest($2::uuid[], $3::int[]) AS c (id, minor) WHERE r.program_id = $1 AND r.id = c.id`,
      [programId, [rewards.stickers, rewards.discountCode, rewards.welcomeBox], [COSTS.stickers, COSTS.discountCode, COSTS.welcomeBox]]));
  }

  private async sizes(programId: string, rewardId: string): Promise<{ id: string; label: string }[]> {
    return (await this.catalogue.list(programId)).items.find((reward) => reward.id === rewardId)?.variants ?? [];
  }
}

/** Four signs that look as a shop's do; the same for the same number. */
function code(n: number): string {
  return ((n + 1) * 48_271 % 1_679_616).toString(36).toUpperCase().padStart(4, '0');
}
