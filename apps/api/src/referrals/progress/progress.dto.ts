import { z } from 'zod';
import { MEMBER_REASONS } from '@fanfare/domain';
import { pageQuery } from '../../platform/paging.js';
import { MyAppeal } from '../appeals/appeal.dto.js';

const TierReached = z.object({ id: z.uuid(), name: z.string(), since: z.iso.datetime(), keptUntil: z.iso.datetime().nullable().meta({ description: 'Where the count has fallen below it: until when it is kept' }) });
const TierAhead = z.object({ id: z.uuid(), name: z.string(), threshold: z.int(), remaining: z.int() });

const MilestoneProgress = z.object({
  id: z.uuid(),
  threshold: z.int(),
  title: z.string(),
  kind: z.string().nullable().meta({ description: 'Of its reward: swag, discount_code, event_seat …; null where there is none any more' }),
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
  tiers: z.array(z.object({ id: z.uuid(), name: z.string(), threshold: z.int() })).meta({ description: 'The road, lowest first: tiers that count friends, by the thresholds that hold for this member' }),
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
  remindedAt: z.iso.datetime().nullable().meta({ description: 'When the one reminder to confirm had its turn. Whether a mail went is not told: that would say something of the address' }),
  appeal: MyAppeal.nullable().meta({ description: 'The latest' }),
  appealable: z.boolean().meta({ description: 'Did not count, and whoever decided so has not been asked for a second look' }),
  remindable: z.boolean().meta({ description: 'Waits for the friend to confirm, and the reminder has not had its turn' }),
}).meta({ id: 'MyReferral' });
export type MyReferral = z.infer<typeof MyReferral>;

export const RemindedResponse = z.object({ remindedAt: z.iso.datetime() }).meta({ id: 'Reminded' });
export type RemindedResponse = z.infer<typeof RemindedResponse>;

export const MyReferralsResponse = z.object({ items: z.array(MyReferral), nextCursor: z.string().nullable() }).meta({ id: 'MyReferrals' });
export type MyReferralsResponse = z.infer<typeof MyReferralsResponse>;
