import type { WhatIf } from '../../api/generated';

/**
 * What a what-if has come to. `stale`: others have published since; `late`: the time at which it was to take effect has passed;
 * both still tell what would have been, but cannot be published. `published`: it is a version now. `nothing`: nobody would notice.
 */
export type Outcome = 'open' | 'failed' | 'cancelled' | 'published' | 'stale' | 'late' | 'nothing' | 'done';

export function outcomeOf({ status, publishable, publishedAs, draft, result }: WhatIf, now: Date): Outcome {
  if (status === 'waiting' || status === 'running') return 'open';
  if (status === 'failed' || status === 'cancelled') return status;
  if (publishedAs !== null) return 'published';
  if (!publishable) return 'stale';
  if (draft.effectiveAt !== undefined && Date.parse(draft.effectiveAt) <= now.getTime()) return 'late';
  return result?.publish.people.changed === 0 ? 'nothing' : 'done';
}
