import { z } from 'zod';

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
