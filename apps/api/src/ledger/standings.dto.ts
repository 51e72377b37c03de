import { LIMITS } from '@fanfare/contracts';
import { z } from 'zod';

export const StandingRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, it is the same change' }),
  reason: z.string().trim().min(3).max(LIMITS.reasonChars).meta({ description: 'Kept with the notes on the member' }),
}).meta({ id: 'StandingRequest' });
export type StandingRequest = z.infer<typeof StandingRequest>;

export const StandingResponse = z.object({ standing: z.enum(['active', 'suspended']) }).meta({ id: 'Standing' });
export type StandingResponse = z.infer<typeof StandingResponse>;
