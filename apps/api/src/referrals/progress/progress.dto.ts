import { z } from 'zod';
import { MEMBER_REASONS } from '@fanfare/domain';
import { pageQuery } from '../../platform/paging.js';
import { MyAppeal } from '../appeals/appeal.dto.js';

const measure = z.enum(['qualified', 'points']).meta({ description: 'What is counted: friends who count, or points' });
const TierStep = z.object({
  id: z.uuid(), name: z.string(), measure,
  per: z.enum(['life', 'season']).meta({ description: 'Whether everything counts, or only this season’s' }),
  threshold: z.int().meta({ description: 'Of this member: that of their cohort, or that of the day they reached it, if it was less' }),
  sum: z.int().meta({ description: 'What they have of what it asks for' }),
});
const TierAhead = TierStep.extend({ remaining: z.int() });
const TierReached = z.object({
  id: z.uuid(), name: z.string(), since: z.iso.datetime(),
  keptUntil: z.iso.datetime().nullable().meta({ description: 'Where the count has fallen below it: until when it is kept' }),
  toKeep: TierAhead.extend({ until: z.iso.datetime().meta({ description: 'The last moment that counts' }) }).nullable().meta({ description: 'What keeps it, where something is missing: in its grace, or by the end of the season' }),
});

const MilestoneProgress = z.object({
  id: z.uuid(), measure,
  threshold: z.int(),
  sum: z.int().meta({ description: 'What the member has of what is counted' }),
  title: z.string(),
  kind: z.string().nullable().meta({ description: 'Of its reward: swag, discount_code, event_seat …; null where there is none any more' }),
  friend: z.object({
    title: z.string(),
    each: z.boolean().meta({ description: 'Every friend who counts gets it, the next one too' }),
    at: z.int().meta({ description: 'With whom this is reached next gets it' }),
  }).nullable().meta({ description: 'What a friend gets by it; null where it is nothing, or nothing any more' }),
  status: z.enum(['ahead', 'reached', 'suspended']).meta({ description: 'suspended: reached once, but the count has fallen below it' }),
  grantId: z.uuid().optional(),
});

export const ProgressResponse = z.object({
  qualified: z.int().meta({ description: 'Friends who count' }),
  points: z.object({ balance: z.int().meta({ description: 'To spend in the shop' }) }).nullable().meta({ description: 'Null: the program gives no points' }),
  pending: z.int().meta({ description: 'Friends who have not confirmed yet, or wait for a purchase or the hold period' }),
  held: z.int(),
  rejected: z.int(),
  reversed: z.int(),
  rank: z.int().meta({ description: 'Place among all members; of equals, who was there earlier' }),
  tier: TierReached.nullable(),
  nextTier: TierAhead.nullable(),
  tiers: z.array(TierStep.extend({ held: z.boolean() })).meta({ description: 'The road, lowest first' }),
  milestones: z.array(MilestoneProgress),
  season: z.object({ id: z.union([z.uuid(), z.iso.date()]), endsAt: z.iso.datetime(), qualified: z.int() }).nullable().meta({ description: 'The one that runs, and the friends counted in it' }),
  version: z.int().meta({ description: 'Rulebook the count was made by' }),
}).meta({ id: 'Progress' });
export type ProgressResponse = z.infer<typeof ProgressResponse>;

const friendStatus = z.enum(['pending', 'held', 'qualified', 'rejected', 'reversed', 'expired']);
export const MyReferralsQuery = z.strictObject({ status: friendStatus.optional(), ...pageQuery });
export type MyReferralsQuery = z.infer<typeof MyReferralsQuery>;

export const MyReferral = z.object({
  id: z.uuid(),
  friend: z.string().nullable().meta({ description: 'The name they gave, or their address masked' }),
  status: friendStatus,
  reasons: z.array(z.object({ code: z.enum(MEMBER_REASONS), text: z.string() })),
  signedUpAt: z.iso.datetime(),
  confirmedAt: z.iso.datetime().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  dueAt: z.iso.datetime().nullable().meta({ description: 'Of one in the waiting period: when it ends. When a held one is let pass is not told' }),
  remindedAt: z.iso.datetime().nullable().meta({ description: 'When the one reminder to confirm had its turn. Whether a mail went is not told: that would say something of the address' }),
  appeal: MyAppeal.nullable().meta({ description: 'The latest' }),
  appealable: z.boolean().meta({ description: 'Did not count, and whoever decided so has not been asked for a second look' }),
  remindable: z.boolean().meta({ description: 'Waits for the friend to confirm, and the reminder has not had its turn' }),
}).meta({ id: 'MyReferral' });
export type MyReferral = z.infer<typeof MyReferral>;

export const MyAdjustmentsResponse = z.object({
  items: z.array(z.object({
    at: z.iso.datetime(),
    delta: z.int().meta({ description: 'Friends by which the count was moved' }),
    reason: z.enum(['opening', 'correction', 'goodwill']).meta({ description: 'opening: brought along from another system' }),
  })).meta({ description: 'Newest first' }),
}).meta({ id: 'MyAdjustments' });
export type MyAdjustmentsResponse = z.infer<typeof MyAdjustmentsResponse>;

export const RemindedResponse = z.object({ remindedAt: z.iso.datetime() }).meta({ id: 'Reminded' });
export type RemindedResponse = z.infer<typeof RemindedResponse>;

export const MyReferralsResponse = z.object({ items: z.array(MyReferral), nextCursor: z.string().nullable() }).meta({ id: 'MyReferrals' });
export type MyReferralsResponse = z.infer<typeof MyReferralsResponse>;
