import { z } from 'zod';
import { RUN_STATUSES } from '../runs/book-run.entity.js';

export const VerificationResponse = z.object({
  id: z.uuid(),
  status: z.enum(RUN_STATUSES),
  done: z.int().meta({ description: 'Facts replayed' }),
  total: z.int().nullable(),
  byClock: z.boolean().meta({ description: 'The daily one; otherwise somebody asked for it' }),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  result: z.object({
    books: z.int(), facts: z.int(), entries: z.int(), mismatches: z.int(),
    named: z.array(z.object({ memberId: z.uuid().nullable().meta({ description: 'Null: of no book alone, such as a checkpoint that differs from its file' }), what: z.string(), stored: z.string(), expected: z.string() })).meta({ description: 'The first two hundred' }),
  }).nullable(),
}).meta({ id: 'Verification' });
export type VerificationResponse = z.infer<typeof VerificationResponse>;

export const VerificationsResponse = z.object({ items: z.array(VerificationResponse), nextCursor: z.null() }).meta({ id: 'Verifications', description: 'The latest ten' });
export type VerificationsResponse = z.infer<typeof VerificationsResponse>;

export const CheckpointsResponse = z.object({
  items: z.array(z.object({
    day: z.iso.date(), at: z.iso.datetime(), books: z.int(), root: z.string(), prevHash: z.string(), hash: z.string(),
    downloadable: z.boolean().meta({ description: 'The file holds where every chain ended; it is there for five weeks' }),
  })),
  nextCursor: z.null(),
}).meta({ id: 'Checkpoints', description: 'Newest first, a year at most' });
export type CheckpointsResponse = z.infer<typeof CheckpointsResponse>;
