/**
 * What a rulebook says about checks. A check reads frozen measurements; a finding may hold or reject by itself (`outcome`), and adds
 * its `weight` to the score of the sign-up. A new check: a line here, an object in `CHECKS`, a reason.
 */
export interface CheckArgs {
  /** The member's own address or browser, as one question. `own_address` and `same_device` ask apart. */
  self_referral: Record<string, never>;
  own_address: Record<string, never>;
  same_device: Record<string, never>;
  /** From `max` sign-ups of one browser within 30 days on. */
  shared_device: { max: number };
  disposable: Record<string, never>;
  banned_domain: Record<string, never>;
  /** From `max` sign-ups of this member within a minute on. */
  burst: { max: number };
  /** The same within an hour. */
  burst_hour: { max: number };
  /** From `max` sign-ups from one network within an hour on. Whoever shares a network is no fraud: it only scores. */
  network_burst: { max: number };
  /** From `max` addresses of this member's friends on that differ in digits, dots and signs only, within a week. */
  address_pattern: { max: number };
  /** From `max` friends of this member under one name on, within a week. */
  name_pattern: { max: number };
  /** An address that nobody would choose: letters and digits at random. */
  random_address: Record<string, never>;
  /** From `max` addresses within a week on, at a domain first seen less than `days` days ago. */
  young_domain: { days: number; max: number };
  /** The browser is one of somebody who brought the member, at most `steps` steps up. */
  ring: { steps: number };
  /** Less than `seconds` between click and sign-up. */
  fast_signup: { seconds: number };
  /** From `max` sign-ups of this member on whose confirmation came back undelivered, within a week. */
  bounces: { max: number };
  /** From `signups` sign-ups on, at least `percent` of the visits of the link signed up, within a week or since the last 400 of them. */
  conversion_rate: { signups: number; percent: number };
  /** The sign-up came from another country than the click, by the word of a trusted proxy. It only scores. */
  country_mismatch: Record<string, never>;
}
export type CheckCode = keyof CheckArgs;
/**
 * How far a measurement counts: where it stops tells nothing new, so that what goes viral costs no more to look at than the rest. A check that
 * asks for more finds nobody.
 */
export const MOST_MEASURED = {
  shared_device: { max: 100 }, network_burst: { max: 100 }, young_domain: { max: 100 },
  burst_hour: { max: 200 }, address_pattern: { max: 200 }, name_pattern: { max: 200 }, bounces: { max: 200 },
  conversion_rate: { signups: 400, percent: 100 }, ring: { steps: 5 },
} as const satisfies { readonly [C in CheckCode]?: { readonly [A in keyof CheckArgs[C]]?: number } };
/** allow: it only adds to the score. */
export type Outcome = 'allow' | 'hold' | 'reject';
/** `weight`: absent, 0. */
export type Check = { [C in CheckCode]: { code: C; outcome: Outcome; weight?: number; args: CheckArgs[C] } }[CheckCode];

/**
 * What the weights of all findings together lead to. `autoApprove`: what checks hold with a score under `below` goes on by itself after
 * so many hours, unless somebody has said otherwise; a claim of who invited never does.
 */
export interface Scoring { holdAt: number; rejectAt?: number; autoApprove?: { below: number; afterHours: number } }

/** Checks that see a network, not a person: they never hold or reject by themselves, nor together reach a rejection. */
export const NETWORK_CHECKS: readonly CheckCode[] = ['network_burst', 'country_mismatch'];
