import { DomainError } from '@fanfare/contracts';
import type { StepStatus, StepWaitsFor } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import type { GrantStatus } from '../grant-states.js';
import type { RewardKind, Texts } from '../reward.entity.js';
import type { StepTerms } from './reward-provider.js';

/** A step as staff see it. */
export interface StepRow {
  readonly grantId: string;
  readonly step: string;
  readonly provider: string;
  readonly status: StepStatus;
  readonly waitsFor: StepWaitsFor | null;
  readonly problem: string | null;
  readonly round: number;
  readonly attempts: number;
  readonly doubts: number;
  readonly nextTryAt: Date | null;
  readonly firstSentAt: Date | null;
  readonly reference: string | null;
  readonly terms: StepTerms;
  readonly grantStatus: GrantStatus;
  readonly memberId: string;
  readonly memberName: string | null;
  readonly reward: { readonly id: string; readonly kind: RewardKind; readonly title: Texts };
  /** Of money at Stripe: the latest that went from the member's account there to their bank. */
  readonly payout: { readonly status: string; readonly amountMinor: number; readonly currency: string; readonly arrivesAt: string; readonly problem: string | null } | null;
  readonly updatedAt: Date;
}

/** Of the program $1; conditions and order may follow. */
export const STEPS = `
  SELECT s.grant_id AS "grantId", s.step, s.provider, s.status, s.waits_for AS "waitsFor", s.problem, s.round, s.attempts, s.doubts, s.next_try_at AS "nextTryAt", s.first_sent_at AS "firstSentAt",
    s.reference, s.terms, g.status AS "grantStatus", g.beneficiary_id AS "memberId", f.name AS "memberName",
    jsonb_build_object('id', r.id, 'kind', r.kind, 'title', r.title) AS reward, s.updated_at AS "updatedAt",
    CASE WHEN a.payout_id IS NOT NULL THEN jsonb_build_object('status', a.payout_status, 'amountMinor', a.payout_amount_minor, 'currency', a.payout_currency, 'problem', a.payout_problem,
      'arrivesAt', to_char(a.payout_arrives_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END AS payout
  FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
    LEFT JOIN payout_accounts a ON a.program_id = $1 AND a.member_id = g.beneficiary_id AND s.provider = 'stripe' AND s.step = 'transfer'
    LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = g.beneficiary_id
  WHERE s.program_id = $1`;

/** What staff have to do with, as conditions on `s` and `g`. */
export const STEP_VIEWS = {
  /** What is done by hand, unless its grant is stopped. */
  by_hand: `s.status = 'waiting' AND s.waits_for = 'staff' AND s.batch_id IS NULL AND g.status IN ('claimed', 'revoked')`,
  /** What a person has to decide. */
  stuck: `s.status IN ('failed', 'unclear') AND g.status NOT IN ('expired')`,
  under_way: `(s.status IN ('due', 'sending') OR (s.status = 'waiting' AND (s.waits_for <> 'staff' OR s.batch_id IS NOT NULL)))`,
  done: `s.status IN ('done', 'undone')`,
} as const;
export type StepView = keyof typeof STEP_VIEWS;

/** @throws DomainError `reward_step.not_found` */
export async function stepRow(tx: Tx, programId: string, grantId: string, step: string): Promise<StepRow> {
  const [row] = (await tx.query(`${STEPS} AND s.grant_id = $2 AND s.step = $3`, [programId, grantId, step])) as StepRow[];
  if (!row) throw new DomainError('reward_step.not_found');
  return row;
}
