import { z } from 'zod';
import { pageQuery } from '../../platform/paging.js';
import { REFERRAL_STATUSES, StaffReferral } from '../review/referrals.dto.js';
import { FriendAppeal, written } from './appeal.dto.js';

export const AppealsQuery = z.strictObject({
  ...pageQuery,
  assignee: z.enum(['mine', 'nobody']).optional().meta({ description: 'About friends that the caller has, or that nobody of the team has' }),
  status: z.enum(['open', 'answered']).default('open').meta({ description: 'open: what is due first comes first; answered: the latest first' }),
});
export type AppealsQuery = z.infer<typeof AppealsQuery>;

export const StaffAppeal = z.object({ ...FriendAppeal.shape, referral: StaffReferral }).meta({ id: 'StaffAppeal' });
export type StaffAppeal = z.infer<typeof StaffAppeal>;

export const AppealsResponse = z.object({ items: z.array(StaffAppeal), nextCursor: z.string().nullable() }).meta({ id: 'Appeals' });
export type AppealsResponse = z.infer<typeof AppealsResponse>;

export const AppealAnswerRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, the answer is the same one' }),
  outcome: z.enum(['uphold', 'overturn']),
  answer: written.meta({ description: 'What the member reads' }),
}).meta({ id: 'AppealAnswerRequest' });
export type AppealAnswerRequest = z.infer<typeof AppealAnswerRequest>;

export const AppealAnswerResponse = z.object({
  status: z.enum(['upheld', 'overturned']),
  referralStatus: z.enum(REFERRAL_STATUSES).meta({ description: 'Where the friend stands now: accepted, they may still wait for a purchase or the hold period' }),
}).meta({ id: 'AppealAnswer' });
export type AppealAnswerResponse = z.infer<typeof AppealAnswerResponse>;
