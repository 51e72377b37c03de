import type { Stage } from './stage.js';

/** What exists at Stripe for a grant. */
export interface Given {
  readonly id: string;
}
/** How far a request has come at Stripe when its sender is killed. */
export type Moment = 'arrived' | 'happened' | 'answered';
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  /** The port by which it came. */
  readonly door: number;
  readonly replayed: boolean;
  readonly fault: string | null;
}

/** The stand-in for Stripe, as far as a proof turns it. It lives in the proof's own process and is not killed. */
export interface StripeDouble {
  readonly origin: string;
  readonly requests: readonly Request[];
  onMoment: (moment: Moment, request: Request) => Promise<void> | void;
  /** Another port to it. */
  door(): Promise<number>;
  /** Resolves once nothing is being executed. */
  idle(): Promise<void>;
  plan(match: { method: string; path: string }, kind: string, options: { times: number; chance: number; ms?: number; retryAfter?: number }): void;
  clearFaults(): void;
  advance(ms: number): void;
  ignoreKeys(): void;
  completeAccount(id: string): void;
  setBalance(key: string, currency: string, amount: number): void;
  given(object: string): ReadonlyMap<string, readonly Given[]>;
}

export interface MoneyStage extends Stage {
  readonly stripe: StripeDouble;
  /** `file:` address of the module by which a worker's clock goes ahead. */
  readonly aheadOfTime: string;
}
