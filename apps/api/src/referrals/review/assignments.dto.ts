import { z } from 'zod';
import { ERROR_CODES, LIMITS } from '@fanfare/contracts';

/** Somebody of the team. */
export const Reviewer = z.object({ accountId: z.uuid(), name: z.string().nullable() }).meta({ id: 'Reviewer' });

export const ReviewersResponse = z.object({ items: z.array(Reviewer), nextCursor: z.null() }).meta({ id: 'Reviewers' });
export type ReviewersResponse = z.infer<typeof ReviewersResponse>;

export const AssignmentsRequest = z.strictObject({
  referralIds: z.array(z.uuid()).min(1).max(LIMITS.bulkRows).refine((ids) => new Set(ids).size === ids.length, 'must not name one twice'),
  assigneeId: z.uuid().nullable().meta({ description: 'Who has them from now on; null: nobody' }),
  from: z.union([z.enum(['nobody', 'anybody']), z.uuid()]).default('nobody')
    .meta({ description: 'From whom they may be taken. nobody: only those that nobody has; an account: also those that this person has; anybody: all, whoever has them' }),
}).meta({ id: 'AssignmentsRequest' });
export type AssignmentsRequest = z.infer<typeof AssignmentsRequest>;

export const AssignmentsResponse = z.object({
  items: z.array(z.object({
    referralId: z.uuid(),
    assignee: Reviewer.nullable().meta({ description: 'Who has the friend now' }),
    problem: z.enum(ERROR_CODES).nullable().meta({ description: 'review.taken: somebody else has the friend; review.decided; referral.not_found' }),
  })).meta({ description: 'One per referral, in the order they were asked for' }),
}).meta({ id: 'AssignmentsResponse' });
export type AssignmentsResponse = z.infer<typeof AssignmentsResponse>;
