export * from './book.js';
export * from './check-args.js';
export * from './reasons.js';
export * from './errors.js';
export { addressLines, addressProblems } from './addresses.js';
export { linkedText } from './linked-text.js';
export { advance } from './advance.js';
export { gamma, normal, poisson, type Random, seeded } from './dice.js';
export { type Bringer, FORECAST, forecast, type ForecastInput, type Prior, priorOf, type Range, rangeOf } from './forecast.js';
export { allocate, allocateAcross, type Waiting } from './allocate.js';
export { comparableName, isRandomLocal, numberedStem } from './address-shape.js';
export { attribute, CLICK_DAYS, creditedTouch } from './attribute.js';
export { DAY_MS, seasonAt } from './calendar.js';
export { canonical } from './canonical.js';
export { type Assessment, assess, CHECK_CODES, CHECKS, type Finding, inspect, type Inspection } from './checks.js';
export { carrierNamed, carrierName, trackingUrl } from './carriers.js';
export { PARCEL_STATUSES, PARCEL_STEPS, type ParcelAction, type ParcelStatus, readSlipCode, slipCode, standingOf } from './parcels.js';
export { CODE_ALPHABET, codeFrom, codeIn, foldCode, isVanity } from './codes.js';
export { contrast, onBrand } from './color.js';
export { cohortKeyFrom, isCohortKey } from './cohort-key.js';
export { decide, type Past } from './decide.js';
export { diffRulebooks, type RuleChange, type RuleKind, type RuleOf, type Rules } from './diff-rulebooks.js';
export { canonicalEmail, type EmailAddress } from './email.js';
export { type Arrival, askedUntil, type InviterRefusal, refuseInviter } from './inviter.js';
export { judge, type Judgement } from './judge.js';
export { touchedWindows } from './limits.js';
export { mergeBooks, type MergeFact } from './merge.js';
export { groupOrder, type Turn } from './group-order.js';
export { replayGroup } from './replay-group.js';
export { replay } from './replay.js';
export { countedIn, isForEach, nextSide, promises } from './promises.js';
export { nextStep, NOTHING_YET, oneFriendTo, stepsOf, type TierStep, toKeep, type Way } from './road.js';
export { standingVerdicts } from './note.js';
export { compileSeasons } from './season-plan.js';
export { foldTag, isTag } from './tags.js';
export { tenFriends, type TenFriendsIds } from './template.js';
export { balanceOf, canSpend } from './spend.js';
export { cohortsOf, dueOrdinals, thresholdFor } from './threshold.js';
export { PRESET_NAMES, type Preset, type PresetName, PRESETS } from './presets.js';
export { isOfReferral } from './working.js';
export { MOST, type RuleProblem, type RuleProblemCode } from './problems.js';
export { NAMED_IN_POINTS, ORDER_TYPE } from './order-types.js';
export { validateRulebook } from './validate.js';
export {
  afterAnswer, afterFinding, keyStillHolds, LOOK_UP_DOUBTS, provesNothingDone, STEP_STATUSES, STEP_WAITS_FOR, type StepAnswer, type StepFinding, type StepNext,
  type StepStatus, type StepTries, type StepWaitsFor, turnOf,
} from './reward-step.js';
export {
  compareAward, compareDelivery, compareGiven, comparePool, DIFFERENCE_CODES, DIFFERENCE_SECTIONS, type DifferenceCode, DIFFERENCES, type DifferenceSection, type FoundThere, type GivenStep,
} from './reconcile.js';
export { foldIban, isIban, maskedIban } from './iban.js';
