import { carrierName, trackingUrl } from '@fanfare/domain';
import type { GrantResponse } from './grants.dto.js';
import { seesRecipient, type Viewer } from './parcels/viewer.js';
import type { StaffGrant } from './staff-grants.js';

/** A grant as this viewer may see it. */
export function toGrantResponse(grant: StaffGrant, viewer: Viewer): GrantResponse {
  const knows = seesRecipient(viewer, grant);
  const { batch, carrier, tracking } = grant;
  return {
    id: grant.id, status: grant.status, reason: grant.reason, reward: grant.reward, variant: grant.variant,
    member: { id: grant.memberId, name: knows ? grant.memberName : null },
    byHand: grant.byHand, bought: grant.points === null ? null : { points: grant.points, back: grant.pointsBack }, hasAddress: grant.hasAddress, country: grant.country,
    delivery: grant.delivery, batch: batch && { id: batch.id, number: batch.number, parcel: `${batch.number}-${batch.place}` },
    tracking: carrier === null && tracking === null ? null : { carrier, carrierName: carrier && carrierName(carrier), number: tracking, url: trackingUrl(carrier, tracking) },
    showsAddress: knows && grant.hasAddress,
    awardedAt: grant.awardedAt.toISOString(), claimedAt: grant.claimedAt?.toISOString() ?? null, remindedAt: grant.remindedAt?.toISOString() ?? null, updatedAt: grant.updatedAt.toISOString(),
    waitsFor: grant.waitsFor, approvals: { needed: grant.approvalsNeeded, given: grant.approvers.length, mine: grant.approvers.includes(viewer.accountId) },
    heldUntil: grant.heldUntil?.toISOString() ?? null, claimBy: grant.claimBy?.toISOString() ?? null, cost: grant.cost,
  };
}
