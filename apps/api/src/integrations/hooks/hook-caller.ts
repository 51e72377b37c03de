import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { OutboundError, OutboundHttp } from '../../platform/outbound/outbound-http.js';
import { type SecretOwner, WebhookSigning } from '../webhooks/signing.js';
import type { HookReply } from './hook-answers.js';

/** Where a reward is asked for. */
export interface Hook extends SecretOwner {
  readonly rewardId: string;
  readonly url: string;
  readonly tellsWho: boolean;
  readonly updatedAt: Date;
}
/** What a call asks: to give, whether it was given, to take it back; a test is to do nothing. */
export type HookAsk = 'reward.give' | 'reward.look_up' | 'reward.take_back' | 'reward.test';
/** What is said besides. */
export interface HookCall {
  readonly ask: HookAsk;
  /** The same for every try: whoever has done it under this id does not do it again. */
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const MOST_BYTES = 16_384;

/** Calls the receiver of a reward, signed as webhooks are. */
@Injectable()
export class HookCaller {
  constructor(
    private readonly transactions: Transactions,
    private readonly http: OutboundHttp,
    private readonly signing: WebhookSigning,
    private readonly clock: Clock,
  ) {}

  async hookOf(programId: string, rewardId: string): Promise<Hook | null> {
    return this.transactions.readProgram(programId, (tx) => readHook(tx, programId, rewardId));
  }

  /** Within ten seconds. */
  async call(hook: Hook, { ask, id, data }: HookCall): Promise<HookReply> {
    const now = this.clock.now();
    const payload = JSON.stringify({ type: ask, timestamp: now.toISOString(), data });
    const signed = this.signing.headers(hook, { id, payload }, now);
    try {
      return await this.http.ask(hook.url, { ...signed, 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'Fanfare' }, payload, MOST_BYTES);
    } catch (error) {
      if (error instanceof OutboundError) return { failure: error.failure };
      throw error;
    }
  }
}

export async function readHook(tx: Tx, programId: string, rewardId: string): Promise<Hook | null> {
  const [hook] = (await tx.query(
    `SELECT id, reward_id AS "rewardId", url, tells_who AS "tellsWho", secret_version AS "secretVersion", rotated_at AS "rotatedAt", updated_at AS "updatedAt" FROM reward_hooks WHERE program_id = $1 AND reward_id = $2`,
    [programId, rewardId])) as Hook[];
  return hook ?? null;
}
