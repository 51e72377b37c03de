import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, Status } from '@fanfare/domain';
import { type BookEffects, type EffectWriter, EffectWriters } from '../../ledger/index.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { OutboxEvent } from '../../platform/outbox/outbox.js';
import { type Accepted, settleAccepted } from '../appeals/settle-accepted.js';
import { releaseDecided } from './assignment-sql.js';

/** Where a friend waits for a person, or may be appealed for. */
const TURNED: ReadonlySet<Status | undefined> = new Set(['held', 'rejected', 'reversed']);
/** Whoever asked for a second look has got what they asked for. */
const ACCEPTED: ReadonlySet<Status> = new Set(['qualified', 'pending']);

/** A friend who was turned down or held and went on: what was open about them is answered, whoever decided it, time alone included. */
@Injectable()
export class ReviewEffects implements EffectWriter, OnModuleInit {
  readonly kind = 'reviews';

  constructor(private readonly writers: EffectWriters) {}

  onModuleInit(): void {
    this.writers.register(this);
  }

  async write(tx: Tx, programId: string, effects: readonly BookEffects[], at: Date): Promise<OutboxEvent[]> {
    const moved = movedOf(effects);
    const events = await settleAccepted(tx, programId, [...moved.values()].filter((one) => one !== null), at);
    await releaseDecided(tx, programId, [...moved.keys()]);
    return events;
  }
}

/**
 * Friends who stood turned down or held, each with how they were accepted; null: they were not. Only where a friend ends up matters:
 * accepted by time and rejected by a person in one batch, they still wait for an answer. An appeal's own answer settles it itself.
 */
function movedOf(effects: readonly BookEffects[]): Map<Id, Accepted | null> {
  const moved = new Map<Id, Accepted | null>();
  for (const { decision, fact } of effects.flatMap((e) => e.decided)) {
    if (decision.kind !== 'entry' || !decision.referralId || !decision.to) continue;
    const { referralId, from, to } = decision;
    if (!TURNED.has(from) && !moved.has(referralId)) continue;
    const review = fact?.kind === 'reviewed' ? fact : null;
    moved.set(referralId, ACCEPTED.has(to) && !review?.appealId ? { referralId, by: review?.by ?? null } : null);
  }
  return moved;
}
