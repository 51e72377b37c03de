import { permits, type Role } from '@fanfare/contracts';
import { type GrantStatus, OPEN_GRANT } from '../grant-states.js';

/** Somebody of the staff who looks at parcels. */
export interface Viewer {
  readonly accountId: string;
  readonly role: Role | null;
}

/** Whoever may see members may see whom a parcel is for; who only ships, of open parcels in a batch that they opened. */
export function seesParcel(viewer: Viewer, { open, batch }: { readonly open: boolean; readonly batch: { readonly openedBy: string } | null }): boolean {
  return seesMembers(viewer) || (ships(viewer) && open && batch?.openedBy === viewer.accountId);
}

/** The same of a reward: who packs a part of it, while it is on its way. */
export function seesRecipient(viewer: Viewer, { status, parcels }: { readonly status: GrantStatus; readonly parcels: readonly { readonly batch: { readonly openedBy: string } | null }[] }): boolean {
  return seesMembers(viewer) || (ships(viewer) && OPEN_GRANT.includes(status) && parcels.at(-1)?.batch?.openedBy === viewer.accountId);
}

function seesMembers({ role }: Viewer): boolean {
  return role !== null && permits(role, 'members:read');
}

function ships({ role }: Viewer): boolean {
  return role !== null && permits(role, 'grants:ship');
}
