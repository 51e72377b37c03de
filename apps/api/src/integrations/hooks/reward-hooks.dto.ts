import { z } from 'zod';

export const RewardHookRequest = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_000).meta({ description: 'Where the reward is asked for; https' }),
  tellsWho: z.boolean().default(false).meta({ description: 'Whether the member’s e-mail and name go along' }),
}).meta({ id: 'RewardHookRequest' });
export type RewardHookRequest = z.infer<typeof RewardHookRequest>;

export const RewardHookResponse = z.object({
  hook: z.object({ url: z.string(), tellsWho: z.boolean(), formerSecretUntil: z.iso.datetime().nullable() }).nullable(),
  secret: z.string().nullable().meta({ description: 'To check signatures with; shown once, when it is made' }),
}).meta({ id: 'RewardHook', description: 'Where the brand’s own system gives a reward' });
export type RewardHookResponse = z.infer<typeof RewardHookResponse>;

export const RewardHookTestResponse = z.object({
  status: z.int().nullable().meta({ description: 'Of the answer; null: there was none' }), failure: z.string().nullable(),
  outcome: z.enum(['done', 'later', 'failed', 'unclear']).meta({ description: 'How such an answer would be taken' }), problem: z.string().nullable(),
  body: z.string().nullable().meta({ description: 'The beginning of what was answered' }),
}).meta({ id: 'RewardHookTest' });
export type RewardHookTestResponse = z.infer<typeof RewardHookTestResponse>;
