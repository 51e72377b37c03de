import { MOST, ORDER_TYPE, type Rulebook } from '@fanfare/domain';
import { z } from 'zod';
import { line } from '../platform/text.js';
import { cohortKey } from './cohorts/cohorts.dto.js';

const whole = (max: number) => z.int().min(0).max(max);
const threshold = z.union([whole(MOST.count), z.strictObject({ else: whole(MOST.count), cohorts: z.record(cohortKey, whole(MOST.count)) })]);
const measure = z.enum(['qualified', 'points', 'spent', 'attended']);
const name = line(80);
const type = z.string().regex(ORDER_TYPE, 'must be a name such as purchase');

type Condition = Rulebook['qualification'];
const condition: z.ZodType<Condition> = z.lazy(() => z.union([
  z.strictObject({ kind: z.literal('confirmed') }),
  z.strictObject({
    kind: z.literal('converted'), type, pick: z.enum(['first', 'any']).optional().meta({ description: 'first: the first order of the type has to meet the rest; without it: any' }),
    minAmountMinor: z.int().min(0).optional(), currency: z.string().regex(/^[A-Z]{3}$/, 'must be a code such as EUR').optional(),
  }),
  z.strictObject({ kind: z.literal('subscribed'), days: whole(MOST.days).meta({ description: 'Still subscribed so many days after confirming' }) }),
  z.strictObject({ kind: z.enum(['all', 'any']), of: z.array(condition).max(10) }),
])).meta({ id: 'Qualification' });

const outcome = z.enum(['allow', 'hold', 'reject']).meta({ description: 'allow: the finding only adds its weight to the score' });
const weight = whole(1000).optional();
const check = z.union([
  z.strictObject({ code: z.enum(['self_referral', 'own_address', 'same_device', 'disposable', 'banned_domain', 'random_address', 'country_mismatch']), outcome, weight, args: z.strictObject({}) }),
  z.strictObject({
    code: z.enum(['shared_device', 'burst', 'burst_hour', 'network_burst', 'address_pattern', 'name_pattern', 'bounces']), outcome, weight,
    args: z.strictObject({ max: whole(MOST.count).meta({ description: 'From this number on' }) }),
  }),
  z.strictObject({ code: z.literal('young_domain'), outcome, weight, args: z.strictObject({ days: whole(MOST.days), max: whole(MOST.count) }) }),
  z.strictObject({ code: z.literal('ring'), outcome, weight, args: z.strictObject({ steps: whole(5) }) }),
  z.strictObject({ code: z.literal('fast_signup'), outcome, weight, args: z.strictObject({ seconds: whole(3600) }) }),
  z.strictObject({ code: z.literal('conversion_rate'), outcome, weight, args: z.strictObject({ signups: whole(MOST.count), percent: whole(100) }) }),
]);
const scoring = z.strictObject({
  holdAt: whole(MOST.count).meta({ description: 'From this score on a person looks' }),
  rejectAt: whole(MOST.count).optional(),
  autoApprove: z.strictObject({ below: whole(MOST.count), afterHours: whole(8760) }).optional().meta({ description: 'What is held with a lower score goes on by itself after this time' }),
});
const instant = z.int().min(0).max(8_640_000_000_000_000); // no later one has a date
const seasonPlan = z.strictObject({ start: z.iso.date(), months: whole(24), zone: z.string().max(60).meta({ description: 'IANA name' }) });

/** Every rule of a program. Contradictions beyond the shape are found by the domain's `validateRulebook`. */
export const rulesShape = {
  attribution: z.strictObject({ model: z.enum(['last', 'first']), windowDays: whole(MOST.days), codeBeatsClick: z.boolean() }),
  qualification: condition,
  checks: z.array(check).max(30),
  scoring: scoring.optional().meta({ description: 'Without it weights are not added up' }),
  holdDays: whole(MOST.days),
  claimDays: whole(MOST.days),
  limits: z.array(z.strictObject({ per: z.enum(['day', 'season', 'domain']), max: whole(MOST.count) })).max(10),
  points: z.array(z.strictObject({ on: type, points: whole(MOST.count), capPerSeason: whole(MOST.count).optional() })).max(50),
  tiers: z.array(z.strictObject({ id: z.uuid(), name, at: threshold, measure, per: z.enum(['life', 'season']), graceDays: whole(MOST.days) })).max(20),
  milestones: z.array(z.strictObject({
    id: z.uuid(), name, at: threshold, measure, every: whole(MOST.count).optional(), rewardId: z.uuid(), friendRewardId: z.uuid().optional(),
  })).max(50),
  seasons: z.array(z.strictObject({ id: z.union([z.uuid(), z.iso.date()]), from: instant, to: instant })).max(100)
    .meta({ description: 'Instants in milliseconds, UTC. With a plan: made from it on publishing, whatever is sent' }),
  seasonPlan: seasonPlan.optional().meta({ description: 'Seasons of so many months from midnight of a day in a zone on' }),
};

const publication = {
  mode: z.enum(['from_now', 'recount']).meta({ description: 'recount: every earlier referral is judged again' }),
  keepTiers: z.boolean().meta({ description: 'false ends holding on to a tier that the new thresholds would not give' }),
};

export const PublishRequest = z.strictObject({
  rules: z.strictObject(rulesShape),
  ...publication,
  basedOn: z.int().min(1).optional().meta({ description: 'The version the draft started from; refused if somebody has published since' }),
  effectiveAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'Not in the past; without it: at once' }),
}).meta({ id: 'PublishRulebook' });
export type PublishRequest = z.infer<typeof PublishRequest>;

export const RulebookResponse = z.object({
  version: z.int(),
  status: z.enum(['scheduled', 'replaced', 'in_force', 'past']).meta({ description: 'replaced: another version was published that takes effect no later, so this one never will' }),
  effectiveAt: z.iso.datetime(),
  publishedAt: z.iso.datetime(),
  publishedBy: z.object({ id: z.uuid(), name: z.string().nullable().meta({ description: 'null: has left' }) }).nullable().meta({ description: 'null: the program began with it' }),
  ...publication,
  rules: z.object(rulesShape),
}).meta({ id: 'Rulebook' });
export type RulebookResponse = z.infer<typeof RulebookResponse>;

export const RulebooksResponse = z.object({ items: z.array(RulebookResponse), nextCursor: z.null() }).meta({ id: 'Rulebooks' });
export type RulebooksResponse = z.infer<typeof RulebooksResponse>;

export const ValidateRequest = z.strictObject({ rules: z.strictObject(rulesShape), effectiveAt: z.iso.datetime({ offset: true }).optional() }).meta({ id: 'ValidateRulebook' });
export type ValidateRequest = z.infer<typeof ValidateRequest>;

export const ValidateResponse = z.object({
  problems: z.array(z.object({ field: z.string().meta({ description: 'Where, as a path: rules.tiers.1.at' }), code: z.string(), message: z.string() })),
  rules: z.object(rulesShape).meta({ description: 'As they would be published: with the instants of their seasons' }),
}).meta({ id: 'ValidatedRulebook' });
export type ValidateResponse = z.infer<typeof ValidateResponse>;
