import { MEMBER_REASONS, REASONS } from '@fanfare/domain';
import { z } from 'zod';

const STATUSES = ['pending', 'held', 'qualified', 'rejected', 'reversed'] as const;
const signals = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const person = z.object({ memberId: z.uuid(), name: z.string().nullable().meta({ description: 'Given name, or the address masked; null for roles that do not see members' }) });

/** A touch without the measurements, which are in `seen`. */
const touch = z.object({ memberId: z.uuid(), via: z.enum(['click', 'code', 'claim']), at: z.iso.datetime(), seen: signals });

const fact = z.object({
  memberId: z.uuid().meta({ description: 'Whose book it is in' }),
  seq: z.int(),
  kind: z.string(),
  at: z.iso.datetime(),
  version: z.int().meta({ description: 'The rulebook it was decided by' }),
  touches: z.array(touch).optional(),
  signals: signals.optional(),
  claim: z.enum(['won', 'lost']).optional().meta({ description: 'lost: this identity had counted or joined before' }),
  order: z.string().optional(),
  conversion: z.string().optional(),
  amountMinor: z.int().optional().meta({ description: 'Of a refund: how much of the order was given back by then; without it, all' }),
  currency: z.string().optional(),
  verdict: z.enum(['approve', 'reject', 'withdraw']).optional(),
  reason: z.enum(REASONS).optional(),
  by: z.object({ accountId: z.uuid(), name: z.string().nullable() }).optional(),
});
export type ExplainedFact = z.infer<typeof fact>;

const entry = z.object({
  memberId: z.uuid(),
  seq: z.int(),
  factSeq: z.int().nullable().meta({ description: 'null: time alone decided it' }),
  version: z.int(),
  measure: z.enum(['qualified', 'points', 'spent', 'attended']),
  delta: z.int(),
  from: z.enum(STATUSES).nullable(),
  to: z.enum(STATUSES).nullable(),
  reason: z.enum(REASONS),
  evidence: signals,
  effectiveAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  prevHash: z.string(),
  hash: z.string(),
});
export type ExplainedEntry = z.infer<typeof entry>;

export const ExplanationResponse = z.object({
  id: z.uuid(),
  status: z.enum(STATUSES),
  reason: z.enum(REASONS),
  memberReason: z.enum(MEMBER_REASONS).nullable().meta({ description: 'What the referrer reads; null where nothing stands in the way' }),
  referrer: person,
  referee: person,
  confirmedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime(),
  facts: z.array(fact).meta({ description: 'What happened, oldest first' }),
  entries: z.array(entry).meta({ description: 'What was decided from it, oldest first' }),
  rulebooks: z.array(z.object({ version: z.int(), effectiveAt: z.iso.datetime() })).meta({ description: 'Every version that decided something here' }),
  proof: z.object({
    verified: z.boolean().meta({ description: 'The whole book was replayed from its first fact just now, and everything stored is as it should be' }),
    entries: z.int().meta({ description: 'Entries whose hashes were made again' }),
    mismatches: z.array(z.object({ memberId: z.uuid(), what: z.string(), stored: z.string(), expected: z.string() })),
  }),
}).meta({ id: 'ReferralExplanation' });
export type ExplanationResponse = z.infer<typeof ExplanationResponse>;
