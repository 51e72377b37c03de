import { z } from 'zod';
import { pageQuery } from '../platform/paging.js';

export const MembersQuery = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().meta({ description: 'Part of a name or an address, or a whole link code' }),
});
export type MembersQuery = z.infer<typeof MembersQuery>;

const when = z.iso.datetime();
const detail = z.record(z.string(), z.unknown());

export const MemberResponse = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable().meta({ description: 'Masked for moderators; null after an erasure' }),
  locale: z.string().nullable(),
  joinedAt: when,
  standing: z.enum(['active', 'suspended', 'erased']),
  code: z.string().nullable().meta({ description: 'Of the oldest link' }),
  tier: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  qualified: z.int(),
  pending: z.int(),
  held: z.int(),
  rejected: z.int(),
  reversed: z.int(),
}).meta({ id: 'Member' });
export type MemberResponse = z.infer<typeof MemberResponse>;

export const MembersResponse = z.object({ items: z.array(MemberResponse), nextCursor: z.string().nullable() }).meta({ id: 'Members' });
export type MembersResponse = z.infer<typeof MembersResponse>;

export const MemberBookResponse = z.object({
  member: MemberResponse,
  facts: z.array(z.object({ seq: z.int(), key: z.string(), kind: z.string(), version: z.int(), at: when, body: detail })),
  entries: z.array(z.object({
    seq: z.int(), factSeq: z.int().nullable(), version: z.int(), measure: z.string(), delta: z.int(), referralId: z.uuid().nullable(),
    fromStatus: z.string().nullable(), toStatus: z.string().nullable(), reason: z.string(), evidence: detail, effectiveAt: when,
  })),
  links: z.array(z.object({ id: z.uuid(), code: z.string(), channel: z.string(), createdAt: when })),
  awards: z.array(z.object({ subjectId: z.uuid(), ordinal: z.int(), side: z.string(), earnedAs: z.string(), threshold: z.int(), status: z.string(), since: when })),
  grants: z.array(z.object({ id: z.uuid(), rewardId: z.uuid(), status: z.string(), reason: z.string().nullable(), awardedAt: when, updatedAt: when })),
}).meta({ id: 'MemberBook', description: 'Facts and entries newest first, the latest 500 of each' });
export type MemberBookResponse = z.infer<typeof MemberBookResponse>;

/** One line of plain text that names a person: no address, no link, nothing that turns the direction of what stands behind it. */
const BOARD_NAME = /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069@/\\]+$/u;
export const boardNameField = z.string().trim().min(1).max(40).regex(BOARD_NAME, 'must be a name in one line, without @ or /').nullable();
export const BoardNameRequest = z.strictObject({
  name: boardNameField.meta({ description: 'Null: the first word of the name' }),
  hidden: z.boolean().meta({ description: 'On the board without a name; the count stays' }),
}).meta({ id: 'BoardName' });
export type BoardNameRequest = z.infer<typeof BoardNameRequest>;
