import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { type ProviderAnswer, type ProviderFinding, REVERSAL, type StepOrder } from '../../../rewards/index.js';
import { asked, troubleOf } from './stripe-answers.js';
import { StripeCustomers } from './stripe-customers.js';

const NAME_CHARS = 40;

/** Promotion codes: one coupon for a reward, and of it a code for each member, for one use. The code is ours, so that making it twice is refused. */
@Injectable()
export class StripeCodes {
  constructor(private readonly customers: StripeCustomers) {}

  async give(stripe: Stripe, order: StepOrder): Promise<ProviderAnswer> {
    const { terms, grantId, code } = order;
    if (!code) return { kind: 'failed', problem: 'refused:code' };
    const trouble = await this.ensureCoupon(stripe, order);
    if (trouble) return trouble;
    const customer = await this.customers.known(stripe, order);
    const answer = await asked(stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: couponOf(order) }, code, max_redemptions: 1, metadata: { grant_id: grantId, program_id: order.programId },
      ...(terms.expiresAt !== undefined && { expires_at: terms.expiresAt }),
      ...(customer && { customer }),
      ...(terms.minimumMinor !== undefined && terms.currency && { restrictions: { minimum_amount: terms.minimumMinor, minimum_amount_currency: terms.currency.toLowerCase() } }),
    }, { idempotencyKey: order.key }), (made) => made.object === 'promotion_code' && made.metadata?.['grant_id'] === grantId);
    // It may be there from a try whose key is forgotten.
    return answer.kind === 'failed' ? this.foundOr(stripe, order, answer) : answer;
  }

  async lookUp(stripe: Stripe, order: StepOrder): Promise<ProviderFinding> {
    if (order.step === REVERSAL) return (await stripe.promotionCodes.retrieve(order.reference!)).active ? { kind: 'absent' } : { kind: 'found', reference: order.reference! };
    const { data } = await stripe.promotionCodes.list({ code: order.code!, limit: 100 });
    const found = data.find(({ metadata }) => metadata?.['grant_id'] === order.grantId);
    return found ? { kind: 'found', reference: found.id } : { kind: 'absent' };
  }

  /** What was used stays used: then somebody decides. */
  async takeBack(stripe: Stripe, order: StepOrder): Promise<ProviderAnswer> {
    const made = await stripe.promotionCodes.retrieve(order.reference!);
    if (made.times_redeemed > 0) return { kind: 'failed', problem: 'used' };
    return asked(stripe.promotionCodes.update(order.reference!, { active: false }, { idempotencyKey: order.key }), ({ active }) => !active);
  }

  private async foundOr(stripe: Stripe, order: StepOrder, refusal: ProviderAnswer): Promise<ProviderAnswer> {
    const finding = await this.lookUp(stripe, order);
    return finding.kind === 'found' ? { kind: 'done', reference: finding.reference } : refusal;
  }

  /** Its id follows from the reward: of many that make it at once, one does. @returns what is in the way, null for nothing */
  private async ensureCoupon(stripe: Stripe, { terms, ...order }: StepOrder): Promise<ProviderAnswer | null> {
    const id = couponOf({ terms });
    if (order.known['coupon'] === id) return null;
    const made = await asked(stripe.coupons.create({
      id, duration: 'once', name: terms.title.slice(0, NAME_CHARS), metadata: { program_id: order.programId, reward_id: terms.rewardId, grant_id: order.grantId },
      ...(terms.percentOff === undefined ? { amount_off: terms.amountMinor!, currency: terms.currency!.toLowerCase() } : { percent_off: terms.percentOff }),
    }, { idempotencyKey: `${order.key}:coupon` }), (coupon) => coupon.id === id);
    if (made.kind !== 'done' && !(await isThere(stripe, id))) return made.kind === 'unclear' ? { ...made, kind: 'later', seconds: 60 } : made; // no code was asked for yet
    await order.remember({ coupon: id });
    return null;
  }
}

function couponOf({ terms }: Pick<StepOrder, 'terms'>): string {
  return `fanfare-${terms.rewardId}`;
}

async function isThere(stripe: Stripe, coupon: string): Promise<boolean> {
  try {
    return (await stripe.coupons.retrieve(coupon)).id === coupon;
  } catch (error) {
    troubleOf(error);
    return false;
  }
}
