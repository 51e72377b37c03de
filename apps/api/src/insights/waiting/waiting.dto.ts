import { z } from 'zod';

const count = (description: string) => z.int().nullable().meta({ description: `${description}; null for roles that do not deal with it` });
export const WaitingResponse = z.object({
  held: count('Referrals that a person must look at'),
  heldSince: z.iso.datetime().nullable().meta({ description: 'Since when the one that waits longest does' }),
  appeals: count('Friends whose referrers ask for a second look'),
  appealsOverdue: count('Those of them that should have been answered by now'),
  messages: count('What members wrote and nobody has answered'),
  toShip: count('Claimed rewards that are not on their way'),
  toGive: count('Rewards without a parcel that are brought by hand, or that a provider could not bring'),
  outOfStock: count('Earned rewards that wait in line: for stock, money or another day'),
  toApprove: count('Earned rewards that somebody has to approve'),
  lowBudgets: count('Budgets of which little is left'),
  parkedMail: count('Mails that could not be sent, or may not have been'),
  failedWork: count('Background work that failed for good'),
}).meta({ id: 'Waiting', description: 'What waits for the team' });
export type WaitingResponse = z.infer<typeof WaitingResponse>;
