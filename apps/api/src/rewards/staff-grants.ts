import { DomainError } from '@fanfare/contracts';
import type { StepStatus, StepWaitsFor } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import type { GrantStatus } from './grant-states.js';
import { COST } from './catalogue-items.js';
import { WITH_BUDGETS } from './queue-reads.js';
import { type ParcelOfGrant, PARCELS_OF_GRANT, STILL_HERE } from './parcels/parcel-rows.js';
import type { RewardKind, Texts } from './reward.entity.js';
import { GIVEN_BACK } from './shop/points-back.js';
import { APPROVERS, type WaitsFor, WAITS_FOR } from './waits-for.js';

/** A grant as staff see it; where it goes is shown only to who may know, and noted. */
export interface StaffGrant {
  readonly id: string;
  readonly status: GrantStatus;
  readonly reason: string | null;
  readonly reward: { readonly id: string; readonly kind: RewardKind; readonly title: Texts; readonly needsAddress: boolean };
  readonly variant: { readonly id: string; readonly label: string; readonly sku: string | null } | null;
  readonly memberId: string;
  readonly memberName: string | null;
  readonly byHand: boolean;
  /** What was paid for it in the shop; null: it was not bought. */
  readonly points: number | null;
  readonly pointsBack: boolean;
  readonly hasAddress: boolean;
  /** Of the address: what postage depends on. */
  readonly country: string | null;
  /** What it is or was in, in the order of their making. */
  readonly parcels: readonly ParcelOfGrant[];
  /** Pieces that have not left, by name. */
  readonly stillHere: readonly string[];
  /** Who brings it, and where that is; null: nobody is asked. */
  readonly delivery: { readonly provider: string; readonly step: string; readonly status: StepStatus; readonly waitsFor: StepWaitsFor | null; readonly problem: string | null } | null;
  readonly awardedAt: Date;
  readonly claimedAt: Date | null;
  readonly remindedAt: Date | null;
  readonly updatedAt: Date;
  readonly waitsFor: WaitsFor | null;
  readonly approvalsNeeded: number;
  /** Who has approved it so far. */
  readonly approvers: readonly string[];
  readonly heldUntil: Date | null;
  readonly claimBy: Date | null;
  readonly cost: { readonly amountMinor: number; readonly currency: string } | null;
}

/** Of the program $1; conditions and order may follow. */
export const GRANTS = `
  SELECT g.id, g.status, g.reason, jsonb_build_object('id', r.id, 'kind', r.kind, 'title', r.title, 'needsAddress', r.needs_address) AS reward,
    CASE WHEN v.id IS NOT NULL THEN jsonb_build_object('id', v.id, 'label', v.label, 'sku', v.sku) END AS variant,
    g.beneficiary_id AS "memberId", f.name AS "memberName", g.book_id IS NULL AND g.points IS NULL AS "byHand", g.points, g.points IS NOT NULL AND ${GIVEN_BACK} AS "pointsBack", c.address IS NOT NULL AS "hasAddress", c.address->>'country' AS country,
    ${PARCELS_OF_GRANT} AS parcels, ${STILL_HERE} AS "stillHere",
    (SELECT jsonb_build_object('provider', s.provider, 'step', s.step, 'status', s.status, 'waitsFor', s.waits_for, 'problem', s.problem) FROM reward_steps s
      WHERE s.program_id = $1 AND s.grant_id = g.id ORDER BY s.step = 'reversal' DESC LIMIT 1) AS delivery,
    g.awarded_at AS "awardedAt", g.claimed_at AS "claimedAt", g.reminded_at AS "remindedAt", g.updated_at AS "updatedAt",
    g.approvals_needed AS "approvalsNeeded", ${APPROVERS} AS approvers, g.held_until AS "heldUntil", g.claim_by AS "claimBy", ${COST} AS cost, ${WAITS_FOR} AS "waitsFor"
  FROM grants g JOIN rewards r ON r.program_id = g.program_id AND r.id = g.reward_id
    LEFT JOIN reward_variants v ON v.program_id = g.program_id AND v.id = g.variant_id
    LEFT JOIN profiles f ON f.program_id = g.program_id AND f.member_id = g.beneficiary_id
    LEFT JOIN claim_details c ON c.program_id = g.program_id AND c.grant_id = g.id
    ${WITH_BUDGETS}
  WHERE g.program_id = $1 AND r.program_id = $1`;

/** @throws DomainError `grant.not_found` */
export async function grantOf(tx: Tx, programId: string, grantId: string): Promise<StaffGrant> {
  const [grant] = (await tx.query(`${GRANTS} AND g.id = $2`, [programId, grantId])) as StaffGrant[];
  if (!grant) throw new DomainError('grant.not_found');
  return grant;
}
