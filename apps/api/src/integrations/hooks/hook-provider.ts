import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Keys } from '../../platform/keys.js';
import { type Offer, type ProviderAnswer, type ProviderFinding, type RewardProvider, RewardProviders, SHOWN, sealShown, type StepOrder } from '../../rewards/index.js';
import { type HookVerdict, verdictOf } from './hook-answers.js';
import { type HookAsk, HookCaller } from './hook-caller.js';

/**
 * A reward of the brand's own kind, given by a receiver of theirs. Every try of a round carries the same id, so a receiver that has
 * done it says so again. After the key's day it is not sent again: the receiver is asked whether it was done, under an id of that question's
 * own. Where it does not have it, or does not answer that, a person decides; nothing is repeated by itself.
 */
@Injectable()
export class HookProvider implements RewardProvider, OnModuleInit {
  readonly name = 'hook';

  constructor(
    private readonly providers: RewardProviders,
    private readonly transactions: Transactions,
    private readonly caller: HookCaller,
    private readonly keys: Keys,
  ) {}

  onModuleInit(): void {
    this.providers.register(this);
  }

  async serves(_tx: Tx, _programId: string, { kind, hooked }: Offer): Promise<boolean> {
    return kind === 'custom' && hooked === true;
  }

  async waitsFor(): Promise<null> {
    return null;
  }

  async give(order: StepOrder): Promise<ProviderAnswer> {
    const verdict = await this.ask('reward.give', order.key, order);
    if (verdict.kind !== 'done') return verdict;
    // Sealed: it may be worth money to whoever reads it.
    if (verdict.shown) await order.remember({ [SHOWN]: sealShown(this.keys, order.grantId, verdict.shown) });
    return { kind: 'done', reference: verdict.reference };
  }

  async lookUp(order: StepOrder): Promise<ProviderFinding> {
    // The last round first. One that a person began has sent nothing yet: what was done was done under an earlier key.
    for (const key of order.keys.toReversed()) {
      const verdict = await this.ask('reward.look_up', key === order.key ? `${key}:look_up` : `${order.key}:look_up:${key}`, { ...order, key });
      if (verdict.kind === 'done') {
        if (verdict.shown) await order.remember({ [SHOWN]: sealShown(this.keys, order.grantId, verdict.shown) });
        return { kind: 'found', reference: verdict.reference ?? key };
      }
      // Who turns the question away (another secret, another address, none at all) has not said that it was not given.
      if (verdict.kind !== 'failed' || !verdict.inWords) return { kind: 'unclear', problem: verdict.problem ?? 'rate_limited' };
    }
    return { kind: 'absent' };
  }

  async takeBack(order: StepOrder): Promise<ProviderAnswer> {
    const verdict = await this.ask('reward.take_back', order.key, order);
    return verdict.kind === 'done' ? { kind: 'done', reference: verdict.reference } : verdict;
  }

  private async ask(ask: HookAsk, id: string, { programId, grantId, memberId, step, key, terms, reference }: StepOrder): Promise<HookVerdict> {
    const hook = await this.caller.hookOf(programId, terms.rewardId);
    if (!hook) return { kind: 'failed', problem: 'not_connected' };
    const member = hook.tellsWho ? await this.who(programId, memberId) : {};
    return verdictOf(await this.caller.call(hook, {
      ask, id, data: { key, grantId, step, programId, reward: { id: terms.rewardId, title: terms.title }, member: { id: memberId, ...member }, ...(reference !== null && { reference }) },
    }));
  }

  private async who(programId: string, memberId: string): Promise<{ email: string | null; name: string | null }> {
    const [row] = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `SELECT (SELECT email FROM identities WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id LIMIT 1) AS email, (SELECT name FROM profiles WHERE program_id = $1 AND member_id = $2) AS name`,
      [programId, memberId])) as { email: string | null; name: string | null }[]);
    return row!;
  }
}
