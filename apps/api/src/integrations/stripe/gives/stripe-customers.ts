import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { Transactions } from '../../../platform/database/transactions.js';
import { derivedId } from '../../../platform/ids.js';
import type { StepOrder } from '../../../rewards/index.js';

/** Which customer of Stripe's a member is: by their address. Settled once for each step, so that every try says the same. */
@Injectable()
export class StripeCustomers {
  constructor(private readonly transactions: Transactions) {}

  /** Null for who has never bought anything there. @throws Stripe’s errors */
  async known(stripe: Stripe, order: StepOrder): Promise<string | null> {
    const before = order.known['customer'];
    if (before !== undefined) return before as string | null;
    const customer = await this.find(stripe, order);
    await order.remember({ customer });
    return customer;
  }

  /** Their customer, made where there is none. @throws Stripe’s errors */
  async ensured(stripe: Stripe, order: StepOrder): Promise<string> {
    const before = order.known['customer'];
    if (typeof before === 'string') return before;
    const customer = (await this.find(stripe, order)) ?? (await this.make(stripe, order));
    await order.remember({ customer });
    return customer;
  }

  private async find(stripe: Stripe, order: StepOrder): Promise<string | null> {
    for (const email of await this.addresses(order)) {
      const { data } = await stripe.customers.list({ email, limit: 1 });
      if (data[0]) return data[0].id;
    }
    return null;
  }

  private async make(stripe: Stripe, order: StepOrder): Promise<string> {
    const { programId, memberId } = order;
    const [email] = await this.addresses(order);
    // The member's and not the grant's: two of their grants at once make one customer.
    const idempotencyKey = derivedId('stripe customer', programId, memberId, email ?? '');
    const made = await stripe.customers.create({ ...(email && { email }), metadata: { member_id: memberId, program_id: programId } }, { idempotencyKey });
    // Remembered for good: an answer to another question would send every try of the step to somebody who is none.
    if (made.object !== 'customer' || made.metadata?.['member_id'] !== memberId) throw new Stripe.errors.StripeAPIError({ type: 'api_error', message: 'The answer is not the customer that was asked for' });
    return made.id;
  }

  /** Of the member, the newest last: a shop may know any of them. */
  private async addresses({ programId, memberId }: StepOrder): Promise<string[]> {
    const rows = (await this.transactions.readProgram(programId, (tx) =>
      tx.query('SELECT email FROM identities WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id', [programId, memberId]))) as { email: string }[];
    return rows.map(({ email }) => email);
  }
}
