export { LedgerModule } from './ledger.module.js';
export { Ledger } from './ledger.service.js';
export { BookVisitor } from './book-visitor.js';
export { type BookEffects, type Discrepancy, type EffectWriter, EffectWriters } from './effects.js';
export type { ConfirmedInput, FactInput, LedgerInput, LedgerOutcome, VisitInput } from './inputs.js';
export { Ranks } from './ranks.js';
export { SeasonRanks } from './season-ranks.js';
export { type Mismatch, Verifier, type VerifyReport } from './verifier.js';
