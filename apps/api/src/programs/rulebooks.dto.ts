import type { Rulebook } from '@fanfare/domain';
import { z } from 'zod';

const whole = (max: number) => z.int().min(0).max(max);
const COUNT = 1_000_000;
const threshold = z.union([whole(COUNT), z.strictObject({ else: whole(COUNT), cohorts: z.record(z.uuid(), whole(COUNT)) })]);
const measure = z.enum(['qualified', 'points', 'spent', 'attended']);
const name = z.string().trim().min(1).max(80).regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be plain text in one line');
const type = z.string().min(1).max(60).regex(/^[a-z][a-z0-9_.-]*$/, 'must be a name such as purchase');

type Condition = Rulebook['qualification'];
const condition: z.ZodType<Condition> = z.lazy(() => z.union([
  z.strictObject({ kind: z.literal('confirmed') }),
  z.strictObject({ kind: z.literal('converted'), type, minAmountMinor: z.int().min(0).optional() }),
  z.strictObject({ kind: z.enum(['all', 'any']), of: z.array(condition).max(10) }),
])).meta({ id: 'Qualification' });

const check = z.union([
  z.strictObject({ code: z.enum(['self_referral', 'disposable']), outcome: z.enum(['reject', 'hold']), args: z.strictObject({}) }),
  z.strictObject({ code: z.literal('burst'), outcome: z.enum(['reject', 'hold']), args: z.strictObject({ max: whole(COUNT) }) }),
]);

/** Every rule of a program. Contradictions beyond the shape are found by the domain's `validateRulebook`. */
const rules = {
  attribution: z.strictObject({ model: z.enum(['last', 'first']), windowDays: whole(3650), codeBeatsClick: z.boolean() }),
  qualification: condition,
  checks: z.array(check).max(10),
  holdDays: whole(3650),
  claimDays: whole(3650),
  limits: z.array(z.strictObject({ per: z.enum(['day', 'season', 'domain']), max: whole(COUNT) })).max(10),
  points: z.array(z.strictObject({ on: type, points: whole(COUNT), capPerSeason: whole(COUNT).optional() })).max(50),
  tiers: z.array(z.strictObject({ id: z.uuid(), name, at: threshold, measure, per: z.enum(['life', 'season']), graceDays: whole(3650) })).max(20),
  milestones: z.array(z.strictObject({
    id: z.uuid(), name, at: threshold, measure, every: whole(COUNT).optional(), rewardId: z.uuid(), friendRewardId: z.uuid().optional(),
  })).max(50),
  seasons: z.array(z.strictObject({ id: z.uuid(), from: z.int().min(0), to: z.int().min(0) })).max(100).meta({ description: 'Instants in milliseconds, UTC' }),
};

const publication = {
  mode: z.enum(['from_now', 'recount']).meta({ description: 'recount: every earlier referral is judged again' }),
  keepTiers: z.boolean().meta({ description: 'false ends holding on to a tier that the new thresholds would not give' }),
};

export const PublishRequest = z.strictObject({
  rules: z.strictObject(rules),
  ...publication,
  basedOn: z.int().min(1).optional().meta({ description: 'The version the draft started from; refused if somebody has published since' }),
  effectiveAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'Not in the past; without it: at once' }),
}).meta({ id: 'PublishRulebook' });
export type PublishRequest = z.infer<typeof PublishRequest>;

export const RulebookResponse = z.object({
  version: z.int(),
  status: z.enum(['scheduled', 'in_force', 'past']),
  effectiveAt: z.iso.datetime(),
  publishedAt: z.iso.datetime(),
  publishedBy: z.uuid().nullable(),
  ...publication,
  rules: z.object(rules),
}).meta({ id: 'Rulebook' });
export type RulebookResponse = z.infer<typeof RulebookResponse>;

export const RulebooksResponse = z.object({ items: z.array(RulebookResponse), nextCursor: z.null() }).meta({ id: 'Rulebooks' });
export type RulebooksResponse = z.infer<typeof RulebooksResponse>;
