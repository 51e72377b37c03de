import { z } from 'zod';
import { CURRENCIES } from '@fanfare/contracts';
import { foldIban, isIban } from '@fanfare/domain';
import { line } from '../../platform/text.js';

export const NewPayoutBatchRequest = z.strictObject({ currency: z.enum(CURRENCIES).default('EUR') }).meta({ id: 'NewPayoutBatchRequest' });
export type NewPayoutBatchRequest = z.infer<typeof NewPayoutBatchRequest>;
export const PayoutFileRequest = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('sepa').meta({ description: 'ISO 20022 pain.001.001.09, for euros' }),
    debtor: z.strictObject({ name: line(70), iban: z.string().max(60).overwrite(foldIban).refine(isIban, 'must be an IBAN of a country that takes part in SEPA') }).meta({ description: 'Who pays; not kept' }),
  }),
  z.strictObject({ format: z.literal('csv') }),
]).meta({ id: 'PayoutFileRequest' });
export type PayoutFileRequest = z.infer<typeof PayoutFileRequest>;
export const PayoutPaidRequest = z.strictObject({ grantIds: z.array(z.uuid()).min(1).max(500).nullable().default(null).meta({ description: 'Null: all that are left' }) }).meta({ id: 'PayoutPaidRequest' });
export type PayoutPaidRequest = z.infer<typeof PayoutPaidRequest>;

const batch = z.object({ id: z.uuid(), number: z.int(), currency: z.string(), openedAt: z.iso.datetime(), openedBy: z.string().nullable(), lines: z.int(), paid: z.int(), amountMinor: z.int() });
export const PayoutBatchesResponse = z.object({
  items: z.array(batch.meta({ id: 'PayoutBatchSummary' })), nextCursor: z.string().nullable(),
  waiting: z.array(z.object({ currency: z.string(), count: z.int() })).meta({ description: 'Payments that wait for a batch' }),
}).meta({ id: 'PayoutBatches' });
export type PayoutBatchesResponse = z.infer<typeof PayoutBatchesResponse>;
export const PayoutBatchResponse = batch.extend({
  payments: z.array(z.object({
    grantId: z.uuid(), place: z.int(), member: z.object({ id: z.uuid(), name: z.string().nullable() }), title: z.string(), amountMinor: z.int(), paid: z.boolean(),
    iban: z.string().nullable().meta({ description: 'Its two ends; null once it was deleted' }),
  })),
}).meta({ id: 'PayoutBatch' });
export type PayoutBatchResponse = z.infer<typeof PayoutBatchResponse>;
export const PaidResponse = z.object({ paid: z.int() }).meta({ id: 'PaidPayouts' });
export type PaidResponse = z.infer<typeof PaidResponse>;
