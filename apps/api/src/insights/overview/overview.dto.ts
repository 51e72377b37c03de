import { z } from 'zod';
import { WaitingResponse } from '../waiting/waiting.dto.js';

/** The lengths of period that the overview offers, in days. */
const PERIODS = ['7', '30', '90'] as const;

export const OverviewQuery = z.strictObject({
  days: z.enum(PERIODS).default('30').transform(Number).meta({ description: 'Length of the period, today included' }),
});
export type OverviewQuery = z.infer<typeof OverviewQuery>;

const figure = (description: string) => z.object({
  value: z.number().nullable(),
  previous: z.number().nullable().meta({ description: 'The same of the period before' }),
  change: z.number().nullable().meta({ description: 'Relative to `previous`: 0.12 is 12 % more; null where that was nothing' }),
  series: z.array(z.number().nullable()).meta({ description: 'One per day of `days`; null where there is nothing to divide by' }),
  previousSeries: z.array(z.number().nullable()).meta({ description: 'The period before, day by day' }),
}).meta({ description });

export const OverviewResponse = z.object({
  from: z.iso.date(),
  to: z.iso.date().meta({ description: 'Today in the program’s time zone' }),
  timeZone: z.string(),
  days: z.array(z.iso.date()),
  figures: z.object({
    clicks: figure('Visits of referral links by people'),
    signUps: figure('Addresses that signed up by somebody’s link, confirmed or not'),
    qualified: figure('Friends that began to count, less those that no longer do: the sum of the ledger'),
    ambassadors: figure('Members with a tier: at the end, at the beginning'),
    clickToSignUp: figure('Sign-ups per click, 0 to 1'),
    bringing: figure('Share of members who have brought at least one friend: at the end, at the beginning'),
  }),
  costs: z.array(z.object({
    currency: z.string(), costMinor: z.int().meta({ description: 'Of the rewards that were given in the period and not taken back' }), previousMinor: z.int(),
    perFriendMinor: z.number().nullable().meta({ description: 'By the friends that began to count in it; null where none did' }),
  })).meta({ description: 'What rewards cost, per currency' }),
  toDo: z.object({
    ...WaitingResponse.shape,
    unanswered: z.int().meta({ description: 'Invitations to coming events without an answer' }),
  }),
  members: z.int().meta({ description: 'Who has joined, by the folded days' }),
  topMembers: z.array(z.object({
    memberId: z.uuid(),
    name: z.string().nullable().meta({ description: 'Null for roles that do not see members' }),
    tier: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    qualified: z.int().meta({ description: 'In the period' }),
    conversion: z.number().nullable().meta({ description: 'Sign-ups per click in the period, 0 to 1; null where nobody clicked' }),
    weeks: z.array(z.int()).meta({ description: 'Qualified in each of the last eight weeks, up to today' }),
    total: z.int().meta({ description: 'In all' }),
  })),
}).meta({ id: 'Overview' });
export type OverviewResponse = z.infer<typeof OverviewResponse>;
export type Figure = OverviewResponse['figures']['clicks'];
