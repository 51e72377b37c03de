/**
 * The counting engine's vocabulary. A member's book is their facts (what happened to them as referrer) and the
 * decisions made from them; `State` is what the facts add up to. Everything here is data: plain values, no clock.
 */
import type { Check, Scoring } from './check-args.js';
import type { ReasonCode } from './reasons.js';

export type Id = string; // uuid
export type Instant = number; // whole milliseconds, UTC

/** What a threshold can read. Thresholds use qualified or points; a member's balance is points − spent. */
export type Measure = 'qualified' | 'points' | 'spent' | 'attended';
/** pending → held → qualified | rejected; qualified → reversed. `expired` happens before a book hears of a referral. */
export type Status = 'pending' | 'held' | 'qualified' | 'rejected' | 'reversed';

/**
 * Measurements frozen at intake, never verdicts; numbers count this sign-up too. What is measured against the sign-up: `disposable`,
 * `bannedDomain` (with `disposableList`, `bannedList`: which list said so), `randomLocal`, `localDay` ('YYYY-MM-DD' in the program's zone at
 * confirmation), `domain` (keyed hash of the address's domain, null for a freemail provider), `domainAgeDays`, `domainSignups`,
 * `deviceSignups`, `networkHour`. Against the member of a touch (`Touch.seen`): `sameBrowser`, `ownAddress`, `burst60` and `burstHour`
 * (sign-ups in the 60 s, the hour up to this one), `stemRun`, `nameRun`, `bounces`, `ringSteps`, `clickSeconds`, `linkClicks`, `linkSignups`,
 * `countryDiffers`. `imported`: the identity was brought in as an existing customer's. One that is missing was not measured.
 */
export type Signals = Readonly<Record<string, string | number | boolean | null>>;

/** What attribution chooses from. `seen`: what was measured against that touch's member (sameBrowser, ownAddress, burst60). */
export interface Touch { memberId: Id; linkId: Id; via: 'click' | 'code' | 'claim'; at: Instant; seen?: Signals }

export type FactBase = { memberId: Id; seq: number; key: string; at: Instant; version: number };
export type FactBody =
  | { kind: 'confirmed'; referralId: Id; refereeId: Id; claim: 'won' | 'lost'; touches: Touch[]; signals: Signals }
  | { kind: 'converted'; referralId: Id; type: string; order: string; occurredAt: Instant; amountMinor?: number; currency?: string }
  /** `amountMinor`: how much of the order has been given back by now, in its own currency; without it, all. */
  | { kind: 'refunded'; referralId: Id; order: string; amountMinor?: number }
  /** The order was somebody else's: it is as though it had never been noted here, whatever is told of it under that name. */
  | { kind: 'misplaced'; referralId: Id; order: string }
  | { kind: Leaving['kind']; referralId: Id; occurredAt?: Instant } // absent: when it was told
  /** Back from the leaving `from` of `leftAt` since `occurredAt`; if both are the same, the leaving was somebody else's. */
  | { kind: 'returned'; referralId: Id; from: Leaving['kind']; leftAt: Instant; occurredAt: Instant }
  /** `withdraw` takes the last verdict back; `putBack` says to what. */
  | { kind: 'reviewed'; referralId: Id; verdict: 'approve' | 'reject' | 'withdraw'; reason: ReasonCode; by: Id; appealId?: Id; putBack?: PutBack }
  /** `settled`: an opening balance; what it reaches was rewarded elsewhere, so it is booked without a grant or a mail. */
  | { kind: 'adjusted'; measure: Measure; delta: number; reason: ReasonCode; by: Id; settled?: true }
  /** Points given for a thing of the shop (above 0), or given back for it (below). `buyer`: whose it is, of those whose book this is. */
  | { kind: 'spent'; grantId: Id; buyer: Id; points: number; reason: ReasonCode }
  /** From now on the thresholds of this cohort hold. `by`: of the staff, or the member who signed up into it. */
  | { kind: 'cohort'; to: CohortKey | null; by: Id }
  /** One of a pair: the other book gets its mirror at the same instant (`mergeBooks`). */
  | { kind: 'merged' | 'unmerged'; other: Id }
  | { kind: 'standing'; to: 'active' | 'suspended' | 'erased' }
  /** The book moves to `version`. `keepTiers: false` ends grandfathering: tiers are held to today's thresholds. */
  | { kind: 'adopted'; mode: 'from_now' | 'recount'; keepTiers: boolean };
export type Fact = FactBase & FactBody;
/**
 * Where a friend stood before a verdict that is taken back. `given`: the verdict of before; without one the rules decide, but `waits`: a person
 * had to look, so time alone does not let the friend pass; `limit`: the limit that they were over.
 */
export interface PutBack { given?: Given; waits?: true; limit?: ReasonCode }
/** A verdict that stands. */
export interface Given { verdict: 'approve' | 'reject'; reason: ReasonCode }
export type FactOf<K extends FactBody['kind']> = Extract<Fact, { kind: K }>;

// ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────
/** Names a cohort in rules, books and addresses; given once, never another's. */
export type CohortKey = string;
/** A number for everybody, or one that some cohorts have another of. */
export type Threshold = number | { else: number; cohorts: Record<CohortKey, number> };
/** At most `max` counted referrals of one book per local day, season, or e-mail domain (freemail is exempt). */
export interface Limit { per: 'day' | 'season' | 'domain'; max: number }
/** `on`: a counted referral, an attended event, or the type of a conversion by a friend who counts. */
export interface PointRule { on: 'qualified' | 'attended' | (string & {}); points: number; capPerSeason?: number }
export interface Tier { id: Id; name?: string; at: Threshold; measure: Measure; per: 'life' | 'season'; graceDays: number }
/** The id survives versions: an award belongs to it. `every`: due again at each further `every`. */
export interface Milestone { id: Id; name?: string; at: Threshold; measure: Measure; every?: number; rewardId: Id; friendRewardId?: Id }
export interface Season { id: Id; from: Instant; to: Instant } // from inclusive, to exclusive
/** Seasons of so many months, one after another from midnight of `start` ('YYYY-MM-DD') in `zone` (IANA name) on. */
export interface SeasonPlan { start: string; months: number; zone: string }

/**
 * What makes a referral count. `converted`: an order of that type, not refunded, of which at least `minAmountMinor` (in `currency`, if named) was not given back;
 * `pick: 'first'`: the friend's first order of the type has to be it, not any. `subscribed`: still there so many days after confirming.
 */
export type Condition =
  | { kind: 'confirmed' }
  | { kind: 'converted'; type: string; pick?: 'first' | 'any'; minAmountMinor?: number; currency?: string }
  | { kind: 'subscribed'; days: number }
  | { kind: 'all' | 'any'; of: Condition[] };
/** Clicks and typed codes at most `windowDays` (no more than `CLICK_DAYS`) before the confirmation; `codeBeatsClick`: a typed code was meant. */
export interface AttributionRule { model: 'last' | 'first'; windowDays: number; codeBeatsClick: boolean }

/** One numbered version of a program's rules. Tiers are listed from lowest to highest. */
export interface Rulebook {
  version: number; attribution: AttributionRule; qualification: Condition; checks: Check[];
  /** Absent: weights are not added up. */
  scoring?: Scoring;
  holdDays: number; claimDays: number; limits: Limit[]; points: PointRule[]; tiers: Tier[]; milestones: Milestone[]; seasons: Season[];
  /** What `seasons` were made from; nothing is decided by it. */
  seasonPlan?: SeasonPlan;
}

// ── state ────────────────────────────────────────────────────────────────────────────────────────────────────────────
/** `${subjectId}#${ordinal}#${side}`; subject: a milestone, or a tier (ordinal 1, side own). */
export type AwardKey = `${string}#${number}#${'own' | 'friend'}`;

/**
 * Something earned, kept with the threshold of the day it was earned.
 * A tier reached is an award too (`of: 'tier'`), but only `tier` decisions speak of it: `award`, `suspend` and `reinstate` are
 * about milestones, so whoever writes grants never meets a tier. An award object is replaced, never changed: compare by
 * reference to see what to store. `lost`: a tier after its grace, or a friend's side whose friend stopped counting.
 * `book`: whose award it is, where a merge brought it from another book; absent: this one's.
 */
export interface Award {
  key: AwardKey; of: 'milestone' | 'tier'; measure: Measure; beneficiary: Id; threshold: number;
  status: 'active' | 'suspended' | 'lost'; since: Instant; book?: Id;
}

/** hold: a referral's hold period; approve: a held one that goes on by itself; grace: a tier about to be lost; season: the end of one, for holders of seasonal tiers. */
export interface Timer { kind: 'hold' | 'approve' | 'grace' | 'season'; subjectId: Id; dueAt: Instant }

/** Of something booked in a season: when. Absent in a book as the tables have it; only a recount asks, of a book as its facts make it. */
export interface Booked { season: Id | null; at?: Instant }
/** `returnedMinor`: what was given back of an order that is not `refunded` in whole. `earned`: the points this order brought, and in which season; taken back with it. `misplaced`: somebody else's. */
export interface Order {
  type?: string; occurredAt?: Instant; amountMinor?: number; currency?: string; refunded: boolean; returnedMinor?: number; misplaced?: true;
  earned?: Booked & { points: number };
}
/** `until`: when they were back; absent: they are gone. */
export interface Leaving { kind: 'unsubscribed' | 'bounced'; at: Instant; until?: Instant }
/** Replaced, never changed. `signals`: those of the fact, and `seen` of the latest touch of this book's member. */
export interface ReferralState {
  refereeId: Id; status: Status; reason: ReasonCode; claim: 'won' | 'lost'; claimed: boolean; confirmedAt: Instant; signals: Signals;
  orders: ReadonlyMap<string, Order>;
  left?: readonly Leaving[]; // each time, the earliest first; absent: never
  back?: readonly Required<Leaving>[]; // each return that was told, whether or not its leaving was
  verdict?: 'approve' | 'reject'; verdictReason?: ReasonCode;
  /** A person's verdict was taken back: if held, only a person lets the friend pass. */
  waits?: true;
  /** Where it counts: what a reversal takes back. `points`: those given for it. `version`: the rules by which it counts, whatever other ones ask since. */
  counted: (Booked & { day: string; points: number; version: number }) | null;
}

/** What a season holds that no friend brought: friends that a person added (taken away: below 0), points for events not taken back. */
export interface Extra extends Booked { at: Instant; qualified: number; points: number }

/** What a friend lifted the sums by who came to count, or bought. */
export interface Rise { friend: Id; qualified: number; points: number }

/**
 * A book at an instant. Partial (live): `referrals` holds those touched and those of due timers, `windows` those of both
 * (`touchedWindows`); awards and timers are always whole. `recount`, merges, and a
 * member who is active again, need the book as its facts make it (`replay`).
 */
export interface State {
  memberId: Id; seq: number; at: Instant; version: number; standing: 'active' | 'suspended' | 'erased'; cohort: CohortKey | null;
  sums: Readonly<Record<Measure, number>>;
  season: Readonly<Record<Id, number>>; // qualified, adjustments included, per season
  tier: Id | null;
  windows: Readonly<Record<string, number>>; // counted per 'day:2026-11-22', 'domain:<hash>', 'season:<id>'; points per 'points:<on>:<season>'
  referrals: ReadonlyMap<Id, ReferralState>;
  awards: ReadonlyMap<AwardKey, Award>;
  timers: readonly Timer[]; // ascending by dueAt, kind, subjectId
  extras: readonly Extra[]; // as they came; those since it was loaded, of a book as the tables have it
  missed: readonly Rise[]; // while the book gained nothing, of friends who still count; those since it was loaded, of a book as the tables have it
  merged?: Union | { into: Id }; // absent: nobody else's; `into`: closed, all it held is in that book
}

/**
 * What a book that absorbed another keeps in order to give it back: both as they would be had they never met, each told
 * by every later fact that is about it. `displaced`: awards of an ordinal that both held, at rest while the other's stands.
 */
export interface Union { own: State; guest: State; displaced: readonly Award[] }

// ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────
/**
 * friend.counted / friend.reversed / referral.held: `referralId`. one_to_go: exactly one below the next tier (`tierId`) after a
 * friend counted. count.corrected: by a person; count.lowered: by a recount under new rules; `factSeq` of either. tier.reached / tier.lost: `tierId` reached or lost. award.*: `key`. Nothing is announced for a
 * member who is suspended or erased, nor for a settled opening balance.
 */
export const TOPICS = [
  'friend.counted', 'friend.reversed', 'referral.held', 'one_to_go', 'count.corrected', 'count.lowered', 'tier.reached', 'tier.lost',
  'award.granted', 'award.suspended', 'award.reinstated',
] as const;
export type Topic = (typeof TOPICS)[number];

export type Entry = {
  kind: 'entry'; effectiveAt: Instant; measure: Measure; delta: number; referralId?: Id; from?: Status; to?: Status;
  reason: ReasonCode; evidence: Signals;
};
export type Decision =
  | Entry
  | { kind: 'award' | 'suspend' | 'reinstate'; key: AwardKey; memberId: Id; effectiveAt: Instant; book?: Id } // memberId: who receives, maybe the friend; book: see Award
  | { kind: 'tier'; from: Id | null; to: Id | null; effectiveAt: Instant }
  | { kind: 'announce'; topic: Topic; effectiveAt: Instant; referralId?: Id; tierId?: Id; key?: AwardKey; factSeq?: number };
export interface Step { state: State; decisions: Decision[] }

/** Scarce things: `left` units of stock, budget (minor units), codes or seats. */
export interface Pool { left: number }
export interface Queued { grantId: Id; awardedAt: Instant; units: number }

/** A new member's book. */
export function emptyState(memberId: Id, version: number, at: Instant): State {
  return {
    memberId, seq: 0, at, version, standing: 'active', cohort: null,
    sums: { qualified: 0, points: 0, spent: 0, attended: 0 }, season: {}, tier: null, windows: {},
    referrals: new Map(), awards: new Map(), timers: [], extras: [], missed: [],
  };
}

export function awardKey(subjectId: Id, ordinal: number, side: 'own' | 'friend'): AwardKey {
  return `${subjectId}#${ordinal}#${side}`;
}

/** The three parts of a key; ids contain no '#'. */
export function parseAwardKey(key: AwardKey): { subjectId: Id; ordinal: number; side: 'own' | 'friend' } {
  const [subjectId = '', ordinal, side] = key.split('#');
  return { subjectId, ordinal: Number(ordinal), side: side === 'friend' ? 'friend' : 'own' };
}
