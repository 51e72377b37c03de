import { z } from 'zod';
import { REASONS } from '@fanfare/domain';
import { LIMITS } from '@fanfare/contracts';
import { pageQuery } from '../../platform/paging.js';

const STATUSES = ['pending', 'held', 'qualified', 'rejected', 'reversed'] as const;

export const ReferralsQuery = z.strictObject({ ...pageQuery, status: z.enum(STATUSES).optional(), memberId: z.uuid().optional() });
export type ReferralsQuery = z.infer<typeof ReferralsQuery>;

const StaffReferral = z.object({
  id: z.uuid(),
  referrer: z.object({ memberId: z.uuid(), name: z.string().nullable() }),
  referee: z.object({ memberId: z.uuid(), name: z.string().nullable().meta({ description: 'Given name, or the address masked' }) }),
  status: z.enum(STATUSES),
  reason: z.enum(REASONS),
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  confirmedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime(),
}).meta({ id: 'StaffReferral' });

export const StaffReferralsResponse = z.object({ items: z.array(StaffReferral), nextCursor: z.string().nullable() }).meta({ id: 'StaffReferrals' });
export type StaffReferralsResponse = z.infer<typeof StaffReferralsResponse>;

const REVIEW_REASONS = ['review.genuine', 'review.not_genuine', 'review.duplicate', 'review.abuse', 'review.other', 'review.withdrawn'] as const;

export const ReviewRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, the review is the same one' }),
  referralId: z.uuid(),
  verdict: z.enum(['approve', 'reject', 'withdraw']).meta({ description: 'reject on one that counts reverses it; withdraw takes a verdict back' }),
  reason: z.enum(REVIEW_REASONS),
}).meta({ id: 'ReviewRequest' });
export type ReviewRequest = z.infer<typeof ReviewRequest>;

export const ReviewResponse = z.object({ referralId: z.uuid(), status: z.enum(STATUSES), reason: z.enum(REASONS) }).meta({ id: 'ReviewResponse' });
export type ReviewResponse = z.infer<typeof ReviewResponse>;

export const AdjustmentRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, the adjustment is the same one' }),
  measure: z.enum(['qualified', 'points']),
  delta: z.int().min(-1000).max(1000).refine((delta) => delta !== 0, 'must not be 0'),
  reason: z.enum(['adjust.correction', 'adjust.goodwill']),
  note: z.string().trim().min(3).max(LIMITS.reasonChars).meta({ description: 'For the audit log' }),
}).meta({ id: 'AdjustmentRequest' });
export type AdjustmentRequest = z.infer<typeof AdjustmentRequest>;

export const AdjustmentResponse = z.object({ qualified: z.int(), points: z.int() }).meta({ id: 'AdjustmentResponse' });
export type AdjustmentResponse = z.infer<typeof AdjustmentResponse>;
