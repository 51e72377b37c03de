import { z } from 'zod';

export const InviterRequest = z.strictObject({
  inviter: z.string().trim().min(1).max(2_000).meta({ description: 'Their code, their link, the address it led to, or their e-mail', examples: ['https://fans.example/r/k7m2x9ab'] }),
}).meta({ id: 'InviterRequest' });
export type InviterRequest = z.infer<typeof InviterRequest>;

export const InviterResponse = z.object({
  askedUntil: z.iso.datetime().nullable().meta({ description: 'Until when the member may say who invited them; null: not, or not any more' }),
}).meta({ id: 'Inviter' });
export type InviterResponse = z.infer<typeof InviterResponse>;

export const InviterNamedResponse = z.object({ status: z.literal('noted') })
  .meta({ id: 'InviterNamed', description: 'The same for an e-mail of a member and one of nobody. A person looks at it before it counts' });
export type InviterNamedResponse = z.infer<typeof InviterNamedResponse>;
