// What goes wrong on demand, and for which request.
import { balanceInsufficient, type ErrorBody, notCapable, Refusal, serverError } from './refusal.js';

/**
 * before anything happens, and not remembered under the key: `rate_limited` (429), `unavailable` (503), `lost_before` (no answer);
 * instead of it, remembered under the key: `declined`, `restricted`, `refused` (by `error`), `error_before` (500);
 * after it has happened: `error_after` (500, remembered), `lost` (the connection breaks), `truncated`, `wrong_object`;
 *   (the official library asks once more by itself when a connection breaks: to let it see that, plan `lost` twice);
 * in its own time (`ms`): `late` (happens late, and answers then), `late_answer` (happens at once, answers late).
 */
export const FAULTS = [
  'rate_limited', 'unavailable', 'lost_before', 'declined', 'restricted', 'refused', 'error_before', 'error_after', 'lost', 'truncated', 'wrong_object', 'late', 'late_answer',
] as const;
export type FaultKind = (typeof FAULTS)[number];
export type Stage = 'arrival' | 'execution' | 'answer';
const STAGES: Record<FaultKind, Stage> = {
  rate_limited: 'arrival', unavailable: 'arrival', lost_before: 'arrival',
  declined: 'execution', restricted: 'execution', refused: 'execution', error_before: 'execution', error_after: 'execution', late: 'execution',
  lost: 'answer', truncated: 'answer', wrong_object: 'answer', late_answer: 'answer',
};

/** Requests by method, path (`*` for one segment) and the grant in their metadata. Each part may be left out. */
export interface Matcher {
  readonly method?: string;
  readonly path?: string;
  readonly grantId?: string;
}
export interface FaultOptions {
  /** Requests that it meets; then it is over. Infinity for all of them. */
  readonly times?: number;
  /** Of each request that matches, 0 to 1, by the double's own seed. */
  readonly chance?: number;
  readonly ms?: number;
  /** Seconds, for `rate_limited`. */
  readonly retryAfter?: number;
  /** For `refused`. */
  readonly status?: number;
  readonly error?: ErrorBody;
  /** For `wrong_object`: what is answered instead. */
  readonly answer?: object;
}
export interface Fault extends FaultOptions {
  readonly kind: FaultKind;
  readonly match: Matcher;
}

export class Faults {
  private plans: (Fault & { left: number })[] = [];
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  plan(match: Matcher, kind: FaultKind, options: FaultOptions): void {
    this.plans.push({ ...options, kind, match, left: options.times ?? 1 });
  }

  clear(): void {
    this.plans = [];
  }

  /** The first plan for this request at this stage; it has one time less. */
  take(stage: Stage, request: Required<Pick<Matcher, 'method' | 'path'>> & Pick<Matcher, 'grantId'>): Fault | undefined {
    const plan = this.plans.find((each) => STAGES[each.kind] === stage && matches(each.match, request) && this.random() < (each.chance ?? 1));
    if (!plan) return undefined;
    plan.left -= 1;
    this.plans = this.plans.filter((each) => each.left > 0);
    return plan;
  }

  planned(): readonly Fault[] {
    return this.plans;
  }
}

/** What the request is told instead of being executed. */
export function refusalOf(fault: Fault): Refusal {
  switch (fault.kind) {
    case 'rate_limited': return new Refusal(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests hit the API too quickly.' }, { 'retry-after': String(fault.retryAfter ?? 1) });
    case 'unavailable': return new Refusal(503, { type: 'api_error', message: 'Stripe is currently unavailable.' });
    case 'declined': return balanceInsufficient();
    case 'restricted': return notCapable();
    case 'refused': return new Refusal(fault.status ?? 400, fault.error ?? { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
    default: return serverError();
  }
}

function matches(match: Matcher, request: Matcher): boolean {
  const path = match.path && new RegExp(`^${match.path.replaceAll('*', '[^/]+')}$`);
  return (!match.method || match.method === request.method) && (!path || path.test(request.path!)) && (!match.grantId || match.grantId === request.grantId);
}
