import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type AwardKey, type Id, type Milestone, parseAwardKey } from '@fanfare/domain';
import { type BookEffects, type Discrepancy, type EffectWriter, EffectWriters, type ForeseenAwards, type ForeseenReward } from '../ledger/index.js';
import type { Tx } from '../platform/database/transactions.js';
import type { OutboxEvent } from '../platform/outbox/outbox.js';
import { foreseeRewards } from './foreseen.js';
import { type AwardRef, createGrants, grantsOfBooks, lockRewards, type NewGrant, reinstateGrants, resumeOfMember, rewardsOfAwards, rewardsOfMember, stopForSuspended, suspendGrants, suspendOfMember } from './grant-writes.js';
import { serveQueues, toldServed } from './pool-queue.js';
import { differingOrders } from './shop/orders-check.js';

/** What a batch asks of the grants: new ones, and where the awards of older ones stand now. */
interface Wishes {
  readonly create: readonly (NewGrant & AwardRef)[];
  readonly suspend: readonly AwardRef[];
  readonly reinstate: readonly AwardRef[];
}

/**
 * Turns awards into grants, inside the transaction that decides them. Set-based: the number of statements does not
 * depend on the number of books. Locks pools by id after the ledger has locked the books.
 */
@Injectable()
export class RewardsEffects implements EffectWriter, OnModuleInit {
  readonly kind = 'rewards';
  private readonly logger = new Logger('RewardsEffects');

  constructor(private readonly writers: EffectWriters) {}

  onModuleInit(): void {
    this.writers.register(this);
  }

  async write(tx: Tx, programId: string, effects: readonly BookEffects[], at: Date): Promise<OutboxEvent[]> {
    const { create, suspend, reinstate } = this.wishes(effects);
    if (create.length + suspend.length + reinstate.length === 0) return [];
    const rewardIds = [...new Set([...create.map((g) => g.rewardId), ...(await rewardsOfAwards(tx, programId, [...suspend, ...reinstate]))])];
    await lockRewards(tx, programId, rewardIds);
    const created = await createGrants(tx, programId, create, at);
    if (created.length < create.length) this.logger.error({ programId, asked: create.length, created: created.length }, 'Awards name rewards that are not in the catalogue, or had their grant already');
    const suspended = await suspendGrants(tx, programId, suspend, at);
    const reinstated = await reinstateGrants(tx, programId, reinstate, at);
    await stopForSuspended(tx, programId, [...created, ...reinstated].map((grant) => grant.grantId), at);
    const served = await serveQueues(tx, programId, rewardIds, at);
    const fresh = new Set(created.map((grant) => grant.grantId));
    const handed = new Set(served.map((grant) => grant.grantId)); // who came back to a queue and was next hears that it is there
    return [
      ...created.map((grant) => ({ topic: 'grant.created', payload: { ...grant } })),
      ...suspended.map((grant) => ({ topic: 'grant.suspended', payload: { ...grant } })),
      ...reinstated.filter((grant) => !handed.has(grant.grantId)).map((grant) => ({ topic: 'grant.reinstated', payload: { ...grant } })),
      ...served.filter((grant) => !fresh.has(grant.grantId)).map(toldServed),
    ];
  }

  async onStanding(tx: Tx, programId: string, memberId: Id, to: 'active' | 'suspended', at: Date): Promise<OutboxEvent[]> {
    const rewardIds = await rewardsOfMember(tx, programId, memberId);
    await lockRewards(tx, programId, rewardIds);
    await (to === 'suspended' ? suspendOfMember : resumeOfMember)(tx, programId, memberId, at);
    if (to === 'suspended') return [];
    return (await serveQueues(tx, programId, rewardIds, at)).map(toldServed);
  }

  /** Each award that was granted has its grant, and the grant stands as the award does. */
  async verify(tx: Tx, programId: string, effects: readonly BookEffects[]): Promise<Discrepancy[]> {
    const due = new Map(this.wishes(effects).create.map((grant) => [refText(grant), grant.bookId]));
    const found: Discrepancy[] = [];
    for (const row of await grantsOfBooks(tx, programId, effects.map((e) => e.memberId))) {
      due.delete(refText(row));
      const contradicts = row.award === 'active' ? row.status === 'suspended' && row.reason !== 'member_suspended' : ['granted', 'claimable', 'queued', 'claimed'].includes(row.status);
      if (contradicts) found.push({ memberId: row.bookId, what: `grant ${row.id}`, stored: row.status, expected: `what fits an award that is ${row.award}` });
    }
    found.push(...(await differingOrders(tx, programId, effects)));
    return [...found, ...[...due].map(([ref, memberId]) => ({ memberId, what: `grant of award ${ref}`, stored: 'missing', expected: 'one' }))];
  }

  foresee(tx: Tx, programId: string, awards: ForeseenAwards, at: Date): Promise<ForeseenReward[]> {
    return foreseeRewards(tx, programId, awards, at);
  }

  private wishes(effects: readonly BookEffects[]): Wishes {
    const create: (NewGrant & AwardRef)[] = [];
    const last = new Map<string, { ref: AwardRef; kind: 'suspend' | 'reinstate' }>();
    for (const { memberId, decided } of effects) {
      for (const { decision, rulebook } of decided) {
        const bookId = 'book' in decision && decision.book ? decision.book : memberId; // of two books made one, whose award it is
        if (decision.kind === 'award') {
          const ref = refOf(bookId, decision.key);
          const rewardId = rewardFor(rulebook.milestones, ref);
          if (rewardId) create.push({ ...ref, rewardId, beneficiaryId: decision.memberId, awardedAt: new Date(decision.effectiveAt) });
          else this.logger.error({ bookId, key: decision.key }, 'An award without a reward in its rulebook');
        } else if (decision.kind === 'suspend' || decision.kind === 'reinstate') {
          // Only where an award ends up matters: suspended and reinstated in one batch is as if nothing had been.
          last.set(`${bookId} ${decision.key}`, { ref: refOf(bookId, decision.key), kind: decision.kind });
        }
      }
    }
    const ending = (kind: 'suspend' | 'reinstate') => [...last.values()].filter((wish) => wish.kind === kind).map((wish) => wish.ref);
    return { create, suspend: ending('suspend'), reinstate: ending('reinstate') };
  }
}

function refOf(bookId: Id, key: AwardKey): AwardRef {
  return { bookId, ...parseAwardKey(key) };
}

function rewardFor(milestones: readonly Milestone[], { subjectId, side }: AwardRef): Id | undefined {
  const milestone = milestones.find((m) => m.id === subjectId);
  return side === 'own' ? milestone?.rewardId : milestone?.friendRewardId;
}

function refText({ bookId, subjectId, ordinal, side }: AwardRef): string {
  return `${bookId} ${subjectId}#${ordinal}#${side}`;
}
