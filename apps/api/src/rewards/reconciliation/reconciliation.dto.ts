import { z } from 'zod';
import { LIMITS } from '@fanfare/contracts';
import { DIFFERENCE_CODES, STEP_STATUSES } from '@fanfare/domain';
import { pageQuery } from '../../platform/paging.js';
import { REWARD_KINDS } from '../reward.entity.js';
import { status as grantStatus, texts } from '../rewards.dto.js';

export const FindingsQuery = z.strictObject({ view: z.enum(['open', 'accepted', 'resolved']).default('open'), ...pageQuery });
export type FindingsQuery = z.infer<typeof FindingsQuery>;
export const AcceptFindingRequest = z.strictObject({ note: z.string().trim().min(1).max(LIMITS.reasonChars) }).meta({ id: 'AcceptFindingRequest' });
export type AcceptFindingRequest = z.infer<typeof AcceptFindingRequest>;

export const FindingResponse = z.object({
  id: z.uuid(), code: z.enum(DIFFERENCE_CODES),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).meta({ description: 'What is known: ids and figures' }),
  grant: z.object({ id: z.uuid(), status: grantStatus, reward: z.object({ id: z.uuid(), kind: z.enum(REWARD_KINDS), title: texts(1_000) }) }).nullable(),
  member: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable().meta({ description: 'Whose it is' }),
  step: z.object({ name: z.string(), status: z.enum(STEP_STATUSES) }).nullable(),
  reward: z.object({ id: z.uuid(), title: texts(1_000) }).nullable().meta({ description: 'Whose stock or budget it is' }),
  firstSeenAt: z.iso.datetime(), lastSeenAt: z.iso.datetime(), resolvedAt: z.iso.datetime().nullable(),
  accepted: z.object({ at: z.iso.datetime(), by: z.string().nullable(), note: z.string().nullable().meta({ description: 'Null where it was about somebody who has been erased since' }) }).nullable(),
}).meta({ id: 'ReconciliationFinding', description: 'Something that does not agree' });
export type FindingResponse = z.infer<typeof FindingResponse>;

export const ReconciliationResponse = z.object({
  run: z.object({
    id: z.uuid(), status: z.enum(['running', 'done', 'failed']), problem: z.string().nullable().meta({ description: 'A code: `not_connected` where Stripe was left out; else why Stripe could not be read' }),
    counts: z.record(z.string(), z.int()).meta({ description: 'How many of what was compared: `awards`, `steps`, `allocations`, `budgets`, `stocks`, each kind, `made` at the provider, `byWord` of a person' }),
    beganAt: z.iso.datetime(), endedAt: z.iso.datetime().nullable(),
  }).nullable().meta({ description: 'The latest' }),
  items: z.array(FindingResponse), nextCursor: z.string().nullable(),
  counts: z.object({ open: z.int(), accepted: z.int(), resolved: z.int() }),
}).meta({ id: 'ReconciliationState' });
export type ReconciliationResponse = z.infer<typeof ReconciliationResponse>;
