import { z } from 'zod';
import { REASONS } from '@fanfare/domain';
import { pageQuery } from '../../platform/paging.js';
import { StaffNoteResponse } from '../../members/index.js';
import { FriendAppeal } from '../appeals/appeal.dto.js';
import { Reviewer } from './assignments.dto.js';

/** `expired` is a sign-up nobody confirmed in time; it has no place in a book. */
export const REFERRAL_STATUSES = ['pending', 'held', 'qualified', 'rejected', 'reversed', 'expired'] as const;
const status = z.enum(REFERRAL_STATUSES);
const when = z.iso.datetime();
const signals = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const filters = {
  memberId: z.uuid().optional().meta({ description: 'Of one referrer' }),
  reason: z.enum(REASONS).optional(),
  search: z.string().trim().min(1).max(100).optional().meta({ description: 'Beginning of a word in the name of the referrer or the friend, or a whole address; needs members:read' }),
  assignee: z.enum(['mine', 'nobody']).optional().meta({ description: 'Those that the caller has, or that nobody of the team has' }),
  from: z.iso.date().optional().meta({ description: 'First day of the last change, in the program’s time zone' }),
  to: z.iso.date().optional().meta({ description: 'Last day, included' }),
};
export const ReferralCountsQuery = z.strictObject(filters);
export type ReferralFilters = z.infer<typeof ReferralCountsQuery>;

export const ReferralsQuery = z.strictObject({
  ...pageQuery, ...filters,
  status: status.optional(),
  sort: z.enum(['newest', 'oldest']).default('newest').meta({ description: 'By when it last changed' }),
});
export type ReferralsQuery = z.infer<typeof ReferralsQuery>;

const named = z.object({ memberId: z.uuid(), name: z.string().nullable().meta({ description: 'Null for roles that do not see members' }) });
export const StaffReferral = z.object({
  id: z.uuid(),
  referrer: named,
  referee: z.object({
    memberId: z.uuid().nullable().meta({ description: 'Null before the confirmation' }),
    name: z.string().nullable(),
    email: z.string().nullable().meta({ description: 'Masked for moderators; null for roles that do not see members, and after an erasure' }),
  }),
  status,
  reason: z.enum(REASONS),
  verdict: z.enum(['approve', 'reject']).nullable().meta({ description: 'What a person has decided and not taken back' }),
  assignee: Reviewer.nullable().meta({ description: 'Who of the team has taken a friend that waits for a person' }),
  evidence: signals,
  changedAt: when.meta({ description: 'When it became what it is' }),
  dueAt: when.nullable().meta({ description: 'When it goes on by itself unless something happens before: a held one without anybody’s verdict, or one whose hold period ends' }),
  revision: z.string().nullable().meta({ description: 'Names what is seen here; a verdict says it. Null before the confirmation' }),
  confirmedAt: when.nullable(),
}).meta({ id: 'StaffReferral' });
export type StaffReferral = z.infer<typeof StaffReferral>;

const ListedReferral = z.object({
  ...StaffReferral.shape,
  findings: z.array(z.object({ reason: z.enum(REASONS), saw: signals })).meta({ description: 'What checks found, by the rules that the book is judged by, with what each had before it' }),
}).meta({ id: 'ListedReferral' });

const side = z.object({
  email: z.string().nullable(),
  domain: z.string().nullable(),
  joinedAt: when.nullable().meta({ description: 'Null: has not confirmed' }),
  measured: signals.meta({ description: 'At the own sign-up; empty where it is not kept any more, or somebody came in another way' }),
  friends: z.object({ counted: z.int(), waiting: z.int(), turned: z.int() }).meta({ description: 'Others whom this person has brought: who count, who wait or are held, who were turned down or reversed' }),
});

export const StaffReferralsResponse = z.object({ items: z.array(ListedReferral), nextCursor: z.string().nullable() }).meta({ id: 'StaffReferrals' });
export type StaffReferralsResponse = z.infer<typeof StaffReferralsResponse>;

export const ReferralCountsResponse = z.object(Object.fromEntries(REFERRAL_STATUSES.map((name) => [name, z.int()])) as Record<typeof REFERRAL_STATUSES[number], z.ZodInt>)
  .meta({ id: 'ReferralCounts', description: 'How many there are in each state; counting ends at 10 000' });
export type ReferralCountsResponse = z.infer<typeof ReferralCountsResponse>;

export const ReferralDetailResponse = z.object({
  referral: StaffReferral,
  signedUpAt: when.nullable(),
  expiresAt: when.nullable().meta({ description: 'Until when it can be confirmed; null once it is' }),
  version: z.int().nullable().meta({ description: 'Of the rulebook it was last judged by; null before the confirmation' }),
  checks: z.array(z.object({
    code: z.string(),
    reason: z.enum(REASONS),
    outcome: z.enum(['allow', 'hold', 'reject']).meta({ description: 'What a finding leads to by itself; allow: it only adds its weight' }),
    weight: z.int(),
    args: z.record(z.string(), z.unknown()),
    saw: signals,
    found: z.boolean(),
  })),
  sides: z.object({
    referrer: side, friend: side,
    sameNetwork: z.boolean().nullable().meta({ description: 'Both signed up from one network; null: it is not known of both' }),
    sameDevice: z.boolean().nullable(),
  }).meta({ description: 'The same about both people, to be read side by side' }),
  score: z.object({ value: z.int(), holdAt: z.int(), rejectAt: z.int().nullable(), letsPassBelow: z.int().nullable().meta({ description: 'Under which score time alone lets a held friend pass; null: never' }) }).nullable().meta({ description: 'Weights of all findings; null where the rules do not add them up' }),
  touches: z.array(z.object({
    member: named,
    code: z.string().nullable(),
    channel: z.string().nullable(),
    via: z.enum(['click', 'code', 'claim']),
    at: when,
    credited: z.boolean(),
  })).meta({ description: 'What attribution chose from, newest first' }),
  entries: z.array(z.object({
    seq: z.int(),
    fact: z.string().nullable().meta({ description: 'Kind of the fact that was decided; null: time alone' }),
    by: z.string().nullable().meta({ description: 'Who of the team' }),
    appealed: z.boolean().meta({ description: 'The outcome of an appeal' }),
    version: z.int(),
    measure: z.string(),
    delta: z.int(),
    fromStatus: z.string().nullable(),
    toStatus: z.string().nullable(),
    reason: z.enum(REASONS),
    evidence: signals.meta({ description: 'What the decision rests on: of a limit `counted` and `max`, of checks what was measured and the `score`' }),
    effectiveAt: when,
    previousHash: z.string(),
    hash: z.string(),
  })).meta({ description: 'Of this friend in the referrer’s book, newest first' }),
  appeals: z.array(FriendAppeal).meta({ description: 'Newest first; none for roles that do not answer them' }),
  notes: z.array(StaffNoteResponse).meta({ description: 'What the team has written beside the evidence, newest first; none for roles that do not decide' }),
}).meta({ id: 'ReferralDetail' });
export type ReferralDetailResponse = z.infer<typeof ReferralDetailResponse>;
