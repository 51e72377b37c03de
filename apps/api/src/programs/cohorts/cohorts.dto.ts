import { LIMITS } from '@fanfare/contracts';
import { isCohortKey } from '@fanfare/domain';
import { z } from 'zod';
import { line } from '../../platform/text.js';

export const cohortKey = z.string().refine(isCohortKey, 'must be up to 30 lower case letters, digits and hyphens').meta({ examples: ['campus'] });
const name = line(LIMITS.cohortNameChars);

const content = {
  name: z.strictObject({ en: name.optional(), de: name.optional() }).refine((names) => Object.keys(names).length > 0, 'needs at least one language'),
  openForSignup: z.boolean().meta({ description: 'Whether a sign-up that names the cohort leads into it' }),
};

export const NewCohortRequest = z.strictObject({ key: cohortKey.meta({ description: 'Stays for ever: rules, books and addresses name it' }), ...content }).meta({ id: 'NewCohort' });
export type NewCohortRequest = z.infer<typeof NewCohortRequest>;
export const CohortRequest = z.strictObject(content).meta({ id: 'CohortRequest' });
export type CohortRequest = z.infer<typeof CohortRequest>;

export const CohortResponse = z.object({
  key: z.string(), name: z.object({ en: z.string().optional(), de: z.string().optional() }), openForSignup: z.boolean(),
  members: z.int().meta({ description: 'Who is in it now' }),
  retired: z.boolean().meta({ description: 'Nobody comes into it any more, and no rules may name it' }),
}).meta({ id: 'Cohort' });
export type CohortResponse = z.infer<typeof CohortResponse>;
export const CohortsResponse = z.object({ items: z.array(CohortResponse), nextCursor: z.null() }).meta({ id: 'Cohorts' });
export type CohortsResponse = z.infer<typeof CohortsResponse>;
