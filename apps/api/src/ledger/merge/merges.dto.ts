import { REASONS } from '@fanfare/domain';
import { z } from 'zod';

const id = z.uuid().meta({ description: 'Made by the caller: sent again, the act is the same one' });

export const MergeRequest = z.strictObject({ id, otherId: z.uuid().meta({ description: 'The other member who is the same person' }) }).meta({ id: 'MergeRequest' });
export type MergeRequest = z.infer<typeof MergeRequest>;

export const MergePreviewQuery = z.strictObject({
  with: z.uuid(),
  undo: z.enum(['true', 'false']).default('false').meta({ description: 'true: what parting them again would do' }),
});
export type MergePreviewQuery = z.infer<typeof MergePreviewQuery>;

const tier = z.object({ id: z.uuid(), name: z.string() }).nullable();
const count = z.object({ qualified: z.int(), points: z.int(), tier });
const person = z.object({
  memberId: z.uuid(), name: z.string().nullable(), email: z.string().nullable(), joinedAt: z.iso.datetime(), before: count, after: count,
});
const award = z.object({ subjectId: z.uuid(), name: z.string(), ordinal: z.int(), side: z.enum(['own', 'friend']) });

export const MergePreviewResponse = z.object({
  host: person.meta({ description: 'The elder member: everything is counted in this book from now on' }),
  guest: person.meta({ description: 'The younger; the book is closed and comes back whole when the merge is undone' }),
  referrals: z.array(z.object({ referralId: z.uuid(), friend: z.string().nullable(), delta: z.int(), reason: z.enum(REASONS) }))
    .meta({ description: 'Friends of theirs that stop counting, or count again' }),
  awarded: z.array(award).meta({ description: 'What the two reach together' }),
  rested: z.array(award).meta({ description: 'What both held: the earlier stands, this one rests' }),
  reinstated: z.array(award),
  elsewhere: z.int().meta({ description: 'Referrals in other people’s books by which the same person was brought a second time' }),
}).meta({ id: 'MergePreview' });
export type MergePreviewResponse = z.infer<typeof MergePreviewResponse>;

export const MergeResponse = z.object({ hostId: z.uuid(), qualified: z.int(), points: z.int() }).meta({ id: 'Merge' });
export type MergeResponse = z.infer<typeof MergeResponse>;

export const MergesResponse = z.object({
  intoId: z.uuid().nullable().meta({ description: 'The member whose book has what was in this one' }),
  items: z.array(z.object({
    memberId: z.uuid(), name: z.string().nullable(), email: z.string().nullable(), mergedAt: z.iso.datetime(),
    undoable: z.boolean().meta({ description: 'The last merge is undone first' }),
  })).meta({ description: 'Members whose books are in this one, the latest first' }),
}).meta({ id: 'Merges' });
export type MergesResponse = z.infer<typeof MergesResponse>;
