import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Decision } from '@fanfare/domain';
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
    const promotions = effects.flatMap(({ memberId, decided }) => decided.flatMap(({ decision }) => {
      const tierId = promotedTo(decision);
      return tierId === null ? [] : [{ memberId, tierId }];
    }));
    return invitePromoted(tx, programId, promotions, at);
  }
}

/** The tier a decision lifts a member to, where that is news: a tier brought along from elsewhere (an opening balance) invites nobody. */
function promotedTo(decision: Decision): string | null {
  return decision.kind === 'announce' && decision.topic === 'tier.reached' ? (decision.tierId ?? null) : null;
}
