/** Where a grant can be. `granted`: somebody has to approve it, or it is kept back for some days. */
export const GRANT_STATUSES = [
  'granted', 'queued', 'on_hold', 'claimable', 'claimed', 'sending', 'packed', 'shipped', 'delivered', 'returned', 'fulfilled',
  'suspended', 'revoked', 'expired',
] as const;
export type GrantStatus = (typeof GRANT_STATUSES)[number];

/** Why a grant is where it is: codes, translated where they are shown. `stands`: its award fell, but it was on its way. */
export type GrantReason = 'award_suspended' | 'member_suspended' | 'stands' | 'by_hand' | 'held_by_staff' | 'revoked_by_staff' | 'not_approved' | 'member_left' | 'cancelled_by_member' | `returned_${ReturnReason}`;

/** Why a parcel came back. */
export const RETURN_REASONS = ['wrong_address', 'not_collected', 'refused', 'damaged'] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

const NOT_YET_SENT = ['granted', 'queued', 'on_hold', 'claimable', 'claimed'] as const satisfies readonly GrantStatus[];

/**
 * The one table of what may happen to a grant. `to` null: back to where it was before. Once claimed, what goes in parcels is
 * where they are: see `standingOf`.
 */
const TRANSITIONS = {
  /** Approved as often as it has to be, and no longer kept back: it joins the queue in its old place. */
  approve: { from: ['granted'], to: 'queued' },
  reject: { from: ['granted'], to: 'revoked' },
  /** Stock and money have come. */
  serve: { from: ['queued'], to: 'claimable' },
  /** The member says where it should go. */
  claim: { from: ['claimable'], to: 'claimed' },
  /** Nobody has claimed it in time. */
  expire: { from: ['claimable'], to: 'expired' },
  /** A gift card that it was promised has lapsed, and there is no other: it waits again. */
  promise_again: { from: ['claimable'], to: 'queued' },
  /** By staff: back to the queue. */
  reopen: { from: ['expired'], to: 'queued' },
  /** By staff: somebody looks at it first. */
  hold: { from: ['queued', 'claimable', 'claimed'], to: 'on_hold' },
  /** A provider is asked for it: what may be on its way cannot be stopped any more. */
  send: { from: ['claimed'], to: 'sending' },
  /** What needs no parcel: a code shown, a seat given, money that has arrived. */
  fulfil: { from: ['claimed', 'sending'], to: 'fulfilled' },
  /** Its award fell below the threshold, or its member is kept out. What is packed or further stands. */
  suspend: { from: NOT_YET_SENT, to: 'suspended' },
  /** Access that is given: its award fell, so it is closed until it is reinstated. */
  close: { from: ['fulfilled'], to: 'suspended' },
  reinstate: { from: ['suspended'], to: null },
  /** By staff, while it can still be stopped. */
  revoke: { from: [...NOT_YET_SENT, 'suspended'], to: 'revoked' },
  /** By whoever bought it, until somebody packs it. */
  cancel: { from: ['claimed'], to: 'revoked' },
  /** By staff: what came back stays here. */
  put_back: { from: ['returned'], to: 'revoked' },
  /** By staff, where a provider has brought it: it is asked for back. What was sent in a parcel stays. */
  take_back: { from: ['fulfilled', 'suspended'], to: 'revoked' },
} as const satisfies Record<string, { from: readonly GrantStatus[]; to: GrantStatus | null }>;
/** Where the member may still change size and address. */
export const CORRECTABLE: readonly GrantStatus[] = ['claimed', 'returned'];
/** What whoever packs it still has to do with. */
export const OPEN_GRANT: readonly GrantStatus[] = ['claimed', 'packed', 'shipped', 'returned'];
/** Of which something may be packed: all of it, what is left of it, or what came back. */
export const PACKABLE: readonly GrantStatus[] = ['claimed', 'packed', 'returned'];
export type GrantAction = keyof typeof TRANSITIONS;

/** The statuses from which an action is allowed. */
export function sourcesOf(action: GrantAction): readonly GrantStatus[] {
  return TRANSITIONS[action].from;
}

/**
 * Where an action leads, or null where it is not allowed.
 * @param resume where a suspended grant was before
 */
export function next(status: GrantStatus, action: GrantAction, resume: GrantStatus | null = null): GrantStatus | null {
  const { from, to } = TRANSITIONS[action];
  if (!(from as readonly GrantStatus[]).includes(status)) return null;
  return to ?? resume;
}
