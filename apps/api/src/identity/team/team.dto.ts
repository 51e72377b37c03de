import { ROLES } from '@fanfare/contracts';
import { z } from 'zod';
import { emailField } from '../auth.dto.js';

const role = z.enum(ROLES);
export const invitationRequest = z.strictObject({ email: emailField, role }).meta({ id: 'StaffInvitationRequest' });
export const invitationResponse = z
  .object({ id: z.uuid(), email: z.string(), role, createdAt: z.iso.datetime(), expiresAt: z.iso.datetime() })
  .meta({ id: 'StaffInvitation' });
export const invitationList = z.object({ items: z.array(invitationResponse), nextCursor: z.null() }).meta({ id: 'StaffInvitationList' });
export const staffList = z
  .object({
    items: z.array(z.object({ accountId: z.uuid(), email: z.string(), name: z.string().nullable(), role, secondFactor: z.boolean() })),
    nextCursor: z.null(),
  })
  .meta({ id: 'StaffList' });
export const roleRequest = z.strictObject({ role }).meta({ id: 'StaffRoleRequest' });
export const acceptResponse = z.object({ accountId: z.uuid(), programId: z.uuid() }).meta({ id: 'InvitationAcceptResponse' });

export type InvitationRequest = z.infer<typeof invitationRequest>;
export type InvitationResponse = z.infer<typeof invitationResponse>;
export type InvitationList = z.infer<typeof invitationList>;
export type StaffList = z.infer<typeof staffList>;
export type RoleRequest = z.infer<typeof roleRequest>;
export type AcceptResponse = z.infer<typeof acceptResponse>;
