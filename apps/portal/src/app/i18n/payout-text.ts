/** Why a bank refuses, as far as there are words for it: Stripe's codes. */
const REASONS = new Set(['account_closed', 'account_frozen', 'no_account', 'invalid_account_number', 'incorrect_account_holder_name', 'invalid_currency', 'declined']);
/** Of Stripe's payouts; another is told as under way. */
const STATES = new Set(['paid', 'pending', 'in_transit', 'failed', 'canceled']);

/** The end of the message key of where a payout is. */
export function payoutState({ status }: { readonly status: string }): string {
  return STATES.has(status) ? status : 'pending';
}

/** The message key of why the bank refused it. */
export function refusalText({ problem }: { readonly problem: string | null }): string {
  return `payout.refused.${problem && REASONS.has(problem) ? problem : 'other'}`;
}
