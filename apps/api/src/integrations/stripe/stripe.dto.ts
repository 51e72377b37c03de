import { z } from 'zod';

const secret = z.string().max(200).regex(/^whsec_[\w+/=-]{16,}$/, 'must be a signing secret, which begins with whsec_');
export const StripeRequest = z.strictObject({
  signingSecret: secret.optional()
    .meta({ description: 'Of the endpoint in Stripe’s dashboard; without it, the one that is stored stays' }),
  connectSecret: secret.nullable().optional()
    .meta({ description: 'Of a second endpoint there, for events on connected accounts: where members are paid. Left out: as it was. Null removes it' }),
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
  connectEventTypes: z.array(z.string()).meta({ description: 'The events of connected accounts, for a second endpoint with the same address' }),
  connection: z.object({ livemode: z.boolean(), accountId: z.string().nullable(), hasApiKey: z.boolean(), hasConnectSecret: z.boolean(), gives: z.boolean() }).nullable(),
  events: z.array(z.object({ type: z.string(), outcome: z.string().nullable(), receivedAt: z.iso.datetime() })).meta({ description: 'The latest' }),
}).meta({ id: 'StripeConnection' });
export type StripeResponse = z.infer<typeof StripeResponse>;

export const StripeReceived = z.object({ received: z.literal(true) }).meta({ id: 'StripeReceived' });
export type StripeReceived = z.infer<typeof StripeReceived>;
