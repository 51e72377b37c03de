import { LIMITS } from '@fanfare/contracts';
import { z } from 'zod';
import { pageQuery } from '../../platform/paging.js';

export const LeaveRequest = z.strictObject({
  confirm: z.string().max(80).meta({ description: 'The address name of the program, typed again' }),
}).meta({ id: 'LeaveRequest' });
export type LeaveRequest = z.infer<typeof LeaveRequest>;

export const EraseRequest = z.strictObject({
  confirm: z.string().max(LIMITS.emailChars).meta({ description: 'The e-mail address of the member, typed again' }),
  reason: z.string().trim().min(3).max(LIMITS.reasonChars).meta({ description: 'Kept in the audit log after the erasure, so it must not name the member' }),
}).meta({ id: 'EraseRequest' });
export type EraseRequest = z.infer<typeof EraseRequest>;

/** What outlives a membership. Texts: `erasure.kept.<what>.what` and `.why`. */
export const KEPT = ['counts', 'links', 'identity', 'unsubscribe', 'consents', 'visits', 'account'] as const;

export const ErasureReceipt = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  kept: z.array(z.object({ code: z.enum(KEPT), what: z.string(), why: z.string() })).meta({ description: 'What stays, and why, in the language of the member' }),
}).meta({ id: 'ErasureReceipt' });
export type ErasureReceipt = z.infer<typeof ErasureReceipt>;

export const ErasuresQuery = z.strictObject({ ...pageQuery, receipt: z.uuid().optional().meta({ description: 'Only this one: was it given here?' }) });
export type ErasuresQuery = z.infer<typeof ErasuresQuery>;

const Erasure = z.object({
  receipt: z.uuid(), memberId: z.uuid().meta({ description: 'Still in the books of others; names nobody' }), at: z.iso.datetime(),
  by: z.object({ name: z.string().nullable(), reason: z.string() }).nullable().meta({ description: 'Who of the team did it, for a member who had asked; null: the member themselves' }),
}).meta({ id: 'Erasure' });
export const ErasuresResponse = z.object({ items: z.array(Erasure), nextCursor: z.string().nullable() }).meta({ id: 'Erasures' });
export type ErasuresResponse = z.infer<typeof ErasuresResponse>;

const account = z.object({ email: z.string(), name: z.string().nullable(), locale: z.string() });
const session = z.object({ level: z.string(), createdAt: z.iso.datetime(), seenAt: z.iso.datetime() });
const exportedAccount = account.extend({ sessions: z.array(session) });
export type ExportedAccount = z.infer<typeof exportedAccount>;

export const MemberExport = z.object({
  format: z.literal('fanfare.member-data.v1'),
  exportedAt: z.iso.datetime(),
  program: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
  account: account.meta({ description: 'The account that asks; where the team asks, that of the member who stays of several' }),
  sessions: z.array(session),
  otherAccounts: z.array(exportedAccount).meta({ description: 'Every other account that signs in as this person, with its sessions' }),
  data: z.record(z.string(), z.unknown()).meta({
    description: 'By kind: profile, identities, consents, links, referrals, asFriend, facts, entries, awards, grants, claimDetails, invitations, deliveries … '
      + 'What was measured of a friend is not in the book of whoever brought them (facts, entries, referrals) but in the friend’s own file, under asFriend, without who brought them',
  }),
  sameAs: z.array(z.record(z.string(), z.unknown())).meta({ description: 'The same of every other membership that was found to be this person' }),
}).meta({ id: 'MemberExport' });
export type MemberExport = z.infer<typeof MemberExport>;
