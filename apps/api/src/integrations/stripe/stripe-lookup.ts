import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';

/** What an event does not say and Stripe has to be asked for. */
export abstract class StripeLookup {
  /** The subscription whose first invoice a payment paid; null for any other payment. */
  abstract subscriptionBegunBy(apiKey: string, paymentIntentId: string): Promise<string | null>;
}

const OPTIONS = { timeout: 8_000, maxNetworkRetries: 1, telemetry: false } as const;

@Injectable()
export class StripeApi extends StripeLookup {
  async subscriptionBegunBy(apiKey: string, paymentIntentId: string): Promise<string | null> {
    const stripe = new Stripe(apiKey, OPTIONS);
    const { data } = await stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: paymentIntentId }, limit: 1, expand: ['data.invoice'] });
    const invoice = data[0]?.invoice;
    if (!invoice || typeof invoice === 'string' || invoice.deleted || invoice.billing_reason !== 'subscription_create') return null;
    const subscription = invoice.parent?.subscription_details?.subscription;
    return typeof subscription === 'string' ? subscription : (subscription?.id ?? null);
  }
}
