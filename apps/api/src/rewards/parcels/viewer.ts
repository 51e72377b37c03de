import { permits, type Role } from '@fanfare/contracts';
import { type GrantStatus, OPEN_PARCEL } from '../grant-states.js';

/** Somebody of the staff who looks at parcels. */
export interface Viewer {
  readonly accountId: string;
  readonly role: Role | null;
}

/** What decides who may know where a parcel goes. */
export interface SeenParcel {
  readonly status: GrantStatus;
  readonly batch: { readonly openedBy: string } | null;
}

/** Whoever may see members may see whom a parcel is for; who only ships, of open parcels in a batch that they opened. */
export function seesRecipient({ accountId, role }: Viewer, { status, batch }: SeenParcel): boolean {
  if (role === null) return false;
  if (permits(role, 'members:read')) return true;
  return permits(role, 'grants:ship') && batch?.openedBy === accountId && OPEN_PARCEL.includes(status);
}
