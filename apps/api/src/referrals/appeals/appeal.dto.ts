import { z } from 'zod';
import { LIMITS } from '@fanfare/contracts';
import { lines } from '../../platform/text.js';

export const written = lines(LIMITS.appealChars);
const when = z.iso.datetime();

export const AppealRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, the appeal is the same one' }),
  note: written.meta({ description: 'Why the member thinks that the friend should count' }),
}).meta({ id: 'AppealRequest' });
export type AppealRequest = z.infer<typeof AppealRequest>;

export const MyAppeal = z.object({
  id: z.uuid(),
  note: z.string(),
  status: z.enum(['open', 'upheld', 'overturned']).meta({ description: 'upheld: the friend does not count (one that waited is turned down by it); overturned: the friend was accepted' }),
  createdAt: when,
  dueAt: when.meta({ description: 'By when the team answers' }),
  answer: z.string().nullable().meta({ description: 'Null also where the friend was accepted without a word' }),
  answeredAt: when.nullable(),
  decidedBy: z.enum(['team', 'rules']).nullable().meta({ description: 'rules: nobody looked; time alone, or newer rules, accepted the friend' }),
}).meta({ id: 'MyAppeal' });
export type MyAppeal = z.infer<typeof MyAppeal>;

/** As staff read it beside the friend. */
export const FriendAppeal = z.object({
  ...MyAppeal.shape,
  overdue: z.boolean(),
  answeredBy: z.string().nullable().meta({ description: 'Who of the team' }),
}).meta({ id: 'FriendAppeal' });
export type FriendAppeal = z.infer<typeof FriendAppeal>;
