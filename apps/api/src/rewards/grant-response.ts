import type { GrantResponse } from './grants.dto.js';
import { trackingOf } from './parcels/parcel-response.js';
import { referenceOf } from './parcels/parcel-rows.js';
import { seesRecipient, type Viewer } from './parcels/viewer.js';
import type { StaffGrant } from './staff-grants.js';

/** A grant as this viewer may see it. */
export function toGrantResponse(grant: StaffGrant, viewer: Viewer): GrantResponse {
  const knows = seesRecipient(viewer, grant);
  return {
    id: grant.id, status: grant.status, reason: grant.reason, reward: grant.reward, variant: grant.variant,
    member: { id: grant.memberId, name: knows ? grant.memberName : null },
    byHand: grant.byHand, bought: grant.points === null ? null : { points: grant.points, back: grant.pointsBack }, hasAddress: grant.hasAddress, country: grant.country,
    delivery: grant.delivery, stillHere: [...grant.stillHere],
    parcels: grant.parcels.map(({ id, batch, status, contents, shippedAt, deliveredAt, returnedAt, ...parcel }) => ({
      id, reference: referenceOf({ batch }), batchId: batch?.id ?? null, status, contents, tracking: trackingOf(parcel), returnReason: parcel.returnReason, shippedAt, deliveredAt, returnedAt,
    })),
    showsAddress: knows && grant.hasAddress,
    awardedAt: grant.awardedAt.toISOString(), claimedAt: grant.claimedAt?.toISOString() ?? null, remindedAt: grant.remindedAt?.toISOString() ?? null, updatedAt: grant.updatedAt.toISOString(),
    waitsFor: grant.waitsFor, approvals: { needed: grant.approvalsNeeded, given: grant.approvers.length, mine: grant.approvers.includes(viewer.accountId) },
    heldUntil: grant.heldUntil?.toISOString() ?? null, claimBy: grant.claimBy?.toISOString() ?? null, cost: grant.cost,
  };
}
