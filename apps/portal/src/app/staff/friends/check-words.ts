import type { ReferralDetail } from '../../api/generated';

type Check = ReferralDetail['checks'][number];
export interface Seen {
  /** Message key; what has no words of its own is shown as measured. */
  readonly key: string;
  readonly value: string;
}

/** Names of measurements that say nothing to a person: keyed hashes. */
const HIDDEN = new Set(['domain']);

/** What a check had before it, each as a measurement with its value: `signal.burst60` and 31. Yes and no are words of their own. */
export function seenBy({ saw }: Pick<Check, 'saw'>): Seen[] {
  return Object.entries(saw).flatMap(([name, value]): Seen[] => {
    if (HIDDEN.has(name) || value === null) return [];
    return [typeof value === 'boolean' ? { key: `signal.${name}.${value ? 'yes' : 'no'}`, value: '' } : { key: `signal.${name}`, value: String(value) }];
  });
}
