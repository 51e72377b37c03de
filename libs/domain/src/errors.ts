/** A rule was asked something it cannot answer: a stable code and the facts. HTTP is decided elsewhere. */
export class DomainError extends Error {
  constructor(readonly code: DomainErrorCode, readonly facts: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.name = 'DomainError';
  }
}
/** referral_not_loaded: a fact or due timer names a referral that the (partial) state lacks. */
export type DomainErrorCode = 'book.referral_not_loaded' | 'book.merge_unsupported';
