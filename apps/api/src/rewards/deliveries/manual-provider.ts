import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { StepWaitsFor } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { type Offer, type ProviderAnswer, type ProviderFinding, type RewardProvider, RewardProviders } from './reward-provider.js';
import { stepOf } from './step-writes.js';

/** Staff bring it by hand, and say so: where no other provider is connected, or one could not. */
@Injectable()
export class ManualProvider implements RewardProvider, OnModuleInit {
  readonly name = 'manual';

  constructor(private readonly providers: RewardProviders) {}

  onModuleInit(): void {
    this.providers.registerLast(this);
  }

  async serves(_tx: Tx, _programId: string, offer: Offer): Promise<boolean> {
    return stepOf(offer) !== null;
  }

  async waitsFor(): Promise<StepWaitsFor> {
    return 'staff';
  }

  async give(): Promise<ProviderAnswer> {
    return { kind: 'waits', for: 'staff' };
  }

  async lookUp(): Promise<ProviderFinding> {
    return { kind: 'absent' }; // only whoever did it knows, and says so
  }

  async takeBack(): Promise<ProviderAnswer> {
    return { kind: 'waits', for: 'staff' };
  }
}
