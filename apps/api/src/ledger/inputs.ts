import type { FactBody, ReasonCode, Signals, State, Status, Touch } from '@fanfare/domain';

/** Somebody confirmed their address. Attribution picks the book; without a touch that earns there is no fact. */
export interface ConfirmedInput {
  readonly kind: 'confirmed';
  /** `confirm:<submission>`; of a late claim `claim:<member>`: one each, whatever comes of it */
  readonly key: string;
  /** The submission's id becomes the referral's. */
  readonly referralId: string;
  /** The friend, already a member in the same transaction. */
  readonly refereeId: string;
  readonly identityHash: Buffer;
  readonly touches: readonly Touch[];
  readonly signals: Signals;
}

/** Something that happened to a member whose book is known: a review, an adjustment, a refund. */
export interface FactInput {
  readonly kind: 'fact';
  readonly key: string;
  readonly memberId: string;
  readonly body: FactBody;
  /** Asked of the book as it stands by then, under its lock; where it says no, the fact does not happen: `refused`. */
  readonly onlyIf?: (book: State) => boolean;
}

/** Looks at a book without a fact: fires timers that are due and adopts the version in force. */
export interface VisitInput {
  readonly kind: 'visit';
  readonly memberId: string;
}

export type LedgerInput = ConfirmedInput | FactInput | VisitInput;

/** What became of an input. `replayed`: its key was known already and nothing was changed. `refused`: see `FactInput.onlyIf`. */
export interface LedgerOutcome {
  readonly status: 'recorded' | 'replayed' | 'refused' | 'unattributed' | 'visited';
  /** The book it went to; null without a referrer. */
  readonly memberId: string | null;
  readonly referral: { readonly id: string; readonly status: Status; readonly reason: ReasonCode } | null;
}
