import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { keyStillHolds, type StepStatus } from '@fanfare/domain';
import { StaffNotes } from '../../members/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import type { GrantStatus } from '../grant-states.js';
import { RewardProviders } from './reward-provider.js';
import { PointsBack } from '../shop/points-back.js';
import { lockGrantOf, moveGrant } from './step-outcomes.js';
import { STEP_VIEWS, type StepRow, stepRow, STEPS, type StepView } from './step-rows.js';
import { announceDue, REVERSAL } from './step-writes.js';
import type { StepsQuery } from './steps.dto.js';

/** What somebody decides about a step, from which states, and with which grant it goes on. */
interface Decision {
  readonly action: string;
  readonly from: readonly StepStatus[];
  /** In somebody's own words. */
  readonly reason?: string;
  /** A grant that is stopped is not sent on, but what was brought was brought. */
  readonly stopped: 'refused' | 'allowed';
}
type Names = readonly [grantId: string, step: string];

/** With a key of its own: a provider repeats its refusal for as long as it knows the last one. */
const ANOTHER_ROUND = 'doubts = 0, first_sent_at = NULL, put_off_since = NULL, reminders = 0, round = round + 1';

/** What staff do by hand, and what they decide where a provider could not, or nobody knows. Every act is in the audit log. */
@Injectable()
export class RewardSteps {
  constructor(
    private readonly transactions: Transactions,
    private readonly providers: RewardProviders,
    private readonly back: PointsBack,
    private readonly notes: StaffNotes,
    private readonly clock: Clock,
  ) {}

  /** What waits longest first; what is done, newest first. */
  async list(programId: string, { view, cursor, limit }: StepsQuery): Promise<{ steps: StepRow[]; nextCursor: string | null; counts: Record<Exclude<StepView, 'done'>, number> }> {
    const after = readCursor(cursor);
    const [sign, order] = view === 'done' ? ['<', 'DESC'] : ['>', 'ASC'];
    return this.transactions.readProgram(programId, async (tx) => {
      const steps = (await tx.query(
        `${STEPS} AND ${STEP_VIEWS[view]} AND ($2::timestamptz IS NULL OR (s.updated_at, s.grant_id) ${sign} ($2, $3::uuid)) ORDER BY s.updated_at ${order}, s.grant_id ${order} LIMIT $4`,
        [programId, after?.at ?? null, after?.id ?? null, limit + 1])) as StepRow[];
      const [counts] = (await tx.query(
        `SELECT ${(['by_hand', 'stuck', 'under_way'] as const).map((name) => `count(*) FILTER (WHERE ${STEP_VIEWS[name]})::int AS ${name}`).join(', ')}
         FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id WHERE s.program_id = $1 AND s.status NOT IN ('done', 'undone')`, [programId])) as [Record<Exclude<StepView, 'done'>, number>];
      return { steps: steps.slice(0, limit), nextCursor: nextCursor(steps, limit, (row) => ({ at: row.updatedAt, id: row.grantId })), counts };
    });
  }

  /**
   * It was brought: by hand, or by the provider after all. What was brought stands, also where its award fell meanwhile.
   * @throws DomainError `reward_step.not_found`, `reward_step.wrong_state`
   */
  async arrived(programId: string, actorId: string, names: Names, reference: string | null): Promise<StepRow> {
    return this.decide(programId, actorId, names, { action: 'reward_step.arrived', from: ['waiting', 'failed', 'unclear'], stopped: 'allowed' }, async (tx, row, at) => {
      await this.write(tx, programId, row, `status = 'done', waits_for = NULL, problem = NULL, reference = coalesce($5, reference)`, [reference], at);
      await moveGrant(tx, this.back, { programId, ...row }, { status: 'done', waitsFor: null }, at);
    });
  }

  /** It cannot be brought by hand. @throws as `arrived` */
  async cannot(programId: string, actorId: string, names: Names, reason: string): Promise<StepRow> {
    return this.decide(programId, actorId, names, { action: 'reward_step.cannot', from: ['waiting'], reason, stopped: 'allowed' }, async (tx, row, at) => {
      if (row.waitsFor !== 'staff') throw wrongState(row);
      await this.write(tx, programId, row, `status = 'failed', waits_for = NULL, problem = 'cannot_by_hand'`, [], at);
    });
  }

  /**
   * It did not arrive: once more. While the provider still knows the key, under it; else in a new round, which looks first
   * whether the last did something after all. @throws as `arrived`, and `grant.wrong_state` where the grant is stopped
   */
  async again(programId: string, actorId: string, names: Names): Promise<StepRow> {
    return this.decide(programId, actorId, names, { action: 'reward_step.again', from: ['failed', 'unclear'], stopped: 'refused' }, async (tx, row, at) => {
      const waitsFor = await this.providers.get(row.provider).waitsFor(tx, { programId, grantId: row.grantId, memberId: row.memberId, step: row.step, kind: row.reward.kind });
      if (waitsFor !== null) return this.write(tx, programId, row, `status = 'waiting', waits_for = $5, problem = NULL, ${ANOTHER_ROUND}`, [waitsFor], at);
      const holds = row.status === 'unclear' && keyStillHolds({ doubts: row.doubts, firstSentAt: row.firstSentAt?.getTime() ?? null }, at.getTime());
      await this.write(tx, programId, row, holds
        ? `status = 'due', next_try_at = $4, doubts = 1`
        : `status = 'due', next_try_at = $4, ${ANOTHER_ROUND}`, [], at);
      await announceDue(tx, programId, [row], at);
    });
  }

  /** It did not arrive and is brought another way: by hand. @throws as `again` */
  async byHand(programId: string, actorId: string, names: Names): Promise<StepRow> {
    return this.decide(programId, actorId, names, { action: 'reward_step.by_hand', from: ['waiting', 'failed', 'unclear'], stopped: 'refused' }, async (tx, row, at) => {
      if (row.provider === 'manual') throw wrongState(row);
      await this.write(tx, programId, row, `provider = 'manual', status = 'waiting', waits_for = 'staff'`, [], at);
      await moveGrant(tx, this.back, { programId, ...row }, { status: 'waiting', waitsFor: 'staff' }, at);
    });
  }

  /** What could not be taken back stays with the member. @throws as `arrived` */
  async keep(programId: string, actorId: string, grantId: string): Promise<StepRow> {
    return this.decide(programId, actorId, [grantId, REVERSAL], { action: 'reward_step.kept', from: ['waiting', 'failed', 'unclear'], stopped: 'allowed' }, (tx, row, at) =>
      this.write(tx, programId, row, `status = 'undone', waits_for = NULL`, [], at));
  }

  private async decide(programId: string, actorId: string, [grantId, step]: Names, decision: Decision, act: (tx: Tx, row: StepRow, at: Date) => Promise<void>): Promise<StepRow> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await lockGrantOf(tx, this.back, { programId, grantId, step });
      const row = await stepRow(tx, programId, grantId, step);
      if (!decision.from.includes(row.status)) throw wrongState(row);
      if (decision.stopped === 'refused' && !goesOn(row)) throw new DomainError('grant.wrong_state', { grantStatus: row.grantStatus });
      await act(tx, row, at);
      const note = decision.reason && (await this.notes.writeReason(tx, programId, row.memberId, { kind: 'reward', text: decision.reason, authorId: actorId }, at));
      await audit(tx, programId, { actorId, action: decision.action, subjectId: grantId, detail: { step, from: row.status, provider: row.provider, note } }, at);
      return stepRow(tx, programId, grantId, step);
    });
  }

  /** @param set columns, with parameters from $5 on; $4 is the time */
  private async write(tx: Tx, programId: string, { grantId, step }: StepRow, set: string, params: readonly unknown[], at: Date): Promise<void> {
    await tx.query(`UPDATE reward_steps SET updated_at = $4, ${set} WHERE program_id = $1 AND grant_id = $2 AND step = $3`, [programId, grantId, step, at, ...params]);
  }
}

function goesOn({ step, grantStatus }: StepRow): boolean {
  const going: readonly GrantStatus[] = step === REVERSAL ? ['revoked'] : ['claimed', 'sending'];
  return going.includes(grantStatus);
}

function wrongState({ status }: StepRow): DomainError {
  return new DomainError('reward_step.wrong_state', { stepStatus: status });
}
