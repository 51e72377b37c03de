import { carrierName, carrierNamed, trackingUrl } from '@fanfare/domain';
import type { ParcelView } from './parcel-rows.js';
import { referenceOf } from './parcel-rows.js';
import type { ParcelResponse } from './parcels.dto.js';
import { seesParcel, type Viewer } from './viewer.js';

interface Tracked { readonly carrier: string | null; readonly tracking: string | null }

/** By its code where the carrier is known, else as it was written. */
export function carrierOf(typed: string | undefined): string | null {
  return typed === undefined ? null : (carrierNamed(typed) ?? typed);
}

/** Carrier, number, and where it can be followed; null where nothing was noted. */
export function trackingOf({ carrier, tracking }: Tracked): ParcelResponse['tracking'] {
  if (carrier === null && tracking === null) return null;
  return { carrier, carrierName: carrier && carrierName(carrier), number: tracking, url: trackingUrl(carrier, tracking) };
}

/** A parcel as this viewer may see it. */
export function toParcelResponse(parcel: ParcelView, viewer: Viewer): ParcelResponse {
  const knows = seesParcel(viewer, parcel);
  return {
    id: parcel.id, reference: referenceOf(parcel), batch: parcel.batch && { id: parcel.batch.id, number: parcel.batch.number }, status: parcel.status, stopped: parcel.stopped,
    member: { id: parcel.memberId, name: knows ? parcel.memberName : null }, country: parcel.country, items: parcel.items.map((item) => ({ ...item })),
    tracking: trackingOf(parcel), returnReason: parcel.returnReason, showsAddress: knows && parcel.hasAddress,
    openedAt: parcel.openedAt.toISOString(), shippedAt: parcel.shippedAt?.toISOString() ?? null, deliveredAt: parcel.deliveredAt?.toISOString() ?? null, returnedAt: parcel.returnedAt?.toISOString() ?? null,
  };
}
