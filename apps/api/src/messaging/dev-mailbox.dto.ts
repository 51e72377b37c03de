import { z } from 'zod';

export const DevMailboxResponse = z.object({
  items: z.array(z.object({
    id: z.uuid(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    links: z.array(z.string()),
    at: z.iso.datetime(),
  })),
}).meta({ id: 'DevMailbox' });
export type DevMailboxResponse = z.infer<typeof DevMailboxResponse>;
