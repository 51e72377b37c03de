import { z } from 'zod';

/** `to`: the address that mails were sent to; without one, all. */
export const DevMailboxQuery = z.object({ to: z.string().max(320).optional() }).meta({ id: 'DevMailboxQuery' });
export type DevMailboxQuery = z.infer<typeof DevMailboxQuery>;

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
