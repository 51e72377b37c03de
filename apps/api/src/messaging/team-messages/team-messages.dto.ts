import { z } from 'zod';
import { LIMITS } from '@fanfare/contracts';
import { pageQuery } from '../../platform/paging.js';

// eslint-disable-next-line no-control-regex -- control characters are what is refused, line breaks and tabs apart
const WRITING = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/;

export const WrittenRequest = z.strictObject({
  text: z.string().trim().min(1).max(LIMITS.messageChars).regex(WRITING, 'must be plain text'),
}).meta({ id: 'Written' });
export type WrittenRequest = z.infer<typeof WrittenRequest>;

const STATUSES = ['open', 'answered'] as const;
export const MyMessage = z.object({
  id: z.uuid(),
  text: z.string(),
  status: z.enum(STATUSES),
  createdAt: z.iso.datetime(),
  answer: z.string().nullable(),
  answeredAt: z.iso.datetime().nullable(),
}).meta({ id: 'MyMessage' });
export type MyMessage = z.infer<typeof MyMessage>;

export const MyMessagesResponse = z.object({ items: z.array(MyMessage), nextCursor: z.null() }).meta({ id: 'MyMessages', description: 'The newest fifty' });
export type MyMessagesResponse = z.infer<typeof MyMessagesResponse>;

export const MessagesQuery = z.strictObject({ ...pageQuery, status: z.enum(STATUSES).optional() });
export type MessagesQuery = z.infer<typeof MessagesQuery>;

export const MemberMessage = z.object({
  ...MyMessage.shape,
  member: z.object({ id: z.uuid(), name: z.string().nullable() }),
  answeredBy: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
}).meta({ id: 'MemberMessage' });
export type MemberMessage = z.infer<typeof MemberMessage>;

export const MessagesResponse = z.object({ items: z.array(MemberMessage), nextCursor: z.string().nullable() }).meta({ id: 'MemberMessages' });
export type MessagesResponse = z.infer<typeof MessagesResponse>;
