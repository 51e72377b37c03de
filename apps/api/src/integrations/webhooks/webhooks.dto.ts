import { WEBHOOK_TOPICS } from '@fanfare/contracts';
import { z } from 'zod';
import { pageQuery } from '../../platform/paging.js';

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2_000);
const topics = z.array(z.enum(WEBHOOK_TOPICS)).min(1).max(WEBHOOK_TOPICS.length).refine((list) => new Set(list).size === list.length, 'must name each event once');

export const WebhookRequest = z.strictObject({
  url: url.meta({ description: 'Called by POST; on the public internet, port 80 or 443' }),
  topics,
}).meta({ id: 'WebhookRequest' });
export type WebhookRequest = z.infer<typeof WebhookRequest>;

export const WebhookChange = WebhookRequest.extend({
  status: z.enum(['active', 'disabled']).meta({ description: 'Disabled: nothing is sent, and what happens meanwhile is not sent later. Where it was disabled because nothing arrived, it is: once it is active again' }),
}).meta({ id: 'WebhookChange' });
export type WebhookChange = z.infer<typeof WebhookChange>;

export const WebhookResponse = z.object({
  id: z.uuid(),
  url: z.string(),
  topics: z.array(z.enum(WEBHOOK_TOPICS)),
  status: z.enum(['active', 'disabled']),
  disabledBecause: z.enum(['staff', 'failures', 'gone']).nullable(),
  failingSince: z.iso.datetime().nullable().meta({ description: 'Nothing has arrived since; after three days it is disabled' }),
  formerSecretUntil: z.iso.datetime().nullable().meta({ description: 'Until then the former secret signs too' }),
  pending: z.int(),
  dead: z.int(),
  createdAt: z.iso.datetime(),
}).meta({ id: 'Webhook' });
export type WebhookResponse = z.infer<typeof WebhookResponse>;

export const NewSecretResponse = z.object({
  secret: z.string().meta({ description: 'Checks the signatures (Standard Webhooks); shown now and never again' }),
  webhook: WebhookResponse,
}).meta({ id: 'WebhookWithSecret' });
export type NewSecretResponse = z.infer<typeof NewSecretResponse>;

export const WebhooksResponse = z.object({ items: z.array(WebhookResponse), nextCursor: z.null() }).meta({ id: 'WebhookList' });
export type WebhooksResponse = z.infer<typeof WebhooksResponse>;

const STATUSES = ['pending', 'delivered', 'dead'] as const;
export const WebhookDeliveryQuery = z.strictObject({ ...pageQuery, status: z.enum(STATUSES).optional() });
export type WebhookDeliveryQuery = z.infer<typeof WebhookDeliveryQuery>;

export const WebhookDeliveryResponse = z.object({
  id: z.uuid(),
  topic: z.string(),
  status: z.enum(STATUSES),
  attempts: z.int(),
  answerStatus: z.int().nullable().meta({ description: 'HTTP status of the last answer; what it said is not kept' }),
  error: z.string().nullable().meta({ description: 'Why there was no answer' }),
  payload: z.string().meta({ description: 'The body as it is sent' }),
  createdAt: z.iso.datetime(),
  triedAt: z.iso.datetime().nullable(),
  nextTryAt: z.iso.datetime().nullable(),
}).meta({ id: 'WebhookDelivery' });
export type WebhookDeliveryResponse = z.infer<typeof WebhookDeliveryResponse>;

export const WebhookDeliveriesResponse = z.object({ items: z.array(WebhookDeliveryResponse), nextCursor: z.string().nullable() }).meta({ id: 'WebhookDeliveryList' });
export type WebhookDeliveriesResponse = z.infer<typeof WebhookDeliveriesResponse>;
