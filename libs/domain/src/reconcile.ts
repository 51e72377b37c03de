/**
 * What can differ between what was earned, what was given, what it was taken from, and what a provider has. Each is found by one
 * section of a reconciliation, and gone once that section does not find it any more.
 */
export const DIFFERENCES = {
  books: ['award_without_grant', 'grant_without_award', 'grant_not_taken_up'],
  steps: ['brought_but_open', 'arrived_but_not_brought'],
  pools: ['left_over', 'cost_differs', 'budget_differs', 'stock_differs'],
  provider: ['provider_missing', 'provider_inactive', 'provider_still_there', 'provider_amount', 'provider_taken_back', 'payout_refused'],
  strangers: ['provider_unknown'],
} as const;
export type DifferenceSection = keyof typeof DIFFERENCES;
export type DifferenceCode = (typeof DIFFERENCES)[DifferenceSection][number];
export const DIFFERENCE_SECTIONS = Object.keys(DIFFERENCES) as DifferenceSection[];
export const DIFFERENCE_CODES: readonly DifferenceCode[] = Object.values(DIFFERENCES).flat();

/** Grants that are on their way as if their award stood. */
const GOES_ON = new Set(['granted', 'queued', 'claimable', 'claimed']);

/** An award that brings a reward, and its grant: what is sent already may stand though its award fell, and a suspended member’s rests though it stands. */
export function compareAward(award: 'active' | 'suspended' | 'lost', grantStatus: string | null, reason: string | null = null): DifferenceCode | null {
  if (grantStatus === null) return award === 'active' ? 'award_without_grant' : null;
  if (award === 'active') return grantStatus === 'suspended' && reason !== 'member_suspended' ? 'grant_not_taken_up' : null;
  return GOES_ON.has(grantStatus) ? 'grant_without_award' : null;
}

/** What a provider was asked for, and where its grant is. */
export function compareDelivery(stepStatus: string, grantStatus: string): DifferenceCode | null {
  const open = grantStatus === 'claimed' || grantStatus === 'sending';
  if (stepStatus === 'done') return open ? 'brought_but_open' : null;
  return grantStatus === 'fulfilled' && stepStatus !== 'undone' ? 'arrived_but_not_brought' : null;
}

/** What is left must be what there was, less what was given. */
export function comparePool(kind: 'budget' | 'stock', { had, given, left }: { readonly had: number; readonly given: number; readonly left: number }): DifferenceCode | null {
  return had - given === left ? null : `${kind}_differs`;
}

/** What was given through a provider, as it is written down here. Money in minor units. */
export interface GivenStep {
  readonly kind: string;
  /** Whether it was taken back since. */
  readonly takenBack: boolean;
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

/** The same as the provider has it. */
export interface FoundThere {
  /** Null: it does not say. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** Whether it can be used; `spent`: it could, and was, or its time is over; `off`: it was switched off. */
  readonly state: 'live' | 'spent' | 'off';
  /** How much of the amount went back. */
  readonly returnedMinor: number;
}

/** @param there null: the provider does not have it */
export function compareGiven(given: GivenStep, there: FoundThere | null): DifferenceCode | null {
  if (!there) return 'provider_missing';
  const other = (there.amountMinor !== null && there.amountMinor !== given.amountMinor) || (there.currency !== null && there.currency !== given.currency);
  if (other) return 'provider_amount';
  const isBack = there.amountMinor === null ? there.state !== 'live' : there.returnedMinor >= there.amountMinor;
  if (given.takenBack) return isBack ? null : 'provider_still_there';
  if (there.state === 'off') return 'provider_inactive';
  return there.returnedMinor > 0 ? 'provider_taken_back' : null;
}
