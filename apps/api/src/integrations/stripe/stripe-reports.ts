import { canonicalEmail, foldCode } from '@fanfare/domain';
import type Stripe from 'stripe';
import type { Conversion } from '../../referrals/index.js';

/** What one event of Stripe's reports, or why it reports nothing. `assumed`: nobody could be asked which order it is about. */
export type Reported = { readonly conversion: Conversion; readonly assumed?: boolean } | { readonly nothing: 'other_type' | 'unpaid' | 'no_email' | 'not_final' };

/** Finds the order that a payment belongs to; a payment is its own unless it began a subscription. */
export type OrderOfPayment = (paymentIntentId: string) => Promise<{ readonly order: string; readonly assumed: boolean }>;

export const SOURCE = 'stripe';
/** `client_reference_id` has room for all: the code, and after underscores the click and the first one. */
const REFERENCE = /^([a-z0-9-]{3,30})(?:_([0-9a-f-]{36}))?(?:_([0-9a-f-]{36}))?$/i;
const CODE = /^[a-z0-9-]{3,30}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Stripe's word in ours. An event that comes twice, or another that tells of the same thing, gives the same report:
 * everything in it is the object's own, nothing the event's.
 */
export async function reportOf(event: Stripe.Event, orderOf: OrderOfPayment): Promise<Reported> {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return purchase(event.data.object);
    case 'refund.created':
    case 'refund.updated':
    case 'charge.refund.updated':
      return partOf(event.data.object, orderOf);
    case 'charge.refunded':
      return whole(event.data.object, orderOf);
    case 'customer.subscription.deleted': {
      const { id, ended_at: endedAt } = event.data.object;
      return { conversion: report({ externalId: `${id}:deleted`, type: 'cancellation', order: id, occurredAt: instant(endedAt) }) };
    }
    default:
      return { nothing: 'other_type' };
  }
}

/** The connected account at which something has changed for the member who is paid there. */
export function accountSpokenOf(event: Stripe.Event): string | null {
  switch (event.type) {
    case 'account.updated':
    case 'payout.created':
    case 'payout.updated':
    case 'payout.paid':
    case 'payout.failed':
    case 'payout.canceled':
      return event.account ?? null;
    default:
      return null;
  }
}

/** The grant for which something was given through Stripe, when an event speaks of that. */
export function grantSpokenOf(event: Stripe.Event, programId: string): string | null {
  switch (event.type) {
    case 'promotion_code.created':
    case 'promotion_code.updated':
    case 'transfer.created':
    case 'transfer.updated':
    case 'transfer.reversed': {
      const { grant_id: grantId, program_id: of } = event.data.object.metadata ?? {};
      return grantId && UUID.test(grantId) && of === programId ? grantId : null;
    }
    default:
      return null;
  }
}

function purchase(session: Stripe.Checkout.Session): Reported {
  if (session.mode === 'setup' || session.payment_status === 'unpaid') return { nothing: 'unpaid' };
  const email = canonicalEmail(session.customer_details?.email ?? session.customer_email ?? '');
  if (!email) return { nothing: 'no_email' };
  return {
    conversion: report({
      externalId: session.id, type: 'purchase', order: idOf(session.subscription) ?? idOf(session.payment_intent) ?? session.id, email, ...cluesOf(session),
      amountMinor: session.amount_total, currency: session.currency?.toUpperCase() ?? null, occurredAt: instant(session.created),
    }),
  };
}

/** A refund may be of a part; parts add up. One that is only asked for may still fail. */
async function partOf(refund: Stripe.Refund, orderOf: OrderOfPayment): Promise<Reported> {
  const payment = idOf(refund.payment_intent);
  if (refund.status !== 'succeeded' || !payment) return { nothing: 'not_final' };
  const { order, assumed } = await orderOf(payment);
  return {
    conversion: report({ externalId: refund.id, type: 'refund', order, amountMinor: refund.amount, currency: refund.currency.toUpperCase(), occurredAt: instant(refund.created) }),
    assumed,
  };
}

async function whole(charge: Stripe.Charge, orderOf: OrderOfPayment): Promise<Reported> {
  const payment = idOf(charge.payment_intent);
  if (!charge.refunded || !payment) return { nothing: 'not_final' };
  const { order, assumed } = await orderOf(payment);
  return { conversion: report({ externalId: `${charge.id}:refunded`, type: 'refund', order, occurredAt: null }), assumed };
}

function report(said: Pick<Conversion, 'externalId' | 'type' | 'order' | 'occurredAt'> & Partial<Conversion>): Conversion {
  return { source: SOURCE, email: null, code: null, clickId: null, firstClickId: null, amountMinor: null, currency: null, signUp: null, ...said };
}

/** Whose link it was, where the page that opened the checkout has said so. */
function cluesOf({ metadata, client_reference_id: reference }: Stripe.Checkout.Session): Pick<Conversion, 'code' | 'clickId' | 'firstClickId'> {
  const [, code, click, firstClick] = REFERENCE.exec(reference ?? '') ?? [];
  const told = foldCode(metadata?.['ref'] ?? code ?? '');
  return { code: CODE.test(told) ? told : null, clickId: idIn(metadata?.['click'] ?? click), firstClickId: idIn(metadata?.['firstClick'] ?? firstClick) };
}

function idIn(text = ''): string | null {
  return UUID.test(text.toLowerCase()) ? text.toLowerCase() : null;
}

function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

function instant(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(seconds * 1000);
}
