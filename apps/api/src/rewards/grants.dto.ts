import { z } from 'zod';
import { LIMITS } from '@fanfare/contracts';
import { STEP_STATUSES, STEP_WAITS_FOR } from '@fanfare/domain';
import { pageQuery } from '../platform/paging.js';
import { RETURN_REASONS } from './grant-states.js';
import { REWARD_KINDS } from './reward.entity.js';
import { line } from '../platform/text.js';
import { Address, BankDetails, parcelOfGrant, status, texts } from './rewards.dto.js';
import { WAITS } from './waits-for.js';

const reason = z.string().trim().min(1).max(LIMITS.reasonChars);

export const GrantsQuery = z.strictObject({
  status: status.optional(), rewardId: z.uuid().optional(), variantId: z.uuid().optional(), memberId: z.uuid().optional(),
  country: z.string().regex(/^[A-Z]{2}$/).optional(),
  work: z.enum(['to_pack', 'to_hand_over']).optional().meta({ description: 'What can be taken into a batch; what is claimed and needs no parcel' }),
  waitsFor: z.enum(['approval']).optional().meta({ description: 'What somebody still has to approve' }),
  order: z.enum(['oldest', 'newest']).default('oldest'),
  ...pageQuery,
});
export type GrantsQuery = z.infer<typeof GrantsQuery>;
export const HandGrantRequest = z.strictObject({ memberId: z.uuid(), rewardId: z.uuid(), reason }).meta({ id: 'HandGrantRequest' });
export type HandGrantRequest = z.infer<typeof HandGrantRequest>;
export const TrackingRequest = z.strictObject({
  carrier: line(40).optional().meta({ description: 'A code of the table of carriers, or a name' }), tracking: line(100).optional(),
}).meta({ id: 'TrackingRequest' });
export type TrackingRequest = z.infer<typeof TrackingRequest>;
export const ReturnRequest = z.strictObject({ reason: z.enum(RETURN_REASONS) }).meta({ id: 'ReturnRequest' });
export type ReturnRequest = z.infer<typeof ReturnRequest>;
export const ReasonRequest = z.strictObject({ reason }).meta({ id: 'GrantReasonRequest' });
export type ReasonRequest = z.infer<typeof ReasonRequest>;

export const GrantResponse = z.object({
  id: z.uuid(), status, reason: z.string().nullable(),
  reward: z.object({ id: z.uuid(), kind: z.enum(REWARD_KINDS), title: texts(1_000), needsAddress: z.boolean() }),
  variant: z.object({ id: z.uuid(), label: z.string(), sku: z.string().nullable() }).nullable(),
  member: z.object({ id: z.uuid(), name: z.string().nullable().meta({ description: 'Null for who may not know' }) }),
  byHand: z.boolean(), bought: z.object({ points: z.int(), back: z.boolean().meta({ description: 'Whether the points have gone back' }) }).nullable(), hasAddress: z.boolean(), country: z.string().nullable(),
  parcels: z.array(z.object({
    id: z.uuid(), reference: z.string().nullable().meta({ description: 'On its slip: `12-3`' }), batchId: z.uuid().nullable(), ...parcelOfGrant,
  })).meta({ description: 'What it is or was in, in the order of their making' }),
  stillHere: z.array(z.string()).meta({ description: 'Of one that goes in several parcels, the pieces that have not left' }),
  delivery: z.object({ provider: z.string(), step: z.string(), status: z.enum(STEP_STATUSES), waitsFor: z.enum(STEP_WAITS_FOR).nullable(), problem: z.string().nullable() }).nullable()
    .meta({ description: 'Who brings it and where that is; of one that was taken back, where that is' }),
  showsAddress: z.boolean().meta({ description: 'Whether whoever asks may see where it goes' }),
  awardedAt: z.iso.datetime(), claimedAt: z.iso.datetime().nullable(), remindedAt: z.iso.datetime().nullable(), updatedAt: z.iso.datetime(),
  waitsFor: z.enum(WAITS).nullable().meta({ description: 'What it waits for that is not there yet' }),
  approvals: z.object({ needed: z.int(), given: z.int(), mine: z.boolean().meta({ description: 'Whether whoever asks has approved it' }) }),
  heldUntil: z.iso.datetime().nullable().meta({ description: 'Until when it is kept back' }), claimBy: z.iso.datetime().nullable().meta({ description: 'Until when it can be claimed' }),
  cost: z.object({ amountMinor: z.int(), currency: z.string() }).nullable(),
}).meta({ id: 'Grant' });
export type GrantResponse = z.infer<typeof GrantResponse>;
export const GrantsResponse = z.object({ items: z.array(GrantResponse), nextCursor: z.string().nullable() }).meta({ id: 'Grants' });
export type GrantsResponse = z.infer<typeof GrantsResponse>;
export const GrantHistoryResponse = z.object({
  items: z.array(z.object({
    at: z.iso.datetime(), status: status.nullable(), reason: z.string().nullable(), action: z.string().nullable(), by: z.string().nullable(), note: z.string().nullable(),
  })), nextCursor: z.null(),
}).meta({ id: 'GrantHistory' });
export type GrantHistoryResponse = z.infer<typeof GrantHistoryResponse>;
export const RevealResponse = z.object({ address: Address.nullable(), lines: z.array(z.string()), bank: BankDetails.nullable().meta({ description: 'Where money is sent by hand; null also for who may not know' }) }).meta({ id: 'RevealedAddress' });
export type RevealResponse = z.infer<typeof RevealResponse>;
export const RevealedCodeResponse = z.object({ code: z.string().nullable(), pin: z.string().nullable(), lastDay: z.iso.date().nullable() }).meta({ id: 'RevealedCode' });
export type RevealedCodeResponse = z.infer<typeof RevealedCodeResponse>;
