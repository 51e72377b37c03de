import type { Keys } from '../../platform/keys.js';

/** What a receiver wants its member to see: plain text, a code, an https address. */
export interface ShownAnswer {
  readonly message: string | null;
  readonly code: string | null;
  readonly url: string | null;
}

/** The name under which it is known of a step, sealed. */
export const SHOWN = 'shown';
const PURPOSE = 'reward_answer';

export function sealShown(keys: Keys, grantId: string, shown: ShownAnswer): string {
  return keys.seal(PURPOSE, grantId, Buffer.from(JSON.stringify(shown))).toString('base64');
}

export function openShown(keys: Keys, grantId: string, sealed: string | null): ShownAnswer | null {
  return sealed === null ? null : (JSON.parse(keys.unseal(PURPOSE, grantId, Buffer.from(sealed, 'base64')).toString()) as ShownAnswer);
}
