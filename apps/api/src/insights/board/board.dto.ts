import { z } from 'zod';

/** Of a season: an id, or its first day where the seasons follow a plan. */
const seasonId = z.union([z.uuid(), z.iso.date()]);
const season = z.union([z.enum(['all', 'current']), seasonId]);
export const BoardQuery = z.strictObject({
  season: season.default('all').meta({ description: 'A season’s id; `current`: the one that runs, all time where none does; `all`: all time' }),
});
export type BoardQuery = z.infer<typeof BoardQuery>;
/** Of a public page: whatever else is asked for means the one that runs. */
export const BoardPageQuery = z.object({ season: season.catch('current').default('current'), lang: z.string().max(35).optional().catch(undefined) });

const BoardSeason = z.object({ id: seasonId, from: z.iso.datetime(), to: z.iso.datetime().meta({ description: 'Not part of it any more' }), current: z.boolean() }).meta({ id: 'BoardSeason' });
export type BoardSeason = z.infer<typeof BoardSeason>;

const BoardRow = z.object({
  rank: z.int(),
  name: z.string().nullable().meta({ description: 'Null: hidden, or the person gave no name' }),
  hidden: z.boolean(),
  tier: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  qualified: z.int(),
  me: z.boolean(),
}).meta({ id: 'BoardRow' });
export type BoardRow = z.infer<typeof BoardRow>;

export const BoardResponse = z.object({
  season: BoardSeason.nullable().meta({ description: 'The one that is shown; null: all time' }),
  seasons: z.array(BoardSeason).meta({ description: 'The latest that have begun, newest first; empty where the program has none. Their places are a minute old at most' }),
  top: z.array(BoardRow).meta({ description: 'Who brought at least one friend, best first; of equals, who was there earlier' }),
  neighbours: z.array(BoardRow).meta({ description: 'Two before and two behind the member, and the member; empty without a friend' }),
  me: z.object({
    rank: z.int().nullable().meta({ description: 'Among all members; null while suspended. Behind place 200 other members’ changes show within a minute' }),
    qualified: z.int(),
    name: z.string().nullable().meta({ description: 'As others see it, were it not hidden' }),
    hidden: z.boolean(),
  }),
}).meta({ id: 'Board' });
export type BoardResponse = z.infer<typeof BoardResponse>;
