import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { afterAnswer, afterFinding, provesNothingDone, type StepNext } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { derivedId } from '../../platform/ids.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../../platform/outbox/subscribers.js';
import { Programs } from '../../programs/index.js';
import { MemberCodes } from '../codes/member-codes.js';
import { type ProviderAnswer, type ProviderFinding, type RewardProvider, RewardProviders, type StepOrder } from './reward-provider.js';
import { StepOutcomes, type TakenStep } from './step-outcomes.js';
import { REVERSAL, STEP_DUE_TOPIC } from './step-writes.js';

interface StepJob {
  readonly programId: string;
  readonly grantId: string;
  readonly step: string;
}
/** What is written down: where the step is now, and what the provider calls it. */
interface Settled {
  readonly next: StepNext;
  readonly reference: string | null;
}

const CONCURRENCY = 5;
const AT_ONCE = 200;

/**
 * Asks providers, at most once for each step: that it is asked is written down before it is, the same key goes with every try
 * of a round, and when the key may be forgotten it is looked up and never sent again by itself.
 */
@Injectable()
export class StepRunner implements Subscriber, OnModuleInit {
  readonly name = 'reward_steps';
  readonly topics = [STEP_DUE_TOPIC];
  private readonly logger = new Logger('StepRunner');

  constructor(
    private readonly subscribers: Subscribers,
    private readonly jobs: Jobs,
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
    private readonly providers: RewardProviders,
    private readonly outcomes: StepOutcomes,
    private readonly codes: MemberCodes,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
    this.jobs.work<StepJob>('reward_steps', { concurrency: CONCURRENCY }, ({ data }) => this.perform(data));
    this.maintenance.register({ name: 'due_reward_steps', everyMs: MINUTE_MS, run: () => this.enqueueDue() });
  }

  async handle(programId: string, { id, payload }: RelayedEvent): Promise<void> {
    await this.jobs.insert('reward_steps', [{ id: derivedId('reward step', id), data: { programId, grantId: String(payload['grantId']), step: String(payload['step']) } }]);
  }

  /** Whatever is due, and whatever was being sent by somebody who died. */
  private async enqueueDue(): Promise<void> {
    const at = this.clock.now();
    for (const programId of await this.programs.list()) {
      const due = (await this.transactions.readProgram(programId, (tx) => tx.query(
        `SELECT s.grant_id AS "grantId", s.step FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id
         WHERE s.program_id = $1 AND s.next_try_at <= $2 AND g.status = ANY(CASE WHEN s.step = '${REVERSAL}' THEN '{revoked}'::text[] ELSE '{claimed,sending}'::text[] END)
         ORDER BY s.next_try_at LIMIT ${AT_ONCE}`, [programId, at]))) as { grantId: string; step: string }[];
      const minute = String(Math.floor(at.getTime() / MINUTE_MS));
      await this.jobs.insert('reward_steps', due.map(({ grantId, step }) => ({ id: derivedId('reward step', programId, grantId, step, minute), data: { programId, grantId, step } })));
    }
  }

  private async perform({ programId, grantId, step }: StepJob): Promise<void> {
    const taken = await this.outcomes.take(programId, grantId, step);
    if (!taken) return;
    const { next, reference } = await this.ask(taken, this.providers.get(taken.provider), await this.orderOf(taken));
    await this.outcomes.settle(taken, next, reference);
  }

  private async ask(taken: TakenStep, provider: RewardProvider, order: StepOrder): Promise<Settled> {
    if (taken.turn === 'look_up') return this.found(taken, await this.lookUp(provider, order));
    if (taken.looksFirst) {
      const finding = await this.lookUp(provider, order);
      if (finding.kind === 'found') return this.found(taken, finding);
      if (finding.kind === 'unclear') return this.unknown(taken, finding);
    }
    const answer = await this.attempt(provider, order);
    if (answer.kind === 'failed' && !provesNothingDone(taken.tries)) return this.prove(taken, provider, order, answer);
    return { next: afterAnswer(taken.tries, answer, this.now()), reference: answer.kind === 'done' ? answer.reference : null };
  }

  /** A refusal after a lost answer: that one may have been a yes. */
  private async prove(taken: TakenStep, provider: RewardProvider, order: StepOrder, refusal: Extract<ProviderAnswer, { kind: 'failed' }>): Promise<Settled> {
    const finding = await this.lookUp(provider, order);
    if (finding.kind === 'found') return this.found(taken, finding);
    return finding.kind === 'absent' ? { next: afterAnswer(taken.tries, refusal, this.now()), reference: null } : parked(taken.tries, finding.problem);
  }

  /** Before anything was sent in this round a person decides again; after that it is asked again later. */
  private unknown({ tries }: TakenStep, finding: Extract<ProviderFinding, { kind: 'unclear' }>): Settled {
    return provesNothingDone(tries) ? parked({ ...tries, firstSentAt: null }, finding.problem) : { next: afterAnswer(tries, finding, this.now()), reference: null };
  }

  private found(taken: TakenStep, finding: ProviderFinding): Settled {
    return { next: afterFinding(taken.tries, finding, this.now()), reference: finding.kind === 'found' ? finding.reference : null };
  }

  private async attempt(provider: RewardProvider, order: StepOrder): Promise<ProviderAnswer> {
    try {
      return await (order.step === REVERSAL ? provider.takeBack(order) : provider.give(order));
    } catch (error) {
      this.logger.error({ err: error, programId: order.programId, grantId: order.grantId, step: order.step }, `${provider.name} could not be asked`);
      return { kind: 'unclear', problem: 'unknown' };
    }
  }

  private async lookUp(provider: RewardProvider, order: StepOrder): Promise<ProviderFinding> {
    try {
      return await provider.lookUp(order);
    } catch (error) {
      this.logger.error({ err: error, programId: order.programId, grantId: order.grantId, step: order.step }, `${provider.name} could not be asked`);
      return { kind: 'unclear', problem: 'unknown' };
    }
  }

  private async orderOf(taken: TakenStep): Promise<StepOrder> {
    const { programId, grantId, memberId, step, round, terms, known, reference } = taken;
    const code = terms.kind === 'discount_code' ? await this.transactions.readProgram(programId, (tx) => this.codes.ofGrant(tx, programId, grantId, 'maker')) : null;
    const keys = Array.from({ length: round }, (_, before) => (before === 0 ? `${grantId}:${step}` : `${grantId}:${step}:${before + 1}`));
    return {
      programId, grantId, memberId, step, terms, known, reference, code, keys,
      key: keys.at(-1)!,
      remember: (more) => this.outcomes.remember(taken, more),
    };
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function parked(tries: TakenStep['tries'], problem: string): Settled {
  return { next: { ...tries, putOffSince: null, status: 'unclear', waitsFor: null, nextTryAt: null, problem }, reference: null };
}
