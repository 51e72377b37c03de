import { z } from 'zod';
import { pageQuery } from '../platform/paging.js';
import { DELIVERY_STATUSES } from './delivery.entity.js';

export const DeliveryQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(DELIVERY_STATUSES).optional(),
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

export const DeliveryResponse = z.object({
  id: z.uuid(),
  template: z.string().meta({ description: 'Which mail: confirm, welcome, friend_counted …' }),
  class: z.enum(['auth', 'once']).meta({ description: 'auth: repeated until accepted; once: at most once' }),
  status: z.enum(DELIVERY_STATUSES),
  recipient: z.string().nullable().meta({ description: 'Null once the person was erased' }),
  attempts: z.int(),
  error: z.string().nullable().meta({ description: 'What the mail server or we said last' }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Delivery' });
export type DeliveryResponse = z.infer<typeof DeliveryResponse>;

export const DeliveriesResponse = z.object({ items: z.array(DeliveryResponse), nextCursor: z.string().nullable() }).meta({ id: 'Deliveries' });
export type DeliveriesResponse = z.infer<typeof DeliveriesResponse>;

export const MailStatusResponse = z.object({
  mailer: z.enum(['smtp', 'dev', 'none']).meta({ description: 'none: nothing is sent, every mail parks until SMTP_URL is set' }),
  parked: z.int(),
  unknown: z.int(),
}).meta({ id: 'MailStatus' });
export type MailStatusResponse = z.infer<typeof MailStatusResponse>;
