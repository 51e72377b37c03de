import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { OutboundHttp } from '../../platform/outbound/outbound-http.js';
import { WebhookSigning } from '../webhooks/signing.js';
import { type HookReply, type HookVerdict, verdictOf } from './hook-answers.js';
import { type Hook, HookCaller, readHook } from './hook-caller.js';
import type { RewardHookRequest } from './reward-hooks.dto.js';

/** What came of a test. */
export interface HookTest {
  readonly reply: HookReply;
  readonly verdict: HookVerdict;
}

/** Where the brand's own system gives a reward: staff say where, and try it out. */
@Injectable()
export class RewardHooks {
  constructor(
    private readonly transactions: Transactions,
    private readonly caller: HookCaller,
    private readonly http: OutboundHttp,
    private readonly signing: WebhookSigning,
    private readonly clock: Clock,
  ) {}

  async view(programId: string, rewardId: string): Promise<Hook | null> {
    return this.caller.hookOf(programId, rewardId);
  }

  /** @returns its secret, where it is new. @throws DomainError `reward.not_found`, `reward.not_custom`, `request.invalid` for an address that will never be called */
  async set(programId: string, actorId: string, rewardId: string, { url, tellsWho }: RewardHookRequest): Promise<{ hook: Hook; secret: string | null }> {
    this.assertCallable(url);
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await lockCustom(tx, programId, rewardId);
      const before = await readHook(tx, programId, rewardId);
      await tx.query(
        `INSERT INTO reward_hooks (program_id, reward_id, id, url, tells_who, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (program_id, reward_id) DO UPDATE SET url = EXCLUDED.url, tells_who = EXCLUDED.tells_who, updated_at = EXCLUDED.updated_at`, [programId, rewardId, newId(), url, tellsWho, at]);
      await audit(tx, programId, { actorId, action: 'reward_hook.set', subjectId: rewardId, detail: { host: new URL(url).host, tellsWho } }, at);
      const hook = (await readHook(tx, programId, rewardId))!;
      return { hook, secret: before ? null : this.signing.secret(hook) };
    });
  }

  /** A new secret; the former one signs along for a day. @throws DomainError `reward_hook.not_found` */
  async rotate(programId: string, actorId: string, rewardId: string): Promise<{ hook: Hook; secret: string }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [, count] = (await tx.query('UPDATE reward_hooks SET secret_version = secret_version + 1, rotated_at = $3 WHERE program_id = $1 AND reward_id = $2', [programId, rewardId, at])) as [unknown, number];
      if (count === 0) throw new DomainError('reward_hook.not_found');
      await audit(tx, programId, { actorId, action: 'reward_hook.secret_rotated', subjectId: rewardId, detail: {} }, at);
      const hook = (await readHook(tx, programId, rewardId))!;
      return { hook, secret: this.signing.secret(hook) };
    });
  }

  /** From now on it is given by hand. What is on its way fails, and a person decides. @throws DomainError `reward_hook.not_found` */
  async remove(programId: string, actorId: string, rewardId: string): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      const [, count] = (await tx.query('DELETE FROM reward_hooks WHERE program_id = $1 AND reward_id = $2', [programId, rewardId])) as [unknown, number];
      if (count === 0) throw new DomainError('reward_hook.not_found');
      await audit(tx, programId, { actorId, action: 'reward_hook.removed', subjectId: rewardId, detail: {} }, this.clock.now());
    });
  }

  /** Asks for nothing, to see what comes back. @throws DomainError `reward_hook.not_found` */
  async tryOut(programId: string, actorId: string, rewardId: string): Promise<HookTest> {
    const hook = await this.caller.hookOf(programId, rewardId);
    if (!hook) throw new DomainError('reward_hook.not_found');
    const id = `test:${newId()}`;
    const member = { id: '00000000-0000-7000-8000-000000000000', ...(hook.tellsWho && { email: 'test@example.org', name: 'Test' }) };
    const reply = await this.caller.call(hook, { ask: 'reward.test', id, data: { key: id, grantId: '00000000-0000-7000-8000-000000000000', step: 'hook', programId, reward: { id: rewardId, title: 'Test' }, member } });
    await this.transactions.inProgram(programId, (tx) => audit(tx, programId, { actorId, action: 'reward_hook.tried', subjectId: rewardId, detail: 'failure' in reply ? { failure: reply.failure } : { status: reply.status } }, this.clock.now()));
    return { reply, verdict: verdictOf(reply) };
  }

  /** What a member gets may not be read on the way: plain http only within the operator's own network. */
  private assertCallable(url: string): void {
    this.http.assertCallable(url);
    if (!url.startsWith('https:') && !this.http.isOwn(url)) throw new DomainError('request.invalid', {}, [{ field: 'url', code: 'not_https', message: 'must begin with https' }]);
  }
}

/** @throws DomainError `reward.not_found`, `reward.not_custom` */
async function lockCustom(tx: Tx, programId: string, rewardId: string): Promise<void> {
  const [reward] = (await tx.query('SELECT kind FROM rewards WHERE program_id = $1 AND id = $2 FOR UPDATE', [programId, rewardId])) as { kind: string }[];
  if (!reward) throw new DomainError('reward.not_found');
  if (reward.kind !== 'custom') throw new DomainError('reward.not_custom');
}
