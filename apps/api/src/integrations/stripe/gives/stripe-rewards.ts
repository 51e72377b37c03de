import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { StepWaitsFor } from '@fanfare/domain';
import type Stripe from 'stripe';
import type { Tx } from '../../../platform/database/transactions.js';
import { type Offer, type ProviderAnswer, type ProviderFinding, type RewardProvider, RewardProviders, REVERSAL, type StepOrder } from '../../../rewards/index.js';
import { StripeConnections } from '../stripe-connections.service.js';
import { troubleOf } from './stripe-answers.js';
import { PayoutAccounts } from './payout-accounts.service.js';
import { StripeBooks } from './stripe-books.js';
import { StripeCash } from './stripe-cash.js';
import { StripeClients } from './stripe-client.js';
import { StripeCredit } from './stripe-credit.js';
import { StripeCodes } from './stripe-codes.js';

/** What one kind of reward is in Stripe. */
interface Gift {
  give(stripe: Stripe, order: StepOrder): Promise<ProviderAnswer>;
  lookUp(stripe: Stripe, order: StepOrder): Promise<ProviderFinding>;
  takeBack(stripe: Stripe, order: StepOrder): Promise<ProviderAnswer>;
}

/** After a call that only prepares was not answered. */
const AGAIN_SECONDS = 60;

/** Gives through a program's own Stripe account, where its key may be used for that. */
@Injectable()
export class StripeRewards implements RewardProvider, OnModuleInit {
  readonly name = 'stripe';
  private readonly gifts: Readonly<Partial<Record<Offer['kind'], Gift>>>;

  constructor(
    private readonly providers: RewardProviders,
    private readonly connections: StripeConnections,
    private readonly clients: StripeClients,
    codes: StripeCodes,
    credit: StripeCredit,
    cash: StripeCash,
    private readonly accounts: PayoutAccounts,
    readonly books: StripeBooks,
  ) {
    this.gifts = { discount_code: codes, account_credit: credit, cash };
  }

  onModuleInit(): void {
    this.providers.register(this);
  }

  async serves(tx: Tx, programId: string, { kind, codeSource }: Offer): Promise<boolean> {
    return this.gifts[kind] !== undefined && (kind !== 'discount_code' || codeSource === 'stripe') && (await this.connections.gives(tx, programId));
  }

  /** Money waits until its member has told Stripe where to pay. */
  async waitsFor(tx: Tx, { programId, memberId, kind, step }: { programId: string; memberId: string; kind: Offer['kind']; step: string }): Promise<StepWaitsFor | null> {
    if (kind !== 'cash' || step === REVERSAL) return null;
    return (await this.accounts.of(tx, programId, memberId))?.ready ? null : 'member';
  }

  async give(order: StepOrder): Promise<ProviderAnswer> {
    return this.ask(order, (gift, stripe) => gift.give(stripe, order));
  }

  async lookUp(order: StepOrder): Promise<ProviderFinding> {
    const finding = await this.ask(order, (gift, stripe) => gift.lookUp(stripe, order));
    return finding.kind === 'found' || finding.kind === 'absent' ? finding : { kind: 'unclear', problem: finding.problem ?? 'rate_limited' };
  }

  async takeBack(order: StepOrder): Promise<ProviderAnswer> {
    return this.ask(order, (gift, stripe) => gift.takeBack(stripe, order));
  }

  /** What is thrown on the way to the call that gives is no reason to doubt that it was not made: each gift answers for that one itself. */
  private async ask<T>(order: StepOrder, work: (gift: Gift, stripe: Stripe) => Promise<T>): Promise<T | Exclude<ProviderAnswer, { kind: 'done' | 'waits' }>> {
    try {
      const { apiKey, gives } = await this.connections.open(order.programId);
      if (!apiKey || !gives) return { kind: 'failed', problem: 'not_connected' };
      return await work(this.gifts[order.terms.kind]!, this.clients.of(apiKey));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'stripe.not_connected') return { kind: 'failed', problem: 'not_connected' };
      const trouble = troubleOf(error);
      return trouble.kind === 'unclear' ? { ...trouble, kind: 'later', seconds: AGAIN_SECONDS } : trouble;
    }
  }
}
