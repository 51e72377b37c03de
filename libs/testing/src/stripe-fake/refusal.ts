// What Stripe says when it says no.

/** The `error` of an answer, as Stripe words it. */
export interface ErrorBody {
  readonly type: 'invalid_request_error' | 'idempotency_error' | 'card_error' | 'api_error';
  readonly code?: string;
  readonly message: string;
  readonly param?: string;
}

/** An answer other than 2xx. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: ErrorBody, headers: Readonly<Record<string, string>> = {}) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/** 400 with a code and, where one parameter is at fault, its name. */
export function invalid(message: string, code?: string, param?: string): Refusal {
  return new Refusal(400, { type: 'invalid_request_error', message, ...(code && { code }), ...(param && { param }) });
}

/** 404 for an id in the path, 400 for one in a parameter: as Stripe does. */
export function missing(kind: string, id: string, param = 'id'): Refusal {
  return new Refusal(param === 'id' ? 404 : 400, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${kind}: '${id}'`, param });
}

/** There is less on the account than should leave it. */
export function balanceInsufficient(): Refusal {
  return invalid('You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance.', 'balance_insufficient');
}

/** The connected account may not (or not yet, or no longer) be sent money. */
export function notCapable(): Refusal {
  return invalid('Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
    'insufficient_capabilities_for_transfer', 'destination');
}

/** 500: whether anything happened is exactly what it does not say. */
export function serverError(): Refusal {
  return new Refusal(500, { type: 'api_error', message: 'An unknown error occurred' });
}
