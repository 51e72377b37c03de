/** How much a session may do: e-mail codes give `member`, a password with a second factor gives `staff`. */
export type SessionLevel = 'member' | 'staff';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** So long after signing in, it is still taken for certain who sits there: enough to take data away, or to leave. */
export const FRESH_MS = 10 * MINUTE;
/** Without a request for so long, a session ends. */
export const IDLE_MS: Readonly<Record<SessionLevel, number>> = { member: 14 * DAY, staff: 30 * MINUTE };
/** And so long after signing in, it ends in any case. */
export const ABSOLUTE_MS: Readonly<Record<SessionLevel, number>> = { member: 60 * DAY, staff: DAY / 2 };
