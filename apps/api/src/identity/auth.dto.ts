import { LIMITS } from '@fanfare/contracts';
import { z } from 'zod';
import { line } from '../platform/text.js';

export const emailField = z.string().min(3).max(LIMITS.emailChars);
const nameField = line(LIMITS.nameChars);
export const slugField = z.string().min(1).max(80);
const tokenField = z.string().min(1).max(100);
/** Only a bound for the work of comparing; what is strong enough is decided where a password is set. */
const passwordField = z.string().min(1).max(1000);
const codeField = z.string().trim().transform((text) => text.replace(/[\s-]/g, '')).pipe(z.string().regex(/^\d{8}$/, 'must be the eight digits of the mail'));
const totpField = z.string().trim().regex(/^\d{6}$/, 'must be six digits');

export const challengeRequest = z
  .strictObject({ email: z.string().max(1000), program: slugField.optional().describe('Slug of the program in whose name to write') })
  .meta({ id: 'ChallengeRequest' });
export const sentResponse = z.object({ status: z.literal('sent') }).meta({ id: 'SentResponse' });

const tokenSignIn = z.strictObject({ token: tokenField });
const codeSignIn = z.strictObject({ email: emailField, code: codeField });
const passwordSignIn = z.strictObject({
  email: emailField,
  password: passwordField,
  totp: totpField.optional(),
  recoveryCode: z.string().min(1).max(40).optional(),
});
export const sessionRequest = z.union([tokenSignIn, codeSignIn, passwordSignIn]).meta({ id: 'SessionRequest' });
export const sessionResponse = z
  .object({ accountId: z.uuid(), level: z.enum(['member', 'staff']), recoveryCodes: z.array(z.string()).optional() })
  .meta({ id: 'SessionResponse' });
export const sessionList = z
  .object({
    items: z.array(z.object({ id: z.uuid(), level: z.enum(['member', 'staff']), createdAt: z.iso.datetime(), seenAt: z.iso.datetime(), expiresAt: z.iso.datetime(), current: z.boolean() })),
  })
  .meta({ id: 'SessionList' });

export const enrolRequest = z.strictObject({ email: emailField, password: passwordField }).meta({ id: 'TotpEnrolRequest' });
export const enrolResponse = z.object({ secret: z.string(), otpauthUrl: z.string() }).meta({ id: 'TotpEnrolResponse' });
export const confirmEnrolRequest = z.strictObject({ email: emailField, password: passwordField, totp: totpField }).meta({ id: 'TotpConfirmRequest' });

export const resetRequest = z.strictObject({ email: z.string().max(1000) }).meta({ id: 'PasswordResetRequest' });
export const resetConfirmation = z.strictObject({ token: tokenField, password: passwordField }).meta({ id: 'PasswordResetConfirmation' });

export const acceptRequest = z.strictObject({ token: tokenField, name: nameField, password: passwordField }).meta({ id: 'InvitationAcceptRequest' });

export type ChallengeRequest = z.infer<typeof challengeRequest>;
export type SentResponse = z.infer<typeof sentResponse>;
export type SessionRequest = z.infer<typeof sessionRequest>;
export type SessionResponse = z.infer<typeof sessionResponse>;
export type SessionList = z.infer<typeof sessionList>;
export type EnrolRequest = z.infer<typeof enrolRequest>;
export type EnrolResponse = z.infer<typeof enrolResponse>;
export type ConfirmEnrolRequest = z.infer<typeof confirmEnrolRequest>;
export type ResetRequest = z.infer<typeof resetRequest>;
export type ResetConfirmation = z.infer<typeof resetConfirmation>;
export type AcceptRequest = z.infer<typeof acceptRequest>;
