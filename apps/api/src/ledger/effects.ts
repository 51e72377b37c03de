import { Injectable } from '@nestjs/common';
import type { Award, AwardKey, Id } from '@fanfare/domain';
import type { OutboxEvent } from '../platform/outbox/outbox.js';
import type { Decided } from './fold.js';
import type { Tx } from '../platform/database/transactions.js';

/** What one book decided in a batch, for those who turn decisions into things. */
export interface BookEffects {
  readonly memberId: Id;
  /** In order; entries, awards, tiers and announcements. */
  readonly decided: readonly Decided[];
  /** Every award of the book as it stands now. */
  readonly awards: ReadonlyMap<AwardKey, Award>;
}

/** What one book became in a batch. */
export interface BookChange extends BookEffects {
  /** Friends who count here and did not before (1), and the other way round (-1). Told even of members who get no mail; of books made one or two, both sides say so. */
  readonly counted: ReadonlyMap<Id, 1 | -1>;
}

/** Runs inside `apply`'s transaction, after the books are written, in the order of registration. */
export interface EffectWriter {
  readonly kind: string;
  /** @returns what to announce, written to the outbox with the decisions' own announcements */
  write(tx: Tx, programId: string, effects: readonly BookChange[], at: Date): Promise<OutboxEvent[]>;
  /** What a member was promised waits while they are kept out, and goes on when they are let back in. @returns what to announce */
  onStanding?(tx: Tx, programId: string, memberId: Id, to: 'active' | 'suspended', at: Date): Promise<OutboxEvent[]>;
  /**
   * Where what it wrote differs from what it should have written, for `verify`.
   * @param effects whole books, as replayed: every decision ever made
   */
  verify?(tx: Tx, programId: string, effects: readonly BookEffects[]): Promise<Discrepancy[]>;
  /** What awards would lead to, for the what-if; nothing is written. */
  foresee?(tx: Tx, programId: string, awards: ForeseenAwards, at: Date): Promise<ForeseenReward[]>;
}

/** Awards that a draft would make or bring back. */
export interface ForeseenAwards {
  /** How many new ones, per reward. */
  readonly wanted: ReadonlyMap<Id, number>;
  /** Those that would hold again, by the book that earned them: what was given for them goes on where it was stopped. */
  readonly resumed: readonly { readonly bookId: Id; readonly key: AwardKey }[];
}

/** What a number of awards of one reward would take. */
export interface ForeseenReward {
  readonly rewardId: Id;
  readonly title: Readonly<Record<string, string>>;
  readonly wanted: number;
  /** Could be given at once; the others queue. Of `wanted`, which has those too that go on waiting once their award holds again. */
  readonly served: number;
  readonly queued: number;
  /** What those who queue lack first. */
  readonly lacks: { readonly stock: number; readonly money: number };
  /** In stock now and afterwards; null: there is always enough. */
  readonly stock: { readonly before: number; readonly after: number } | null;
  /** Money that it draws on, in minor units, now and afterwards; other rewards may draw on the program's, too. */
  readonly budgets: readonly { readonly of: 'reward' | 'program'; readonly currency: string; readonly before: number; readonly after: number }[];
  /** Of all that is wanted; null where the reward has no cost. */
  readonly cost: { readonly amountMinor: number; readonly currency: string } | null;
}

/** One thing of a member that is otherwise than the book says. */
export interface Discrepancy {
  readonly memberId: Id;
  readonly what: string;
  readonly stored: string;
  readonly expected: string;
}

/** Contexts register here at start (`onModuleInit`); the ledger does not know who listens. */
@Injectable()
export class EffectWriters {
  private readonly writers: EffectWriter[] = [];

  register(writer: EffectWriter): void {
    this.writers.push(writer);
  }

  all(): readonly EffectWriter[] {
    return this.writers;
  }

  /** Tells all of where a member stands now. @returns what to announce */
  async onStanding(tx: Tx, programId: string, memberId: Id, to: 'active' | 'suspended', at: Date): Promise<OutboxEvent[]> {
    const events: OutboxEvent[] = [];
    for (const writer of this.writers) events.push(...((await writer.onStanding?.(tx, programId, memberId, to, at)) ?? []));
    return events;
  }
}
