/** How often what happens, in milliseconds; a test puts shorter ones in place. */
export interface LiveTiming {
  readonly pollMs: number;
  readonly heartbeatMs: number;
  /** How long a stream may outlive its session. */
  readonly recheckMs: number;
}
export const LIVE_TIMING = Symbol('LIVE_TIMING');
export const DEFAULT_LIVE_TIMING: LiveTiming = { pollMs: 500, heartbeatMs: 25_000, recheckMs: 60_000 };
