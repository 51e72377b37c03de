import { z } from 'zod';

export const PayoutLinkRequest = z.strictObject({ country: z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters').meta({ description: 'Where the member lives; cannot be changed once there is an account' }) }).meta({ id: 'PayoutLinkRequest' });
export type PayoutLinkRequest = z.infer<typeof PayoutLinkRequest>;
export const PayoutLinkResponse = z.object({ url: z.url() }).meta({ id: 'PayoutLink' });
export type PayoutLinkResponse = z.infer<typeof PayoutLinkResponse>;
export const PayoutStateResponse = z.object({
  state: z.enum(['none', 'started', 'ready', 'restricted']).meta({ description: 'restricted: Stripe wants to know more' }),
  payout: z.object({ status: z.string(), amountMinor: z.int(), currency: z.string(), arrivesAt: z.iso.datetime(), problem: z.string().nullable().meta({ description: 'Stripe’s code of why the bank refused it' }) }).nullable().meta({ description: 'The latest from there to the member’s bank' }),
}).meta({ id: 'PayoutState' });
export type PayoutStateResponse = z.infer<typeof PayoutStateResponse>;
