import type { StaffReferral } from '../../api/generated';
import type { Tone } from '../../ui/status-pill';

export const friendTones: Record<StaffReferral['status'], Tone> = { held: 'warn', pending: 'plain', qualified: 'good', rejected: 'bad', reversed: 'bad', expired: 'plain' };
