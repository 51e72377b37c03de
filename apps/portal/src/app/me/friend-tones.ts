import type { MyReferral } from '../api/generated';
import type { Tone } from '../ui/status-pill';

/** How each state of a friend is tinted. */
export const FRIEND_TONES: Readonly<Record<MyReferral['status'], Tone>> = { qualified: 'good', pending: 'plain', held: 'warn', rejected: 'bad', reversed: 'bad', expired: 'plain' };
