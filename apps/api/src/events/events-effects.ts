import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Decision, Tier } from '@fanfare/domain';
import { type BookEffects, type EffectWriter, EffectWriters } from '../ledger/index.js';
import type { Tx } from '../platform/database/transactions.js';
import type { OutboxEvent } from '../platform/outbox/outbox.js';
import { invitePromoted } from './invite.js';

/** Turns promotions into invitations, inside the transaction that decides them. Two statements, whatever the number of books. */
@Injectable()
export class EventsEffects implements EffectWriter, OnModuleInit {
  readonly kind = 'events';

  constructor(private readonly writers: EffectWriters) {}

  onModuleInit(): void {
    this.writers.register(this);
  }

  async write(tx: Tx, programId: string, effects: readonly BookEffects[], at: Date): Promise<OutboxEvent[]> {
    const promotions = effects.flatMap(({ memberId, decided }) => decided.flatMap(({ decision, rulebook }) => {
      const tierId = promotedTo(decision, rulebook.tiers);
      return tierId === null ? [] : [{ memberId, tierId }];
    }));
    return invitePromoted(tx, programId, promotions, at);
  }
}

/** The tier a decision lifts a member to; null for any other decision, a fall included. Tiers are listed from the lowest. */
function promotedTo(decision: Decision, tiers: readonly Tier[]): string | null {
  if (decision.kind !== 'tier' || decision.to === null) return null;
  const rank = (id: string | null) => tiers.findIndex((tier) => tier.id === id);
  return rank(decision.to) > rank(decision.from) ? decision.to : null;
}
