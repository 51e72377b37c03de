import { foldTag, isTag } from '@fanfare/domain';
import { z } from 'zod';
import { cohortKey } from '../../programs/index.js';
import { PEOPLE_SORTS } from './people-sort.js';

/** A tag as it is typed; kept folded. */
export const tagField = z.string().max(200).overwrite(foldTag).refine(isTag, 'must be 1 to 40 characters in one line, without commas');

/** No key may be this. */
export const NO_COHORT = '-';

const filters = {
  search: z.string().trim().max(100).optional().meta({ description: 'Part of a name or an address, or a whole link code' }),
  tier: z.union([z.uuid(), z.literal('none')]).optional().meta({ description: 'The tier held now; `none`: before the first' }),
  cohort: z.union([cohortKey, z.literal(NO_COHORT)]).optional().meta({ description: 'The cohort they are in now; `-`: none' }),
  standing: z.enum(['active', 'suspended', 'erased']).optional().meta({ description: 'Left out: everybody who is still there' }),
  tag: tagField.optional(),
  joinedFrom: z.iso.date().optional().meta({ description: 'First day, in the program’s time zone' }),
  joinedTo: z.iso.date().optional().meta({ description: 'Last day' }),
  friends: z.enum(['waiting', 'held']).optional().meta({ description: 'Has at least one friend who waits, or who must be looked at' }),
  locale: z.string().max(10).optional(),
};

/** Which members are meant. */
export const PeopleFilter = z.strictObject(filters).meta({ id: 'PeopleFilter' });
export type PeopleFilter = z.infer<typeof PeopleFilter>;
export const peopleQuery = filters;
export const peopleSort = z.enum(PEOPLE_SORTS);
