import { LIMITS } from '@fanfare/contracts';
import { z } from 'zod';
import { Selection } from '../members/index.js';
import { cohortKey } from '../programs/index.js';

export const CohortMoveRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, it is the same move' }),
  select: Selection,
  cohort: cohortKey.nullable().meta({ description: 'null: into none, where everybody’s thresholds hold' }),
  reason: z.string().trim().min(3).max(LIMITS.reasonChars).meta({ description: 'Kept with the notes on each member' }),
}).meta({ id: 'CohortMove', description: `At most ${LIMITS.bulkMembers} members at once` });
export type CohortMoveRequest = z.infer<typeof CohortMoveRequest>;

export const CohortMoveResponse = z.object({
  matched: z.int(),
  changed: z.int().meta({ description: 'Others were in it already' }),
}).meta({ id: 'CohortMoved' });
export type CohortMoveResponse = z.infer<typeof CohortMoveResponse>;
