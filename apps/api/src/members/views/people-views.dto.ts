import { LIMITS } from '@fanfare/contracts';
import { z } from 'zod';
import { PeopleFilter, peopleSort } from '../list/people-filter.dto.js';
import { line } from '../../platform/text.js';

export const PeopleViewRequest = z.strictObject({
  name: line(LIMITS.viewNameChars),
  filter: PeopleFilter,
  sort: peopleSort.default('joined.desc'),
}).meta({ id: 'PeopleViewRequest' });
export type PeopleViewRequest = z.infer<typeof PeopleViewRequest>;

export const PeopleViewResponse = z.object({ id: z.uuid(), name: z.string(), filter: PeopleFilter, sort: peopleSort }).meta({ id: 'PeopleView' });
export type PeopleViewResponse = z.infer<typeof PeopleViewResponse>;
export const PeopleViewsResponse = z.object({ items: z.array(PeopleViewResponse), nextCursor: z.null() }).meta({ id: 'PeopleViews' });
export type PeopleViewsResponse = z.infer<typeof PeopleViewsResponse>;
