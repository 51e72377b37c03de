import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import { type Offer, type ProviderAnswer, type ProviderFinding, type RewardProvider, RewardProviders } from '../deliveries/reward-provider.js';

/** Access is what the grant says: given with the claim, and gone with the grant. */
@Injectable()
export class UnlockProvider implements RewardProvider, OnModuleInit {
  readonly name = 'unlock';

  constructor(private readonly providers: RewardProviders) {}

  onModuleInit(): void {
    this.providers.register(this);
  }

  async serves(_tx: Tx, _programId: string, { kind }: Offer): Promise<boolean> {
    return kind === 'unlock';
  }

  async waitsFor(): Promise<null> {
    return null;
  }

  async giveAtOnce(): Promise<void> {}

  async give(): Promise<ProviderAnswer> {
    return { kind: 'done', reference: null };
  }

  async lookUp({ grantId }: { grantId: string }): Promise<ProviderFinding> {
    return { kind: 'found', reference: grantId };
  }

  async takeBack(): Promise<ProviderAnswer> {
    return { kind: 'done', reference: null };
  }
}
