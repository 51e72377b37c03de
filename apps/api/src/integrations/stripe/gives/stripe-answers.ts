import Stripe from 'stripe';
import type { ProviderAnswer } from '../../../rewards/index.js';

type Trouble = Exclude<ProviderAnswer, { kind: 'done' | 'waits' }>;

/** How long to wait where Stripe does not say. */
const PATIENCE_SECONDS = 30;
const PROBLEMS: Readonly<Record<string, string>> = {
  balance_insufficient: 'insufficient_funds', insufficient_capabilities_for_transfer: 'restricted', transfers_not_allowed: 'restricted',
  account_invalid: 'restricted', account_closed: 'restricted', resource_missing: 'gone',
};

/** What Stripe did not take, did not answer, or answered so that nobody can tell. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  // A lock is told as a limit: another try under the same key is under way.
  if (error instanceof Stripe.errors.StripeRateLimitError || error.statusCode === 409) return { kind: 'later', seconds: waitIn(error) };
  if (error instanceof Stripe.errors.StripeIdempotencyError) return { kind: 'unclear', problem: 'key_reused' };
  if (error instanceof Stripe.errors.StripeConnectionError) return { kind: 'unclear', problem: 'connection' };
  if (error instanceof Stripe.errors.StripeAuthenticationError) return { kind: 'failed', problem: 'key_refused' };
  if (error instanceof Stripe.errors.StripePermissionError) return { kind: 'failed', problem: 'forbidden' };
  if (error instanceof Stripe.errors.StripeCardError) return { kind: 'failed', problem: named('declined', error.decline_code || error.code) };
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return { kind: 'failed', problem: (error.code && PROBLEMS[error.code]) ?? named('refused', error.code ?? error.param) };
  return { kind: 'unclear', problem: (error.statusCode ?? 0) >= 500 ? 'server_error' : 'wrong_answer' };
}

/** Runs a call; its answer must be what was asked for. @param isIt by what it says itself: an answer for something else proves nothing */
export async function asked<T extends { id: string }>(call: Promise<T>, isIt: (made: T) => boolean): Promise<Trouble | { readonly kind: 'done'; readonly reference: string }> {
  try {
    const made = await call;
    return typeof made.id === 'string' && isIt(made) ? { kind: 'done', reference: made.id } : { kind: 'unclear', problem: 'wrong_answer' };
  } catch (error) {
    return troubleOf(error);
  }
}

/** A code of ours, and after a colon Stripe's own: `refused:coupon_expired`. */
function named(problem: string, code: string | undefined): string {
  return code ? `${problem}:${code}` : problem;
}

function waitIn({ headers }: Stripe.errors.StripeError): number {
  const seconds = Number(headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) : PATIENCE_SECONDS;
}
