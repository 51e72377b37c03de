import { z } from 'zod';

export const PersonalLinkResponse = z.object({
  url: z.url().nullable().meta({ description: 'Null until the first one is made, by the member or for a mail, and while the page is closed. Whoever has it sees the count, what comes next and the link; no names, and nothing to press' }),
}).meta({ id: 'PersonalLink' });
export type PersonalLinkResponse = z.infer<typeof PersonalLinkResponse>;
