import { z } from 'zod';

export const SearchQuery = z.strictObject({ q: z.string().trim().min(1).max(100).regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be plain text').meta({ description: 'Beginning of a name or one of its words, beginning of an address, or a whole link code' }) });
export type SearchQuery = z.infer<typeof SearchQuery>;

export const SearchResponse = z.object({
  items: z.array(z.object({
    kind: z.enum(['member', 'link']).meta({ description: 'What was found; a link leads to its member' }),
    memberId: z.uuid(),
    name: z.string().nullable(),
    email: z.string().nullable().meta({ description: 'Masked for moderators' }),
    code: z.string().nullable(),
    channel: z.string().nullable(),
  })),
}).meta({ id: 'SearchResults', description: 'At most 20' });
export type SearchResponse = z.infer<typeof SearchResponse>;
export type Found = SearchResponse['items'][number];
