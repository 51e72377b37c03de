import { z } from 'zod';
import { STEP_STATUSES, STEP_WAITS_FOR } from '@fanfare/domain';
import { LIMITS } from '@fanfare/contracts';
import { pageQuery } from '../../platform/paging.js';
import { line } from '../../platform/text.js';
import { REWARD_KINDS } from '../reward.entity.js';
import { status as grantStatus, texts } from '../rewards.dto.js';

export const StepsQuery = z.strictObject({
  view: z.enum(['by_hand', 'stuck', 'under_way', 'done']).default('stuck').meta({ description: 'What is done by hand; what a person decides; what a provider or the member has to do with; what is over' }),
  ...pageQuery,
});
export type StepsQuery = z.infer<typeof StepsQuery>;
export const StepArrivedRequest = z.strictObject({ reference: line(120).nullable().default(null).meta({ description: 'Where it can be found: a number of the bank, the shop, the provider' }) }).meta({ id: 'StepArrivedRequest' });
export type StepArrivedRequest = z.infer<typeof StepArrivedRequest>;
export const StepCannotRequest = z.strictObject({ reason: z.string().trim().min(1).max(LIMITS.reasonChars) }).meta({ id: 'StepCannotRequest' });
export type StepCannotRequest = z.infer<typeof StepCannotRequest>;

export const RewardStepResponse = z.object({
  grantId: z.uuid(), step: z.string().meta({ description: '`code`, `credit`, `transfer`; `reversal` takes it back' }),
  provider: z.string().meta({ description: '`stripe`; `manual`: staff by hand' }),
  status: z.enum(STEP_STATUSES), waitsFor: z.enum(STEP_WAITS_FOR).nullable(),
  problem: z.string().nullable().meta({ description: 'A code: why it failed, or why nobody knows' }),
  attempts: z.int(), nextTryAt: z.iso.datetime().nullable(), firstSentAt: z.iso.datetime().nullable(),
  reference: z.string().nullable().meta({ description: 'What the provider calls what it did' }),
  amount: z.object({ amountMinor: z.int(), currency: z.string() }).nullable(), percentOff: z.int().nullable(),
  grantStatus, member: z.object({ id: z.uuid(), name: z.string().nullable() }),
  reward: z.object({ id: z.uuid(), kind: z.enum(REWARD_KINDS), title: texts(1_000) }),
  payout: z.object({ status: z.string(), amountMinor: z.int(), currency: z.string(), arrivesAt: z.iso.datetime(), problem: z.string().nullable() }).nullable()
    .meta({ description: 'Of money at Stripe: the latest that went from the member’s account there to their bank' }),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'RewardStep', description: 'What a provider does for a grant, at most once' });
export type RewardStepResponse = z.infer<typeof RewardStepResponse>;
export const RewardStepsResponse = z.object({
  items: z.array(RewardStepResponse), nextCursor: z.string().nullable(),
  counts: z.object({ by_hand: z.int(), stuck: z.int(), under_way: z.int() }),
}).meta({ id: 'RewardSteps' });
export type RewardStepsResponse = z.infer<typeof RewardStepsResponse>;
