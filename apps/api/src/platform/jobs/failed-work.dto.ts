import { z } from 'zod';
import { pageQuery } from '../paging.js';

export const FailedWorkQuery = z.strictObject(pageQuery);
export type FailedWorkQuery = z.infer<typeof FailedWorkQuery>;

export const FailedWorkResponse = z.object({
  items: z.array(z.object({
    id: z.uuid(),
    topic: z.string().meta({ description: 'What had happened: `friend.counted`' }),
    subscriber: z.string().meta({ description: 'Who could not take it in' }),
    error: z.string().nullable().meta({ description: 'Of the last try' }),
    failedAt: z.iso.datetime(),
  }).meta({ id: 'FailedWorkItem' })),
  nextCursor: z.string().nullable(),
}).meta({ id: 'FailedWork' });
export type FailedWorkResponse = z.infer<typeof FailedWorkResponse>;
