import type { INestApplicationContext } from '@nestjs/common';
import { Onboarding } from '../integrations/stripe/gives/onboarding.service.js';
import { StripeConnections } from '../integrations/stripe/stripe-connections.service.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { Maintenance, MINUTE_MS } from '../platform/jobs/maintenance.js';
import { Worker } from '../platform/jobs/worker.js';
import { Catalogue } from '../rewards/catalogue.service.js';
import { Claims } from '../rewards/claims.service.js';
import { RewardSteps } from '../rewards/deliveries/steps.service.js';
import type { StepView } from '../rewards/deliveries/step-rows.js';
import { Grants } from '../rewards/grants.service.js';
import { NewRewardRequest } from '../rewards/rewards.dto.js';
import { ProofProgram } from './proof-program.js';
import type { StripeDouble } from './money-stage.js';

/** A kind of reward that Stripe gives, and what it is there. */
export const GIFTS = [
  { name: 'credit', object: 'customer_balance_transaction', path: '/v1/customers/*/balance_transactions', item: { kind: 'account_credit', amount: { amountMinor: 1_000, currency: 'EUR' } } },
  { name: 'code', object: 'promotion_code', path: '/v1/promotion_codes', item: { kind: 'discount_code', codeSource: 'stripe', amount: { amountMinor: 500, currency: 'EUR' }, validDays: 365 } },
  { name: 'transfer', object: 'transfer', path: '/v1/transfers', item: { kind: 'cash', amount: { amountMinor: 700, currency: 'EUR' } } },
] as const;

const FANS = 20;
const KEY = 'sk_test_crashproof';
/** Never too little: what a proof is about is not an empty account. */
const BALANCE_MINOR = 1_000_000_000;
/** A step as it stands in the database. */
export interface StepState {
  readonly grantId: string;
  readonly step: string;
  readonly status: string;
  readonly problem: string | null;
  readonly reference: string | null;
  readonly round: number;
  readonly attempts: number;
  readonly grantStatus: string;
}

/** A program whose rewards go through the stand-in for Stripe, at a time of its own that only goes ahead. */
export class MoneyProgram {
  /** Before the machine's clock, in milliseconds. */
  ahead = 0;
  private claimed = 0;
  private readonly actorId = newId();

  private constructor(
    private readonly context: INestApplicationContext,
    private readonly stripe: StripeDouble,
    readonly id: string,
    private readonly members: readonly string[],
    private readonly rewards: readonly string[],
  ) {}

  static async make(context: INestApplicationContext, stripe: StripeDouble): Promise<MoneyProgram> {
    const proof = await ProofProgram.make(context);
    const { id } = proof;
    const members = (await proof.fans(Array<number>(FANS).fill(0))).map((fan) => fan.memberId);
    const actorId = newId();
    await context.get(StripeConnections).connect(id, actorId, { signingSecret: 'whsec_crashproof0123456789', apiKey: KEY, livemode: false, accountId: null, gives: true });
    const rewards: string[] = [];
    for (const { name, item } of GIFTS) {
      rewards.push((await context.get(Catalogue).create(id, actorId, NewRewardRequest.parse({ title: { en: name }, needsAddress: false, stock: null, ...item }))).id);
    }
    stripe.setBalance(KEY, 'eur', BALANCE_MINOR);
    for (const memberId of members) await tellWhereToPay(context.get(Onboarding), stripe, { programId: id, memberId }, proof.slug);
    return new MoneyProgram(context, stripe, id, members, rewards);
  }

  /** Grants by hand, claimed by who has them: each a step that is due. */
  async claim(count: number): Promise<void> {
    const numbers = Array.from({ length: count }, () => this.claimed++);
    await this.now(() => Promise.all(numbers.map(async (number) => {
      const memberId = this.members[number % FANS]!;
      const { id } = await this.context.get(Grants).grantByHand(this.id, this.actorId, { memberId, rewardId: this.rewards[number % GIFTS.length]!, reason: 'proof' });
      await this.context.get(Claims).claim(this.id, memberId, id, {});
    })));
  }

  /** Here and at Stripe. Nothing may be running. */
  pass(ms: number): void {
    this.ahead += ms;
    this.stripe.advance(ms);
  }

  /** Works as a worker does, hour after hour, until no step waits for its turn. @returns what does all the same */
  async settle(): Promise<number> {
    for (let hour = 0; hour < 48; hour++) {
      await this.now(async () => {
        await this.context.get(Maintenance).run('due_reward_steps');
        await this.context.get(Worker).drain();
      });
      if ((await this.moving()) === 0) return 0;
      this.pass(hour < 20 ? 10 * MINUTE_MS : 60 * MINUTE_MS);
    }
    return this.moving();
  }

  /** Staff say "once more" to everything that is stuck. @returns how much that was */
  async sayAgain(): Promise<number> {
    const stuck = await this.listed('stuck');
    await this.now(async () => {
      for (const [grantId, step] of stuck) await this.context.get(RewardSteps).again(this.id, this.actorId, [grantId, step]);
    });
    return stuck.length;
  }

  /** What staff see on a list, page after page. */
  async listed(view: StepView): Promise<[grantId: string, step: string][]> {
    const seen: [string, string][] = [];
    for (let cursor: string | undefined; ; ) {
      const { steps, nextCursor } = await this.context.get(RewardSteps).list(this.id, { view, limit: 100, ...(cursor && { cursor }) });
      seen.push(...steps.map(({ grantId, step }): [string, string] => [grantId, step]));
      if (nextCursor === null) return seen;
      cursor = nextCursor;
    }
  }

  steps(): Promise<StepState[]> {
    return this.context.get(Transactions).readProgram(this.id, (tx) => tx.query(
      `SELECT s.grant_id AS "grantId", s.step, s.status, s.problem, s.reference, s.round, s.attempts, g.status AS "grantStatus"
       FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id WHERE s.program_id = $1`, [this.id]) as Promise<StepState[]>);
  }

  private async moving(): Promise<number> {
    return (await this.steps()).filter(({ status }) => status === 'due' || status === 'sending').length;
  }

  private now<T>(work: () => Promise<T>): Promise<T> {
    return this.context.get(Clock).at(new Date(Date.now() + this.ahead), work);
  }
}

/** As a member does on Stripe's own pages: they have an account there that can be sent money. */
async function tellWhereToPay(onboarding: Onboarding, stripe: StripeDouble, member: { programId: string; memberId: string }, slug: string): Promise<void> {
  const url = await onboarding.link(member, slug, 'DE');
  stripe.completeAccount(/acct_\w+/.exec(url)![0]);
  const { state } = await onboarding.check(member);
  if (state !== 'ready') throw new Error(`An account is ${state}, not ready.`);
}
