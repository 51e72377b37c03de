import type { Role } from '@fanfare/contracts';
import { addressFor } from '../masked.js';
import type { MemberWithTier } from './member-rows.js';
import type { MemberResponse } from './members.dto.js';

export function toMemberResponse({ tierId: _, ...shown }: MemberWithTier, role: Role | null): MemberResponse {
  return { ...shown, email: addressFor(role, shown.email), joinedAt: shown.joinedAt.toISOString() };
}
