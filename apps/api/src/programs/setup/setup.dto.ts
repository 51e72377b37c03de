import { LIMITS, LOCALES } from '@fanfare/contracts';
import { z } from 'zod';
import { line } from '../../platform/text.js';

export const setupRequest = z
  .strictObject({
    token: z.string().trim().min(1).max(100).describe('As printed on the console'),
    email: z.string().min(3).max(LIMITS.emailChars),
    name: line(LIMITS.nameChars),
    password: z.string().min(1).max(1000),
    programName: line(LIMITS.nameChars),
    slug: z.string().trim().regex(/^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$/, 'must be 3 to 40 of a-z, 0-9 and -'),
    locale: z.enum(LOCALES).optional(),
    timeZone: z.string().max(60).optional().refine((zone) => zone === undefined || isTimeZone(zone), 'must be a time zone such as Europe/Berlin'),
    postalAddress: z.string().trim().max(500).optional().describe('Stands at the foot of every mail; campaigns cannot be sent without it'),
  })
  .meta({ id: 'SetupRequest' });
export type SetupRequest = z.infer<typeof setupRequest>;

export const setupResponse = z.object({ programId: z.uuid(), slug: z.string(), accountId: z.uuid() }).meta({ id: 'SetupResponse' });
export type SetupResponse = z.infer<typeof setupResponse>;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
