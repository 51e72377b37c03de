import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { takeCode } from '../codes/member-codes.js';
import { type GivenAtOnce, type Offer, type ProviderAnswer, type ProviderFinding, type RewardProvider, RewardProviders, type StepOrder } from '../deliveries/reward-provider.js';

/** Gives gift cards that staff have uploaded, in the transaction that claims. Takes back what its member has never seen. */
@Injectable()
export class CardProvider implements RewardProvider, OnModuleInit {
  readonly name = 'card_list';

  constructor(
    private readonly providers: RewardProviders,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.providers.register(this);
  }

  async serves(_tx: Tx, _programId: string, { kind }: Offer): Promise<boolean> {
    return kind === 'gift_card';
  }

  async waitsFor(): Promise<null> {
    return null;
  }

  async giveAtOnce(tx: Tx, { programId, rewardId, grantId, at }: GivenAtOnce): Promise<void> {
    await takeCode(tx, programId, rewardId, grantId, at);
  }

  async give(): Promise<ProviderAnswer> {
    return { kind: 'failed', problem: 'unknown' }; // given at once, or not at all
  }

  async lookUp({ programId, grantId }: StepOrder): Promise<ProviderFinding> {
    const [kept] = await this.transactions.readProgram(programId, async (tx) => (await tx.query('SELECT 1 FROM reward_codes WHERE program_id = $1 AND grant_id = $2', [programId, grantId])) as unknown[]);
    return kept ? { kind: 'absent' } : { kind: 'found', reference: grantId };
  }

  /** Back to the list. What was seen may be used at any time: a person decides. */
  async takeBack({ programId, grantId }: StepOrder): Promise<ProviderAnswer> {
    return this.transactions.inProgram(programId, async (tx) => {
      const [card] = (await tx.query('SELECT id, shown_at AS "shownAt" FROM reward_codes WHERE program_id = $1 AND grant_id = $2 FOR UPDATE', [programId, grantId])) as { id: string; shownAt: Date | null }[];
      if (card?.shownAt) return { kind: 'failed', problem: 'card_seen' };
      if (card) await tx.query('UPDATE reward_codes SET grant_id = NULL WHERE program_id = $1 AND id = $2', [programId, card.id]);
      return { kind: 'done', reference: null };
    });
  }
}

/** A card that was seen is used up: what was promised to its grant does not come back to the list, whatever becomes of it. */
export async function keepUsedCard(tx: Tx, programId: string, grantId: string): Promise<void> {
  await tx.query(
    `DELETE FROM allocations a WHERE a.program_id = $1 AND a.grant_id = $2 AND a.part = 'promise'
       AND EXISTS (SELECT 1 FROM reward_codes c WHERE c.program_id = $1 AND c.grant_id = $2 AND c.shown_at IS NOT NULL)`, [programId, grantId]);
}
