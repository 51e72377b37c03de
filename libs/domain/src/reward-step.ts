/** Where a step of a provider is. `unclear`: it may have been done, and a person decides. `undone`: not wanted any more, or taken back. */
export const STEP_STATUSES = ['due', 'sending', 'waiting', 'done', 'failed', 'unclear', 'undone'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** Who has to do something before a waiting step goes on. */
export const STEP_WAITS_FOR = ['staff', 'member', 'provider'] as const;
export type StepWaitsFor = (typeof STEP_WAITS_FOR)[number];

/** What came of asking a provider. */
export type StepAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'waits'; readonly for: StepWaitsFor }
  /** Surely not done. */
  | { readonly kind: 'failed'; readonly problem: string }
  /** Surely not done; it may be asked again after so many seconds. Without a problem: too much was asked at once. */
  | { readonly kind: 'later'; readonly seconds: number; readonly problem?: string }
  /** It may have been done. */
  | { readonly kind: 'unclear'; readonly problem: string };

/** What came of asking whether it was done. */
export type StepFinding = { readonly kind: 'found' } | { readonly kind: 'absent' } | { readonly kind: 'unclear'; readonly problem: string };

/** How a step was tried in its present round. Times in milliseconds. */
export interface StepTries {
  /** When it was first sent under its key; null: never, or surely to no effect. */
  readonly firstSentAt: number | null;
  /** How many tries ended without a clear answer, those of a worker that died included. */
  readonly doubts: number;
  /** Since when every answer was "later"; null: the last was another one. */
  readonly putOffSince: number | null;
}

/** Where a step is after an answer. */
export interface StepNext {
  readonly status: StepStatus;
  readonly waitsFor: StepWaitsFor | null;
  readonly nextTryAt: number | null;
  readonly firstSentAt: number | null;
  readonly doubts: number;
  readonly putOffSince: number | null;
  readonly problem: string | null;
}

const HOUR_MS = 3_600_000;
/** A provider forgets keys after 24 hours; an hour is left for clocks that differ and calls that are slow. */
export const KEY_HOLDS_MS = 23 * HOUR_MS;
/** Seconds before the same is tried once more. After the last: it is looked up. */
const WAITS_SECONDS = [60, 300, 1_800, 7_200, 21_600] as const;
/** Tries without a clear answer after which it is only looked up. */
export const LOOK_UP_DOUBTS = WAITS_SECONDS.length + 1;
/** A look-up that is not answered either is repeated as often. */
const LOOK_UPS = 3;
const LOOK_UP_SECONDS = 900;
/** Who says "later" for so long is not asked again by itself: a person decides. */
export const PUT_OFF_MS = 48 * HOUR_MS;
/** Of the time that it was put off for so far, as the least wait: who says "in a second" for two days is asked some eighty times. */
const PUT_OFF_GROWTH = 0.1;

/**
 * What may be done with a step whose turn has come. Under its key the same can be asked any number of times, and is done once;
 * when the key may be forgotten, or too many answers were lost, it is only looked up.
 */
export function turnOf({ firstSentAt, doubts }: Pick<StepTries, 'firstSentAt' | 'doubts'>, now: number): 'give' | 'look_up' {
  if (firstSentAt === null) return 'give';
  return now - firstSentAt < KEY_HOLDS_MS && doubts < LOOK_UP_DOUBTS ? 'give' : 'look_up';
}

/** Whether a refusal proves that nothing was done: not where an earlier try of the round had no answer. */
export function provesNothingDone({ doubts }: Pick<StepTries, 'doubts'>): boolean {
  return doubts === 0;
}

/** After asking for it. A refusal must have been proven, by `provesNothingDone` or by a look-up. */
export function afterAnswer({ putOffSince, ...round }: StepTries, answer: StepAnswer, now: number): StepNext {
  const tries: StepTries = { ...round, putOffSince: null };
  switch (answer.kind) {
    case 'done':
      return { ...tries, status: 'done', waitsFor: null, nextTryAt: null, problem: null };
    case 'waits':
      return { ...tries, firstSentAt: nothingYet(tries), status: 'waiting', waitsFor: answer.for, nextTryAt: null, problem: null };
    case 'failed':
      return { ...tries, status: 'failed', waitsFor: null, nextTryAt: null, problem: answer.problem };
    case 'later':
      return putOff({ ...tries, putOffSince: putOffSince ?? now }, answer, now);
    case 'unclear': {
      const doubts = tries.doubts + 1;
      const seconds = WAITS_SECONDS[doubts - 1] ?? 0;
      return { status: 'due', waitsFor: null, nextTryAt: now + seconds * 1_000, firstSentAt: tries.firstSentAt ?? now, doubts, putOffSince: null, problem: answer.problem };
    }
  }
}

/** Ever longer, and not for ever. Where an answer was lost before, the key's day is over first, and it is looked up. */
function putOff(tries: StepTries & { readonly putOffSince: number }, { seconds, problem = 'rate_limited' }: Extract<StepAnswer, { kind: 'later' }>, now: number): StepNext {
  const sofar = now - tries.putOffSince;
  const next = { ...tries, firstSentAt: nothingYet(tries), waitsFor: null, problem };
  if (sofar >= PUT_OFF_MS && provesNothingDone(tries)) return { ...next, putOffSince: null, status: 'failed', nextTryAt: null };
  return { ...next, status: 'due', nextTryAt: now + Math.max(1_000, seconds * 1_000, Math.round(sofar * PUT_OFF_GROWTH)) };
}

/** The key's day does not begin before something may have happened under it. */
function nothingYet(tries: StepTries): number | null {
  return provesNothingDone(tries) ? null : tries.firstSentAt;
}

/** After looking it up. What is not there is not sent again by itself: a person decides. */
export function afterFinding(tries: StepTries, finding: StepFinding, now: number): StepNext {
  if (finding.kind === 'found') return afterAnswer(tries, { kind: 'done' }, now);
  const parked = { ...tries, putOffSince: null, status: 'unclear', waitsFor: null, nextTryAt: null } as const;
  if (finding.kind === 'absent') return { ...parked, problem: 'not_there' };
  const doubts = tries.doubts + 1;
  if (doubts > WAITS_SECONDS.length + LOOK_UPS) return { ...parked, problem: finding.problem };
  // Never back to asking for it: the round has looked it up once.
  return { ...parked, status: 'due', nextTryAt: now + LOOK_UP_SECONDS * 1_000, doubts: Math.max(doubts, LOOK_UP_DOUBTS), problem: finding.problem };
}

/** Whether a round may go on under its key when a person says "once more": not after a refusal, which the provider would repeat. */
export function keyStillHolds({ firstSentAt, doubts }: Pick<StepTries, 'firstSentAt' | 'doubts'>, now: number): boolean {
  return firstSentAt !== null && doubts > 0 && now - firstSentAt < KEY_HOLDS_MS;
}
