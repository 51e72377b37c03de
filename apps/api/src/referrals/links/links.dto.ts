import { LIMITS } from '@fanfare/contracts';
import { z } from 'zod';

/** No control characters: a channel is shown as it is. */
const channel = z.string().trim().min(1).max(LIMITS.channelChars).regex(/^[^\p{C}]+$/u, 'must be plain text');

export const NewLinkRequest = z.strictObject({
  channel: channel.meta({ description: 'Where it will be shared; one link per channel', examples: ['instagram'] }),
  code: z.string().max(100).optional().meta({ description: 'A code of one’s own: 3 to 30 of a–z, 0–9 and inner hyphens; without it a random one' }),
  destination: z.string().max(2_000).optional().meta({ description: 'A page on one of the program’s hosts; without it the program’s own' }),
}).meta({ id: 'NewLinkRequest' });
export type NewLinkRequest = z.infer<typeof NewLinkRequest>;

export const LinkResponse = z.object({
  id: z.uuid(),
  code: z.string(),
  url: z.string(),
  channel: z.string(),
  destination: z.string().nullable(),
  clicks: z.object({ human: z.int(), machine: z.int() }),
  signups: z.int().meta({ description: 'Sign-ups credited to the link, confirmed or not' }),
  qualified: z.int().meta({ description: 'Friends of this link who count now' }),
  createdAt: z.iso.datetime(),
}).meta({ id: 'Link' });
export type LinkResponse = z.infer<typeof LinkResponse>;

export const LinksResponse = z.object({ items: z.array(LinkResponse), nextCursor: z.null() }).meta({ id: 'Links' });
export type LinksResponse = z.infer<typeof LinksResponse>;
