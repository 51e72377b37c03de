import { LIMITS } from '@fanfare/contracts';
import { z } from 'zod';
import { MemberResponse } from '../list/members.dto.js';
import { tagField } from '../list/people-filter.dto.js';
import { NOTE_KINDS } from '../notes/staff-notes.service.js';

const when = z.iso.datetime();
const detail = z.record(z.string(), z.unknown());
const texts = z.record(z.string(), z.string());

export const StaffNoteResponse = z.object({
  id: z.uuid(), kind: z.enum(NOTE_KINDS), text: z.string(), author: z.object({ id: z.uuid(), name: z.string().nullable() }), createdAt: when,
  referralId: z.uuid().nullable().meta({ description: 'Where it was written beside the evidence about how the person came' }),
}).meta({ id: 'StaffNote' });
export type StaffNoteResponse = z.infer<typeof StaffNoteResponse>;

export const MemberBookResponse = z.object({
  member: MemberResponse,
  facts: z.array(z.object({ seq: z.int(), key: z.string(), kind: z.string(), version: z.int(), at: when, body: detail })),
  entries: z.array(z.object({
    seq: z.int(), factSeq: z.int().nullable(), version: z.int(), measure: z.string(), delta: z.int(), referralId: z.uuid().nullable(),
    fromStatus: z.string().nullable(), toStatus: z.string().nullable(), reason: z.string(), evidence: detail, effectiveAt: when,
    hash: z.string().meta({ description: 'SHA-256 over this entry, its fact and the hash before, in hexadecimal' }),
    chained: z.boolean().meta({ description: 'Names the hash of the entry before' }),
  })),
  links: z.array(z.object({ id: z.uuid(), code: z.string(), channel: z.string(), createdAt: when, clicks: z.object({ human: z.int(), machine: z.int() }), signups: z.int() })),
  awards: z.array(z.object({ subjectId: z.uuid(), ordinal: z.int(), side: z.string(), earnedAs: z.string(), threshold: z.int(), status: z.string(), since: when })),
  grants: z.array(z.object({ id: z.uuid(), rewardId: z.uuid(), title: texts, status: z.string(), reason: z.string().nullable(), byHand: z.boolean(), points: z.int().nullable().meta({ description: 'Paid for it in the shop' }), awardedAt: when, updatedAt: when })),
  events: z.array(z.object({ id: z.uuid(), title: texts, startsAt: when, status: z.string(), answer: z.string(), guests: z.int(), checkedInAt: when.nullable() })),
  messages: z.array(z.object({ id: z.uuid(), text: z.string(), createdAt: when, answer: z.string().nullable(), answeredAt: when.nullable() })),
  notes: z.array(StaffNoteResponse),
}).meta({ id: 'MemberBook', description: 'Newest first: at most 500 facts and entries, 100 notes, 50 messages' });
export type MemberBookResponse = z.infer<typeof MemberBookResponse>;

export const TagsRequest = z.strictObject({ tags: z.array(tagField).max(LIMITS.tagsPerMember) }).meta({ id: 'TagsRequest' });
export type TagsRequest = z.infer<typeof TagsRequest>;
export const TagsResponse = z.object({ tags: z.array(z.string()) }).meta({ id: 'Tags' });
export type TagsResponse = z.infer<typeof TagsResponse>;
export const TagListResponse = z.object({ items: z.array(z.object({ tag: z.string(), members: z.int() })), nextCursor: z.null() }).meta({ id: 'TagList' });
export type TagListResponse = z.infer<typeof TagListResponse>;

export const NoteRequest = z.strictObject({
  id: z.uuid().meta({ description: 'Made by the caller: sent again, the note is the same one' }),
  text: z.string().trim().min(1).max(LIMITS.noteChars),
}).meta({ id: 'NoteRequest' });
export type NoteRequest = z.infer<typeof NoteRequest>;
