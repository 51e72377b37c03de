import { LIMITS } from '@fanfare/contracts';
import { NAMED_IN_POINTS, ORDER_TYPE } from '@fanfare/domain';
import { z } from 'zod';
import { clickField, codeField, cohortField, emailField, nameField } from '../../referrals/index.js';

const NEEDS_ORDER = ['refund', 'cancellation'];
const externalName = z.string().min(1).max(200).regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be plain text in one line');
const languageTag = z.string().max(35).regex(/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i, 'must be a language such as en or de-AT');

export const ConversionRequest = z.strictObject({
  source: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits, dots, hyphens or underscores')
    .meta({ description: 'Which of your systems reports it', examples: ['shop'] }),
  externalId: externalName.meta({ description: 'Your own id of what happened. Reported again with the same content it is answered alike; with other content it is refused', examples: ['order-1001'] }),
  type: z.string().regex(ORDER_TYPE, 'must be 1 to 40 lower-case letters, digits, dots, hyphens or underscores')
    .refine((type) => !NAMED_IN_POINTS.includes(type), 'is reserved')
    .meta({ description: '`signup`, `purchase`, `refund`, `cancellation`, or a name of your own', examples: ['purchase'] }),
  email: emailField.optional().meta({ description: 'Whose it is. Only a refund and a cancellation do without: their order says it' }),
  order: externalName.optional().meta({ description: 'Id of the order; without it, externalId. A refund and a cancellation name the purchase’s' }),
  referralCode: codeField.optional().meta({ description: '`ref` of the landing address, or a code that was typed. An unknown one is no error' }),
  clickId: clickField.optional().meta({ description: '`click` of the landing address' }),
  firstClickId: clickField.optional().meta({ description: '`firstClick` of the snippet: that of an earlier landing address, which the page has kept' }),
  amountMinor: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional().meta({ description: 'In cents or the like. Of a refund: how much of the order; without it, all' }),
  currency: z.string().toUpperCase().regex(/^[A-Z]{3}$/, 'must be a currency code such as EUR').optional()
    .meta({ description: 'Of a refund: without it, the order’s. In another than the order’s it is of the whole' }),
  occurredAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'Without it, or where it lies ahead, now' }),
  name: nameField.optional().meta({ description: 'Of a sign-up: the name the person wants to be known by' }),
  locale: languageTag.optional().meta({ description: 'Of a sign-up: language of the mails' }),
  cohort: cohortField.optional().meta({ description: 'Of a sign-up: key of a cohort that is open for the sign-up; any other is no error' }),
}).superRefine((body, context) => {
  const followsOrder = NEEDS_ORDER.includes(body.type);
  if (!followsOrder && body.email === undefined) context.addIssue({ code: 'custom', path: ['email'], message: 'must be an e-mail address' });
  if (followsOrder && body.order === undefined) context.addIssue({ code: 'custom', path: ['order'], message: 'must name the order of the purchase' });
}).meta({ id: 'Conversion' });
export type ConversionRequest = z.infer<typeof ConversionRequest>;

export const ConversionResponse = z.object({
  id: z.uuid(),
  status: z.enum(['recorded', 'unattributed', 'confirmation_sent'])
    .meta({ description: 'unattributed: no referral is known for it; a purchase waits 90 days for the sign-up. confirmation_sent: the person is asked by mail' }),
  referral: z.object({ id: z.uuid(), status: z.string(), reason: z.string() }).nullable().meta({ description: 'Where the friend’s referral stood after it' }),
  member: z.object({ id: z.uuid(), link: z.object({ code: z.string(), url: z.string() }).nullable() }).nullable().meta({ description: 'Of a sign-up: the new fan, and their own link' }),
}).meta({ id: 'ConversionResult' });
export type ConversionResponse = z.infer<typeof ConversionResponse>;

export const ConversionBatchRequest = z.strictObject({ conversions: z.array(ConversionRequest).min(1).max(LIMITS.conversionBatch) }).meta({ id: 'ConversionBatch' });
export type ConversionBatchRequest = z.infer<typeof ConversionBatchRequest>;

export const ConversionBatchResponse = z.object({
  items: z.array(z.object({
    status: z.int().meta({ description: 'What it would have been answered with alone: 201, 200 for a repeat, or a problem’s' }),
    conversion: ConversionResponse.nullable(),
    problem: z.object({ code: z.string(), title: z.string() }).nullable(),
  })).meta({ description: 'In the order of the request' }),
}).meta({ id: 'ConversionBatchResult' });
export type ConversionBatchResponse = z.infer<typeof ConversionBatchResponse>;

export const ClickRequest = z.strictObject({
  referralCode: codeField,
  userAgent: z.string().max(500).optional().meta({ description: 'The visitor’s, where a server reports the visit; without it, the header’s' }),
}).meta({ id: 'Click' });
export type ClickRequest = z.infer<typeof ClickRequest>;

export const ClickResponse = z.object({ clickId: z.uuid() }).meta({ id: 'RecordedClick' });
export type ClickResponse = z.infer<typeof ClickResponse>;
