/** Where a parcel can be. */
export const PARCEL_STATUSES = ['to_pack', 'packed', 'shipped', 'delivered', 'returned'] as const;
export type ParcelStatus = (typeof PARCEL_STATUSES)[number];

/** The one table of what may happen to a parcel. The two that take a step back are for a slip of the hand. */
export const PARCEL_STEPS = {
  pack: { from: ['to_pack'], to: 'packed' },
  unpack: { from: ['packed'], to: 'to_pack' },
  ship: { from: ['packed'], to: 'shipped' },
  unship: { from: ['shipped'], to: 'packed' },
  deliver: { from: ['shipped'], to: 'delivered' },
  return: { from: ['shipped', 'delivered'], to: 'returned' },
} as const satisfies Record<string, { from: readonly ParcelStatus[]; to: ParcelStatus }>;
export type ParcelAction = keyof typeof PARCEL_STEPS;

/**
 * Where a reward is whose pieces are in these parcels; null: nothing of it is packed, so it is where its member left it.
 * @param pieces at least one; null: in no parcel yet
 */
export function standingOf(pieces: readonly (ParcelStatus | null)[]): Exclude<ParcelStatus, 'to_pack'> | null {
  const are = (...statuses: readonly (ParcelStatus | null)[]) => pieces.every((piece) => statuses.includes(piece));
  if (pieces.includes('returned')) return 'returned'; // somebody has to do something about it, wherever the others are
  if (are('delivered')) return 'delivered';
  if (are('shipped', 'delivered')) return 'shipped';
  return are('to_pack', null) ? null : 'packed';
}

/** Digits of the check that a scanned slip carries. */
const CHECK_CHARS = 4;

/** What a slip's code says: `12-3-9f2c`. The last part is the parcel's own, so that the slip of another program is not taken for one's own `12-3`. */
export function slipCode(reference: string, parcelId: string): string {
  return `${reference}-${parcelId.slice(-CHECK_CHARS)}`;
}

/** Batch, place and check as a slip's code says them, or as somebody types them without the check; null for anything else. */
export function readSlipCode(text: string): { readonly batch: number; readonly place: number; readonly check: string | null } | null {
  // A scanner that thinks its keyboard is German types ß for the hyphen.
  const found = /^(\d{1,9})[-ß](\d{1,9})(?:[-ß]([0-9a-f]{4}))?$/.exec(text.trim().toLowerCase());
  return found && { batch: Number(found[1]), place: Number(found[2]), check: found[3] ?? null };
}
