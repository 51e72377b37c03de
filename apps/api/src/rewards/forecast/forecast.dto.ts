import { z } from 'zod';
import { texts } from '../rewards.dto.js';

const range = z.object({ low: z.number(), mid: z.number(), high: z.number() }).meta({ id: 'ForecastRange', description: 'The middle of the paths, and the interval that four in five of them lie in' });
const milestone = z.strictObject({
  id: z.uuid(), at: z.union([z.int().min(1), z.strictObject({ else: z.int().min(1), cohorts: z.record(z.uuid(), z.int().min(1)) })]),
  measure: z.enum(['qualified', 'points', 'spent', 'attended']), every: z.int().min(1).optional(), rewardId: z.uuid(), friendRewardId: z.uuid().optional(),
});
export const ForecastRequest = z.strictObject({ milestones: z.array(milestone).max(100).meta({ description: 'That would hold instead of those in force' }) }).meta({ id: 'ForecastRequest' });
export type ForecastRequest = z.infer<typeof ForecastRequest>;
export const ForecastResponse = z.object({
  madeAt: z.iso.datetime(), days: z.array(z.int()).meta({ description: 'Days ahead: each list below has one entry for each' }),
  members: z.int(), friends: z.int().meta({ description: 'Who came to count in the last 60 days' }), isPartial: z.boolean().meta({ description: 'Whether there are milestones that ask for something other than friends: they are left out' }),
  rewards: z.array(z.object({
    id: z.uuid(), title: texts(1_000), cost: z.object({ amountMinor: z.int(), currency: z.string() }).nullable(),
    stockLeft: z.int().nullable(), budgetLeftMinor: z.int().nullable(), waiting: z.int().meta({ description: 'Earned already and not served' }),
    units: z.array(range), lacks: z.array(z.enum(['stock', 'budget'])).meta({ description: 'What does not last for the middle of the last days' }),
  })),
  totals: z.array(z.object({ currency: z.string(), budgetLeftMinor: z.int().nullable(), waitingMinor: z.int(), costMinor: z.array(range) })),
}).meta({ id: 'Forecast' });
export type ForecastResponse = z.infer<typeof ForecastResponse>;
