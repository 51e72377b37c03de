import { LIMITS } from '@fanfare/contracts';
import { canonicalEmail } from '@fanfare/domain';
import { z } from 'zod';

const email = z.string().max(LIMITS.emailChars).refine((text) => canonicalEmail(text) !== null, 'must be an e-mail address').meta({ examples: ['ewa@example.com'] });

export const AddressRequest = z.strictObject({ email }).meta({ id: 'SignInAddressRequest' });
export type AddressRequest = z.infer<typeof AddressRequest>;

export const MemberAddressRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, it is the same wish' }),
  email,
  reason: z.string().trim().min(3).max(LIMITS.reasonChars).meta({ description: 'Kept with the notes on the member' }),
}).meta({ id: 'MemberSignInAddressRequest' });
export type MemberAddressRequest = z.infer<typeof MemberAddressRequest>;

export const AddressResponse = z.object({
  email: z.string().meta({ description: 'What the member signs in with and is written to at' }),
  pending: z.object({ email: z.string(), until: z.iso.datetime(), byTeam: z.boolean() }).nullable()
    .meta({ description: 'Waits for the link that was mailed there; the same whoever the address belongs to' }),
}).meta({ id: 'SignInAddress' });
export type AddressResponse = z.infer<typeof AddressResponse>;
