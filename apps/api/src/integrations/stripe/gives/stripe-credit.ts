import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import type { ProviderAnswer, ProviderFinding, StepOrder } from '../../../rewards/index.js';
import { asked } from './stripe-answers.js';
import { StripeCustomers } from './stripe-customers.js';

/** Credit that a member's next invoices are paid from: a customer's balance. Stripe writes credit as less than nothing. */
@Injectable()
export class StripeCredit {
  constructor(private readonly customers: StripeCustomers) {}

  async give(stripe: Stripe, order: StepOrder): Promise<ProviderAnswer> {
    return this.book(stripe, order, await this.customers.ensured(stripe, order), -order.terms.amountMinor!);
  }

  /** By the customer that was settled before anything was booked. */
  async lookUp(stripe: Stripe, order: StepOrder): Promise<ProviderFinding> {
    const customer = order.known['customer'];
    if (typeof customer !== 'string') return { kind: 'absent' };
    for await (const { id, metadata } of stripe.customers.listBalanceTransactions(customer, { limit: 100 })) {
      if (metadata?.['grant_id'] === order.grantId && metadata['step'] === order.step) return { kind: 'found', reference: id };
    }
    return { kind: 'absent' };
  }

  /** What an invoice has used stays used: then somebody decides. */
  async takeBack(stripe: Stripe, order: StepOrder): Promise<ProviderAnswer> {
    const customer = order.known['customer'];
    if (typeof customer !== 'string') return { kind: 'failed', problem: 'gone' };
    const owner = await stripe.customers.retrieve(customer);
    if (owner.deleted) return { kind: 'failed', problem: 'gone' };
    if (-owner.balance < order.terms.amountMinor!) return { kind: 'failed', problem: 'used' };
    return this.book(stripe, order, customer, order.terms.amountMinor!);
  }

  private async book(stripe: Stripe, { terms, grantId, programId, step, key }: StepOrder, customer: string, amount: number): Promise<ProviderAnswer> {
    return asked(
      stripe.customers.createBalanceTransaction(customer, { amount, currency: terms.currency!.toLowerCase(), description: terms.title, metadata: { grant_id: grantId, step, program_id: programId } }, { idempotencyKey: key }),
      (made) => made.object === 'customer_balance_transaction' && made.amount === amount && made.metadata?.['grant_id'] === grantId);
  }
}
