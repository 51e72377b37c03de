import { z } from 'zod';
import { LIMITS, LOCALES } from '@fanfare/contracts';
import { pageQuery } from '../platform/paging.js';
import { EVENT_STATUSES, INVITATION_STATUSES } from './event.entity.js';
import { line } from '../platform/text.js';

const MAX_SEATS = 100_000;
const MAX_GUESTS = 20;
const MAX_BY_HAND = 200;
/** At least one language; others are optional. */
const texts = (max: number) => z.partialRecord(z.enum(LOCALES), z.string().trim().min(1).max(max));
const when = z.iso.datetime();
const instant = z.iso.datetime({ offset: true });
const status = z.enum(EVENT_STATUSES);
const answer = z.enum(INVITATION_STATUSES);

// ── members ──
export const PageQuery = z.strictObject(pageQuery);
export type PageQuery = z.infer<typeof PageQuery>;
export const RsvpRequest = z.strictObject({
  response: z.enum(['going', 'declined']),
  guests: z.int().min(0).max(MAX_GUESTS).default(0).meta({ description: 'Whom the member brings; one seat each' }),
}).meta({ id: 'RsvpRequest' });
export type RsvpRequest = z.infer<typeof RsvpRequest>;
export const RsvpResponse = z.object({
  status: z.enum(['going', 'waiting', 'declined']),
  place: z.int().optional().meta({ description: 'On the waiting list, from 1; only while waiting' }),
}).meta({ id: 'Rsvp' });
export type RsvpResponse = z.infer<typeof RsvpResponse>;

export const MyEventResponse = z.object({
  id: z.uuid(), title: z.string(), description: z.string().nullable(), venue: z.string(), startsAt: when, endsAt: when,
  timeZone: z.string().meta({ description: 'The program’s, to show the times in' }),
  cancelled: z.boolean(),
  open: z.boolean().meta({ description: 'Whether an answer is still taken' }),
  going: z.int().meta({ description: 'People with a seat, guests not counted' }),
  faces: z.array(z.string()).meta({ description: 'First letters of a few who are going; whoever hides on the board is left out' }),
  guestsAllowed: z.int(), seatsLeft: z.int(),
  invitation: z.object({
    status: answer, guests: z.int(), place: z.int().nullable().meta({ description: 'On the waiting list, from 1' }),
    answeredAt: when.nullable(), checkedInAt: when.nullable(),
  }),
}).meta({ id: 'MyEvent' });
export type MyEventResponse = z.infer<typeof MyEventResponse>;
export const MyEventsResponse = z.object({ items: z.array(MyEventResponse), nextCursor: z.string().nullable() }).meta({ id: 'MyEvents' });
export type MyEventsResponse = z.infer<typeof MyEventsResponse>;

// ── staff ──
export const EventRequest = z.strictObject({
  title: texts(LIMITS.nameChars).refine((value) => Object.keys(value).length > 0, 'needs at least one language'),
  description: texts(2_000).default({}),
  venue: line(200),
  startsAt: instant, endsAt: instant,
  capacity: z.int().min(1).max(MAX_SEATS).meta({ description: 'Seats, guests included' }),
  guestsAllowed: z.int().min(0).max(MAX_GUESTS).default(0).meta({ description: 'How many each member may bring' }),
  invitedTierIds: z.array(z.uuid()).max(20).meta({ description: 'Whoever is in one of them, or reaches one before the event starts, is invited' }),
})
  .refine((event) => Date.parse(event.endsAt) > Date.parse(event.startsAt), { path: ['endsAt'], message: 'must be after the start' })
  .refine((event) => event.guestsAllowed < event.capacity, { path: ['guestsAllowed'], message: 'must fit into the seats' })
  .meta({ id: 'EventRequest' });
export type EventRequest = z.infer<typeof EventRequest>;
export const EventsQuery = z.strictObject({ status: status.optional(), ...pageQuery });
export type EventsQuery = z.infer<typeof EventsQuery>;
export const EventResponse = z.object({
  id: z.uuid(), title: texts(1_000), description: texts(5_000), venue: z.string(), startsAt: when, endsAt: when,
  capacity: z.int(), guestsAllowed: z.int(), invitedTierIds: z.array(z.uuid()), status,
  seatsTaken: z.int().meta({ description: 'By those who are going, guests included' }),
  answers: z.object({ invited: z.int(), going: z.int(), waiting: z.int(), declined: z.int() }).meta({ description: 'How many invitations are in each status' }),
  checkedIn: z.int(), updatedAt: when,
}).meta({ id: 'Event' });
export type EventResponse = z.infer<typeof EventResponse>;
export const EventsResponse = z.object({ items: z.array(EventResponse), nextCursor: z.string().nullable() }).meta({ id: 'Events' });
export type EventsResponse = z.infer<typeof EventsResponse>;

export const InvitationsQuery = z.strictObject({
  status: answer.optional(),
  search: z.string().trim().max(100).optional().meta({ description: 'Part of a name' }),
  ...pageQuery,
});
export type InvitationsQuery = z.infer<typeof InvitationsQuery>;
export const InvitationResponse = z.object({
  member: z.object({ id: z.uuid(), name: z.string().nullable() }),
  status: answer, guests: z.int(), place: z.int().nullable().meta({ description: 'On the waiting list, from 1' }),
  invitedAt: when, answeredAt: when.nullable(), checkedInAt: when.nullable(),
}).meta({ id: 'Invitation' });
export type InvitationResponse = z.infer<typeof InvitationResponse>;
export const InvitationsResponse = z.object({ items: z.array(InvitationResponse), nextCursor: z.string().nullable() }).meta({ id: 'Invitations' });
export type InvitationsResponse = z.infer<typeof InvitationsResponse>;
export const InviteRequest = z.strictObject({ memberIds: z.array(z.uuid()).min(1).max(MAX_BY_HAND) }).meta({ id: 'InviteRequest' });
export type InviteRequest = z.infer<typeof InviteRequest>;
export const InviteResponse = z.object({ invited: z.int().meta({ description: 'Those who were not invited before' }) }).meta({ id: 'Invited' });
export type InviteResponse = z.infer<typeof InviteResponse>;
export const CheckInRequest = z.strictObject({ memberId: z.uuid() }).meta({ id: 'CheckInRequest' });
export type CheckInRequest = z.infer<typeof CheckInRequest>;
