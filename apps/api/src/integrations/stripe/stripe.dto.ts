import { z } from 'zod';

export const StripeRequest = z.strictObject({
  signingSecret: z.string().max(200).regex(/^whsec_[\w+/=-]{16,}$/, 'must be a signing secret, which begins with whsec_').optional()
    .meta({ description: 'Of the endpoint in Stripe’s dashboard; without it, the one that is stored stays' }),
  apiKey: z.string().max(300).regex(/^[rs]k_(live|test)_\w{8,}$/, 'must be a Stripe key, best a restricted one (rk_)').nullable().optional()
    .meta({ description: 'To tell which subscription a refunded payment began: read access to invoices suffices. To give rewards: write access to coupons, promotion codes, customers, Connect and transfers. Null removes it' }),
  gives: z.boolean().optional().meta({ description: 'Whether rewards are given with the key: codes, credit, money. Left out: as it was' }),
  livemode: z.boolean().meta({ description: 'Whether live events are taken, or those of test mode; the others are refused' }),
  accountId: z.string().max(100).regex(/^acct_\w+$/, 'must be an account id, which begins with acct_').nullable().default(null)
    .meta({ description: 'With Connect: the account whose events are taken. Null: one’s own' }),
}).meta({ id: 'StripeConnectionRequest' });
export type StripeRequest = z.infer<typeof StripeRequest>;

export const StripeResponse = z.object({
  webhookUrl: z.string().meta({ description: 'What to enter in Stripe’s dashboard' }),
  eventTypes: z.array(z.string()).meta({ description: 'The events to choose there' }),
  connection: z.object({ livemode: z.boolean(), accountId: z.string().nullable(), hasApiKey: z.boolean(), gives: z.boolean() }).nullable(),
  events: z.array(z.object({ type: z.string(), outcome: z.string().nullable(), receivedAt: z.iso.datetime() })).meta({ description: 'The latest' }),
}).meta({ id: 'StripeConnection' });
export type StripeResponse = z.infer<typeof StripeResponse>;

export const StripeReceived = z.object({ received: z.literal(true) }).meta({ id: 'StripeReceived' });
export type StripeReceived = z.infer<typeof StripeReceived>;
