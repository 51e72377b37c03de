import type { Role } from '@fanfare/contracts';
import { toMemberResponse } from '../list/member-response.js';
import { textFor } from '../masked.js';
import type { StaffNote } from '../notes/staff-notes.service.js';
import type { MemberBookResponse, StaffNoteResponse } from './member-book.dto.js';
import type { MemberBook } from './member-book.service.js';

/** As this role may see it: what people wrote may name addresses. */
export function toBookResponse(book: MemberBook, role: Role | null): MemberBookResponse {
  return {
    member: toMemberResponse(book.member, role),
    facts: book.facts.map((f) => ({ ...f, at: f.at.toISOString() })),
    entries: book.entries.map((e) => ({ ...e, effectiveAt: e.effectiveAt.toISOString() })),
    links: book.links.map(({ human, machine, ...l }) => ({ ...l, clicks: { human, machine }, createdAt: l.createdAt.toISOString() })),
    awards: book.awards.map((a) => ({ ...a, since: a.since.toISOString() })),
    grants: book.grants.map((g) => ({ ...g, awardedAt: g.awardedAt.toISOString(), updatedAt: g.updatedAt.toISOString() })),
    events: book.events.map((e) => ({ ...e, startsAt: e.startsAt.toISOString(), checkedInAt: e.checkedInAt?.toISOString() ?? null })),
    messages: book.messages.map((m) => ({
      ...m, text: textFor(role, m.text), answer: m.answer && textFor(role, m.answer), createdAt: m.createdAt.toISOString(), answeredAt: m.answeredAt?.toISOString() ?? null,
    })),
    notes: book.notes.map((note) => toNoteResponse(note, role)),
  };
}

/** As this role may read it. */
export function toNoteResponse({ createdAt, ...note }: StaffNote, role: Role | null): StaffNoteResponse {
  return { ...note, text: textFor(role, note.text), createdAt: createdAt.toISOString() };
}
