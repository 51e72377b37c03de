import type { Rulebook } from './book.js';
import type { Check } from './check-args.js';

/** Checks and bounds that are tried: what each finds in a population that is known is in docs/checks.md. */
export type Preset = Required<Pick<Rulebook, 'checks' | 'scoring'>>;
export const PRESET_NAMES = ['relaxed', 'standard', 'strict'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

// Hard on identity: the same mailbox, a throwaway one, a domain that staff banned.
const IDENTITY: readonly Check[] = [
  { code: 'own_address', outcome: 'reject', args: {} },
  { code: 'disposable', outcome: 'reject', args: {} },
  { code: 'banned_domain', outcome: 'reject', args: {} },
];

// Soft on everything that honest people have in common too: a family has one browser, an office one network and one domain, a
// campus all of that and a crowd. No two of what an honest group shares reach the bound together.
const SCORED: readonly Check[] = [
  { code: 'same_device', outcome: 'allow', weight: 25, args: {} },
  { code: 'shared_device', outcome: 'allow', weight: 50, args: { max: 6 } },
  { code: 'ring', outcome: 'allow', weight: 15, args: { steps: 4 } },
  { code: 'burst', outcome: 'allow', weight: 5, args: { max: 10 } },
  { code: 'burst_hour', outcome: 'allow', weight: 5, args: { max: 20 } },
  { code: 'network_burst', outcome: 'allow', weight: 10, args: { max: 8 } },
  { code: 'address_pattern', outcome: 'allow', weight: 30, args: { max: 5 } },
  { code: 'name_pattern', outcome: 'allow', weight: 25, args: { max: 3 } },
  { code: 'random_address', outcome: 'allow', weight: 30, args: {} },
  { code: 'young_domain', outcome: 'allow', weight: 15, args: { days: 14, max: 10 } },
  { code: 'fast_signup', outcome: 'allow', weight: 25, args: { seconds: 4 } },
  { code: 'bounces', outcome: 'allow', weight: 30, args: { max: 6 } },
  { code: 'conversion_rate', outcome: 'allow', weight: 10, args: { signups: 12, percent: 95 } },
  { code: 'country_mismatch', outcome: 'allow', weight: 15, args: {} },
];

/**
 * relaxed: rejects by identity alone, and a person looks at what is all but certain. standard: what a newsletter or a shop begins with.
 * strict: where each friend costs money; more of what a person looks at is honest.
 */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  relaxed: { checks: [...IDENTITY, ...SCORED], scoring: { holdAt: 70, autoApprove: { below: 90, afterHours: 48 } } },
  standard: { checks: [...IDENTITY, ...SCORED], scoring: { holdAt: 45, rejectAt: 110, autoApprove: { below: 55, afterHours: 72 } } },
  strict: { checks: [...IDENTITY, ...SCORED], scoring: { holdAt: 35, rejectAt: 80 } },
};
