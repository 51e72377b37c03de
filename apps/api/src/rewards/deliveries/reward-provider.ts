import { Injectable } from '@nestjs/common';
import type { StepAnswer, StepFinding, StepWaitsFor } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import type { ProviderBooks } from '../reconciliation/provider-books.js';
import type { CodeSource, RewardKind } from '../reward.entity.js';

/** What is given: frozen when it is claimed, so that every try says the same. */
export interface StepTerms {
  readonly kind: RewardKind;
  readonly rewardId: string;
  readonly title: string;
  readonly amountMinor?: number;
  readonly currency?: string;
  readonly percentOff?: number;
  readonly minimumMinor?: number;
  /** Unix seconds. */
  readonly expiresAt?: number;
}

/** Ids and figures that a provider wants back at the next try; nothing about a person. */
export type Known = Readonly<Record<string, string | number | boolean | null>>;

/** What a provider is asked. */
export interface StepOrder {
  readonly programId: string;
  readonly grantId: string;
  readonly memberId: string;
  readonly step: string;
  /** The same for every try of a round: whoever has done it under this key does not do it again. */
  readonly key: string;
  /** That of each round so far, the present one last. Who looks it up asks about all of them: any may have done it. */
  readonly keys: readonly string[];
  readonly terms: StepTerms;
  /** Of a discount code: how it is spelt. */
  readonly code: string | null;
  readonly known: Known;
  /** Of a reversal: what the other step was called. */
  readonly reference: string | null;
  /** Written down at once, before whatever depends on it. */
  remember(known: Known): Promise<void>;
}

/** `reference`: what the provider calls it. */
export type ProviderAnswer = (Exclude<StepAnswer, { kind: 'done' }> | { readonly kind: 'done'; readonly reference: string | null });
export type ProviderFinding = (Exclude<StepFinding, { kind: 'found' }> | { readonly kind: 'found'; readonly reference: string });

/** Which rewards a provider is asked for. */
export interface Offer {
  readonly kind: RewardKind;
  readonly codeSource: CodeSource | null;
  /** Whether a system of the brand's own is asked for it. */
  readonly hooked?: boolean;
}

/** What is given in the transaction that claims it. */
export interface GivenAtOnce {
  readonly programId: string;
  readonly rewardId: string;
  readonly grantId: string;
  readonly at: Date;
}

/** Gives what does not come in a parcel. What it throws counts as no answer: it may have been done. */
export interface RewardProvider {
  /** Stable: stored with each step. */
  readonly name: string;
  /** Whether it gives such rewards in this program as things stand. */
  serves(tx: Tx, programId: string, offer: Offer): Promise<boolean>;
  /** Who has to do something before it can be asked; null: nobody. */
  waitsFor(tx: Tx, asked: { programId: string; grantId: string; memberId: string; step: string; kind: RewardKind }): Promise<StepWaitsFor | null>;
  /** Where it is ours to give: in the transaction that claims, and nobody is asked later. */
  giveAtOnce?(tx: Tx, given: GivenAtOnce): Promise<void>;
  /** Under the order's key: asked any number of times within a day, it gives once. */
  give(order: StepOrder): Promise<ProviderAnswer>;
  /** Whether it was given, by the grant's id in what was made. */
  lookUp(order: StepOrder): Promise<ProviderFinding>;
  /** Takes back what `reference` names, under the order's key. */
  takeBack(order: StepOrder): Promise<ProviderAnswer>;
  /** Where its own books can be read, to see whether they agree with ours. */
  readonly books?: ProviderBooks;
}

/** Who gives: contexts register theirs at start (`onModuleInit`). */
@Injectable()
export class RewardProviders {
  private readonly byName = new Map<string, RewardProvider>();
  private byHand: RewardProvider | null = null;

  register(provider: RewardProvider): void {
    if (this.byName.has(provider.name)) throw new Error(`provider ${provider.name} is registered twice`);
    this.byName.set(provider.name, provider);
  }

  /** The one that takes what no other does. */
  registerLast(provider: RewardProvider): void {
    this.register(provider);
    this.byHand = provider;
  }

  get(name: string): RewardProvider {
    const provider = this.byName.get(name);
    if (!provider) throw new Error(`no provider is called ${name}`);
    return provider;
  }

  /** Those whose own books can be read. */
  withBooks(): { name: string; books: ProviderBooks }[] {
    return [...this.byName.values()].flatMap(({ name, books }) => (books ? [{ name, books }] : []));
  }

  /** Who gives it in this program as things stand; null where nobody does. */
  async choose(tx: Tx, programId: string, offer: Offer): Promise<RewardProvider | null> {
    for (const provider of this.byName.values()) {
      if (provider !== this.byHand && (await provider.serves(tx, programId, offer))) return provider;
    }
    return this.byHand && (await this.byHand.serves(tx, programId, offer)) ? this.byHand : null;
  }
}
