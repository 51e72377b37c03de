import { z } from 'zod';
import { ROLES } from '@fanfare/contracts';

export const MeResponse = z.object({
  account: z.object({ id: z.uuid(), email: z.string(), name: z.string().nullable(), locale: z.string() }),
  memberships: z.array(z.object({
    programId: z.uuid(),
    slug: z.string(),
    memberId: z.uuid(),
    tier: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  })),
  staffRoles: z.array(z.object({ programId: z.uuid(), slug: z.string(), name: z.string(), role: z.enum(ROLES) })).meta({ description: 'Empty in a session opened by an e-mail code: that never yields staff rights' }),
}).meta({ id: 'Me' });
export type MeResponse = z.infer<typeof MeResponse>;
