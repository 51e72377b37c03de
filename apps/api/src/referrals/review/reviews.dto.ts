import { z } from 'zod';
import { REASONS } from '@fanfare/domain';
import { ERROR_CODES, LIMITS } from '@fanfare/contracts';
import { REFERRAL_STATUSES } from './referrals.dto.js';

/** Why a person turns a friend down. A member is told each of them in words; the other two say nothing against anybody. */
export const REJECTIONS = ['review.not_genuine', 'review.duplicate', 'review.abuse', 'review.other'] as const;
const REVIEW_REASONS = ['review.genuine', ...REJECTIONS, 'review.withdrawn'] as const;
const REVISION_CHARS = 40;
const verdict = {
  verdict: z.enum(['approve', 'reject', 'withdraw']).meta({ description: 'reject on one that counts reverses it; withdraw takes the last verdict back and restores what stood before it' }),
  reason: z.enum(REVIEW_REASONS).meta({ description: 'approve: review.genuine; withdraw: review.withdrawn; reject: one of the others' }),
};
const ofOneMind = { path: ['reason'], message: 'must be one of this verdict' };
function fits({ verdict, reason }: { verdict: 'approve' | 'reject' | 'withdraw'; reason: (typeof REVIEW_REASONS)[number] }): boolean {
  return verdict === (reason === 'review.genuine' ? 'approve' : reason === 'review.withdrawn' ? 'withdraw' : 'reject');
}
const seen = z.string().max(REVISION_CHARS).meta({ description: 'The `revision` of the friend as it was seen: where something has changed since, nothing is decided' });

export const ReviewRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, the review is the same one' }),
  referralId: z.uuid(),
  seen,
  ...verdict,
}).refine(fits, ofOneMind).meta({ id: 'ReviewRequest' });
export type ReviewRequest = z.infer<typeof ReviewRequest>;

const revision = z.string().meta({ description: 'Of the friend after the verdict: what names it where it is taken back' });
export const ReviewResponse = z.object({ referralId: z.uuid(), status: z.enum(REFERRAL_STATUSES), reason: z.enum(REASONS), revision }).meta({ id: 'ReviewResponse' });
export type ReviewResponse = z.infer<typeof ReviewResponse>;

export const ReviewsRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, the reviews are the same ones' }),
  friends: z.array(z.strictObject({ referralId: z.uuid(), seen })).min(1).max(LIMITS.bulkRows)
    .refine((friends) => new Set(friends.map(({ referralId }) => referralId)).size === friends.length, 'must not name one twice'),
  ...verdict,
}).refine(fits, ofOneMind).meta({ id: 'ReviewsRequest' });
export type ReviewsRequest = z.infer<typeof ReviewsRequest>;

export const ReviewsResponse = z.object({
  items: z.array(z.object({
    referralId: z.uuid(),
    status: z.enum(REFERRAL_STATUSES).nullable().meta({ description: 'What it is now; null where it could not be decided' }),
    revision: revision.nullable(),
    problem: z.enum(ERROR_CODES).nullable().meta({ description: 'review.outdated: it has changed since it was seen; review.own: it is about who decides; referral.not_found, referral.not_reviewable' }),
  })).meta({ description: 'One per referral, in the order they were asked for' }),
}).meta({ id: 'ReviewsResponse' });
export type ReviewsResponse = z.infer<typeof ReviewsResponse>;

export const AdjustmentRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, the adjustment is the same one' }),
  measure: z.enum(['qualified', 'points']),
  delta: z.int().min(-1000).max(1000).refine((delta) => delta !== 0, 'must not be 0'),
  reason: z.enum(['adjust.correction', 'adjust.goodwill']),
  note: z.string().trim().min(3).max(LIMITS.reasonChars).meta({ description: 'Kept with the notes on the member' }),
}).meta({ id: 'AdjustmentRequest' });
export type AdjustmentRequest = z.infer<typeof AdjustmentRequest>;

export const AdjustmentResponse = z.object({ qualified: z.int(), points: z.int() }).meta({ id: 'AdjustmentResponse' });
export type AdjustmentResponse = z.infer<typeof AdjustmentResponse>;
