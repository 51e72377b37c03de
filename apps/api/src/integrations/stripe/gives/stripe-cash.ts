import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { type ProviderAnswer, type ProviderFinding, REVERSAL, type StepOrder } from '../../../rewards/index.js';
import { asked } from './stripe-answers.js';
import { PayoutAccounts } from './payout-accounts.service.js';

/** Money to the member's own account at Stripe, which pays it out to their bank. */
@Injectable()
export class StripeCash {
  constructor(private readonly accounts: PayoutAccounts) {}

  async give(stripe: Stripe, order: StepOrder): Promise<ProviderAnswer> {
    const { programId, memberId, grantId, step, terms } = order;
    const destination = order.known['account'] ?? (await this.accounts.readyOf(programId, memberId));
    if (typeof destination !== 'string') return { kind: 'waits', for: 'member' };
    await order.remember({ account: destination }); // the same for every try
    const answer = await asked(stripe.transfers.create({
      amount: terms.amountMinor!, currency: terms.currency!.toLowerCase(), destination, transfer_group: grantId, description: terms.title, metadata: { grant_id: grantId, step, program_id: programId },
    }, { idempotencyKey: order.key }), (made) => made.object === 'transfer' && made.amount === terms.amountMinor && made.metadata['grant_id'] === grantId);
    // Sent again, it waits until the member has told Stripe what it wants to know.
    if (answer.kind === 'failed' && answer.problem === 'restricted') await this.accounts.note(programId, memberId, false);
    return answer;
  }

  async lookUp(stripe: Stripe, { grantId, step, reference }: StepOrder): Promise<ProviderFinding> {
    const listed = step === REVERSAL ? stripe.transfers.listReversals(reference!, { limit: 100 }) : stripe.transfers.list({ transfer_group: grantId, limit: 100 });
    for await (const { id, metadata } of listed) if (metadata?.['grant_id'] === grantId && metadata['step'] === step) return { kind: 'found', reference: id };
    return { kind: 'absent' };
  }

  /** What was paid out to the bank is there no more: then somebody decides. */
  async takeBack(stripe: Stripe, { grantId, step, reference, key, programId }: StepOrder): Promise<ProviderAnswer> {
    const answer = await asked(stripe.transfers.createReversal(reference!, { metadata: { grant_id: grantId, step, program_id: programId } }, { idempotencyKey: key }),
      (made) => made.object === 'transfer_reversal' && made.metadata?.['grant_id'] === grantId);
    return answer.kind === 'failed' && answer.problem === 'insufficient_funds' ? { ...answer, problem: 'used' } : answer;
  }
}
