/** `field`: a path into the rulebook ('tiers.1.at'). `code`: what is wrong, translated at display. */
export interface RuleProblem { field: string; code: RuleProblemCode }
/**
 * Beside the plain ones. unreachable: nothing can ever get there (a score above all weights, a tier above a season's limit). no_effect: it is
 * asked and changes nothing. score_only: seen on a network, not on a person. contradicts: two numbers that exclude each other.
 * not_kept: longer than anything is remembered. too_late: seasons that would begin after all that rules reach.
 */
export type RuleProblemCode =
  | 'not_positive' | 'negative' | 'not_whole' | 'duplicate' | 'not_ascending' | 'unknown_measure' | 'season_needed' | 'empty'
  | 'overlap' | 'ends_before_start' | 'too_deep' | 'reserved' | 'unknown' | 'too_long' | 'too_big' | 'invalid_format'
  | 'unreachable' | 'no_effect' | 'score_only' | 'contradicts' | 'not_kept' | 'too_late';

export type Report = (field: string, code: RuleProblemCode) => void;

/** More days, and more friends or points, than any program means, and a later instant. */
export const MOST = { days: 3650, count: 1_000_000, instant: Date.UTC(2200, 0) } as const;

export function whole(report: Report, field: string, value: number, most: number = MOST.days): void {
  if (!Number.isSafeInteger(value)) report(field, 'not_whole');
  else if (value < 0) report(field, 'negative');
  else if (value > most) report(field, 'too_big');
}

export function positive(report: Report, field: string, value: number, most: number = MOST.count): void {
  if (!Number.isSafeInteger(value)) report(field, 'not_whole');
  else if (value <= 0) report(field, 'not_positive');
  else if (value > most) report(field, 'too_big');
}

export function unique(report: Report, field: string, keys: readonly string[], part: string): void {
  keys.forEach((key, i) => { if (keys.indexOf(key) < i) report(`${field}.${i}.${part}`, 'duplicate'); });
}
