import { LIMITS } from '@fanfare/contracts';
import { z } from 'zod';
import { pageQuery } from '../../platform/paging.js';
import { PeopleFilter, peopleQuery, peopleSort, tagField } from './people-filter.dto.js';

export const MembersQuery = z.strictObject({
  ...pageQuery,
  cursor: z.string().max(700).optional(), // may hold a name
  ...peopleQuery,
  sort: peopleSort.default('joined.desc'),
});
export type MembersQuery = z.infer<typeof MembersQuery>;
export const MembersCountQuery = z.strictObject(peopleQuery);
export type MembersCountQuery = z.infer<typeof MembersCountQuery>;

export const MemberResponse = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable().meta({ description: 'Masked for moderators; null after an erasure' }),
  locale: z.string().nullable(),
  joinedAt: z.iso.datetime(),
  standing: z.enum(['active', 'suspended', 'erased']),
  code: z.string().nullable().meta({ description: 'Of the oldest link' }),
  tier: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  cohort: z.string().nullable().meta({ description: 'Key of the cohort they are in' }),
  qualified: z.int(),
  points: z.int(),
  pending: z.int(),
  held: z.int(),
  rejected: z.int(),
  reversed: z.int(),
  tags: z.array(z.string()),
  weeks: z.array(z.int()).meta({ description: 'Friends who count, by week of their confirmation: the last eight, oldest first' }),
}).meta({ id: 'Member' });
export type MemberResponse = z.infer<typeof MemberResponse>;

export const MembersResponse = z.object({ items: z.array(MemberResponse), nextCursor: z.string().nullable() }).meta({ id: 'Members' });
export type MembersResponse = z.infer<typeof MembersResponse>;
export const MembersCountResponse = z.object({
  count: z.int(),
  more: z.boolean().meta({ description: 'There are at least so many; nobody counted further' }),
}).meta({ id: 'MembersCount' });
export type MembersCountResponse = z.infer<typeof MembersCountResponse>;

/** Members picked one by one, or whoever a filter means at that moment. */
export const Selection = z.strictObject({
  ids: z.array(z.uuid()).min(1).max(1000).optional(),
  filter: PeopleFilter.optional(),
}).refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), 'needs either ids or a filter').meta({ id: 'Selection' });
export type Selection = z.infer<typeof Selection>;

const acts = [
  z.strictObject({ kind: z.literal('tag'), tag: tagField }),
  z.strictObject({ kind: z.literal('untag'), tag: tagField }),
  z.strictObject({ kind: z.literal('list'), tag: tagField.meta({ description: 'The name of the list: a tag, and a view of those who have it' }) }),
] as const;
export const BulkRequest = z.strictObject({ select: Selection, act: z.discriminatedUnion('kind', acts) }).meta({ id: 'BulkRequest', description: `At most ${LIMITS.bulkMembers} members at once` });
export type BulkRequest = z.infer<typeof BulkRequest>;
export const BulkResponse = z.object({
  tag: z.string().meta({ description: 'As it is kept' }),
  matched: z.int(),
  changed: z.int().meta({ description: 'Others were so already' }),
  full: z.int().meta({ description: 'Have as many tags as they can, and were left as they are' }),
  viewId: z.uuid().nullable().meta({ description: 'The list that was kept' }),
}).meta({ id: 'BulkResult' });
export type BulkResponse = z.infer<typeof BulkResponse>;

export const ExportRequest = z.strictObject({
  select: Selection,
  sort: peopleSort.default('joined.desc'),
  encoding: z.enum(['utf8', 'utf8_bom']).default('utf8_bom').meta({ description: 'With a byte order mark Excel reads it as it is' }),
}).meta({ id: 'ExportRequest' });
export type ExportRequest = z.infer<typeof ExportRequest>;
