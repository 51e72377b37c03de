/** A rule was asked something it cannot answer: a stable code and the facts. HTTP is decided elsewhere. */
export class DomainError extends Error {
  constructor(readonly code: DomainErrorCode, readonly facts: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.name = 'DomainError';
  }
}
/**
 * referral_not_loaded: a fact or due timer names a referral that the (partial) state lacks.
 * merge_needs_both: a `merged` or `unmerged` fact reached a rule that sees one book; `mergeBooks` and `replayGroup` see both.
 * merged_into: the book is closed, what happens now is a fact of the book `into`.
 * not_replayed: a recount of a book that does not know when what it holds was booked: one from the tables, not from its facts.
 * merge_refused: `because` is self | not_mirrored | version | closed | erased | not_merged.
 */
export type DomainErrorCode = 'book.referral_not_loaded' | 'book.merge_needs_both' | 'book.merged_into' | 'book.not_replayed' | 'book.merge_refused';
