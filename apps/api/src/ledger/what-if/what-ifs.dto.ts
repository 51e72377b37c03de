import { CHECK_CODES } from '@fanfare/domain';
import { z } from 'zod';
import { pageQuery } from '../../platform/paging.js';
import { PublishRequest } from '../../programs/index.js';
import { RUN_STATUSES } from '../runs/book-run.entity.js';

export const WhatIfRequest = PublishRequest.omit({ basedOn: true }).meta({ id: 'WhatIfRequest' });
export type WhatIfRequest = z.infer<typeof WhatIfRequest>;

const sides = <T extends z.ZodType>(of: T) => z.object({ before: of, after: of });
const statuses = z.object({ pending: z.int(), held: z.int(), qualified: z.int(), rejected: z.int(), reversed: z.int() });
const pair = <T extends z.ZodType>(of: T) => z.object({ before: of, after: of });

const view = z.object({
  members: z.int().meta({ description: 'Books with anything in them' }),
  referrals: sides(statuses),
  qualified: sides(z.int()).meta({ description: 'What all members count together' }),
  points: sides(z.int()),
  people: z.object({
    changed: z.int(), gain: z.int().meta({ description: 'A higher tier or something to get' }), lose: z.int(), review: z.int(),
    grace: z.int().meta({ description: 'Keep their tier until its grace is over' }),
  }),
  tiers: z.array(z.object({ id: z.uuid(), name: z.string(), before: z.int(), after: z.int(), gained: z.int(), lost: z.int() })),
  milestones: z.array(z.object({ id: z.uuid(), name: z.string(), side: z.enum(['own', 'friend']), gained: z.int(), lost: z.int() })),
  reviews: z.int().meta({ description: 'Referrals that would wait for a person, and nobody has reviewed' }),
  rewards: z.array(z.object({
    rewardId: z.uuid(), title: z.record(z.string(), z.string()), wanted: z.int(), served: z.int(), queued: z.int(),
    lacks: z.object({ stock: z.int(), money: z.int() }).optional().meta({ description: 'What those who queue lack first; absent in answers from before there were budgets' }),
    stock: sides(z.int()).nullable().meta({ description: 'null: there is always enough' }),
    budgets: z.array(z.object({ of: z.enum(['reward', 'program']), currency: z.string(), ...sides(z.int()).shape })).optional().meta({ description: 'Minor units; others may draw on the budget of the program, too' }),
    cost: z.object({ amountMinor: z.int(), currency: z.string() }).nullable(),
  })),
}).meta({ id: 'WhatIfView' });

const result = z.object({
  at: z.iso.datetime(),
  publish: view.meta({ description: 'What publishing changes' }),
  history: view.meta({ description: 'What would be had these rules always been in force' }),
  moved: z.object({ referrals: z.int(), toNobody: z.int() }).nullable()
    .meta({ description: 'Friends that these rules would have credited otherwise, in `history`; publishing moves none. null: the same attribution' }),
  unknown: z.array(z.object({
    code: z.enum(['check', 'attribution_window']), check: z.enum(CHECK_CODES as [string, ...string[]]).nullable(), referrals: z.int().nullable(),
  })).meta({ description: 'What was not measured at the time and cannot be known' }),
});

export const WhatIfResponse = z.object({
  id: z.uuid(),
  status: z.enum(RUN_STATUSES),
  done: z.int().meta({ description: 'Facts read' }),
  total: z.int().nullable(),
  draft: WhatIfRequest,
  basedOn: z.int().meta({ description: 'The newest version when it was asked' }),
  publishable: z.boolean().meta({ description: 'Done, and nobody has published since' }),
  publishedAs: z.int().nullable().meta({ description: 'The version that was made of it' }),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  result: result.nullable(),
}).meta({ id: 'WhatIf' });
export type WhatIfResponse = z.infer<typeof WhatIfResponse>;

export const WhatIfsResponse = z.object({ items: z.array(WhatIfResponse), nextCursor: z.null() }).meta({ id: 'WhatIfs' });
export type WhatIfsResponse = z.infer<typeof WhatIfsResponse>;

export const WhatIfPeopleQuery = z.strictObject({
  view: z.enum(['publish', 'history']).default('publish'),
  effect: z.enum(['gains', 'loses', 'reviews', 'any']).default('any'),
  ...pageQuery,
});
export type WhatIfPeopleQuery = z.infer<typeof WhatIfPeopleQuery>;

const tier = z.object({ id: z.uuid(), name: z.string() }).nullable();
const award = z.object({ milestoneId: z.uuid(), name: z.string(), ordinal: z.int(), side: z.enum(['own', 'friend']) });
export const WhatIfPeopleResponse = z.object({
  items: z.array(z.object({
    memberId: z.uuid(),
    name: z.string().nullable().meta({ description: 'Given name, or the address masked' }),
    cohort: z.string().nullable().meta({ description: 'Key of the cohort whose thresholds hold' }),
    qualified: pair(z.int()),
    points: pair(z.int()),
    tier: pair(tier),
    tierEndsAt: z.iso.datetime().nullable().meta({ description: 'The tier is held until then' }),
    gained: z.array(award),
    lost: z.array(award),
    reviews: z.int(),
    reviewIds: z.array(z.uuid()).meta({ description: 'Referrals, the first twenty' }),
  })),
  nextCursor: z.string().nullable(),
}).meta({ id: 'WhatIfPeople' });
export type WhatIfPeopleResponse = z.infer<typeof WhatIfPeopleResponse>;

export const WhatIfPublishedResponse = z.object({ version: z.int() }).meta({ id: 'WhatIfPublished' });
export type WhatIfPublishedResponse = z.infer<typeof WhatIfPublishedResponse>;
