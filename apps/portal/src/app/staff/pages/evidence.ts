import type { StaffReferral } from '../../api/generated';

/** Measurements that say something to a person: what was found, not what was looked for in vain. */
const TELLING = ['sameBrowser', 'ownAddress', 'disposable', 'burst60'] as const;

interface Finding {
  readonly key: string;
  readonly value: string | number;
}

/** @returns message keys with the measured value, such as `evidence.burst60` and 31 */
export function evidenceOf(evidence: StaffReferral['evidence']): Finding[] {
  return TELLING.flatMap((name): Finding[] => {
    const value = evidence[name];
    if (value === true) return [{ key: `evidence.${name}`, value: '' }];
    return typeof value === 'number' && value > 1 ? [{ key: `evidence.${name}`, value }] : [];
  });
}
