import type { RuleChange } from '@fanfare/domain/diff-rulebooks';
import { cohortsOf, thresholdFor } from '@fanfare/domain/threshold';
import { checkSentence, scoringSentences } from './check-sentences';
import { cohortSentences } from './cohort-sentences';
import { attributionSentence, claimSentence, holdSentence, limitSentence } from './friend-sentences';
import { qualificationSentences } from './qualification-sentences';
import type { RuleWords } from './rule-words';
import { type MilestoneRule, type Rules, type Sentence, type Surroundings, type TierRule, unmoved } from './sentence';
import { milestoneSentence, pointsSentence, seasonPlanSentence, seasonSentence, tierSentence } from './standing-sentences';

/** A change in words. `before` where both are needed to see it. */
export interface ChangeWords {
  readonly what: 'new' | 'gone' | 'changed';
  readonly text: string;
  readonly before?: string;
}

/** What a reader of the publication or of the history is told; what a number or a name says alone, in one short line. */
export function changeWords(change: RuleChange, rules: Rules, around: Surroundings, words: RuleWords): ChangeWords {
  const say = (rule: unknown) => sentencesOf({ ...change, to: rule } as RuleChange, rules, around).map((sentence) => words.sentence(sentence)).join(' ');
  if (change.from === null) return { what: 'new', text: say(change.to) };
  if (change.to === null) return { what: 'gone', text: say(change.from) };
  const short = shortly(change, around, words);
  return short ? { what: 'changed', text: short } : { what: 'changed', text: say(change.to), before: say(change.from) };
}

/** "Ambassador: from 10 to 8 friends", and the same of each cohort; null where more than a threshold or a name changed. */
function shortly(change: RuleChange, { cohorts }: Surroundings, words: RuleWords): string | null {
  if ((change.kind !== 'tier' && change.kind !== 'milestone') || change.parts.length !== 1) return null;
  const { from, to } = change as { from: TierRule | MilestoneRule; to: TierRule | MilestoneRule };
  if (change.parts[0] === 'name') return words.tell('rules.change.name', { from: from.name, to: to.name });
  if (change.parts[0] !== 'at') return null;
  const told = [null, ...new Set([...cohortsOf(from.at), ...cohortsOf(to.at)])].flatMap((cohort) => {
    const [was, is] = [thresholdFor(from.at, cohort), thresholdFor(to.at, cohort)];
    if (was === is) return [];
    const facts = { name: to.name, from: was, to: is, measure: words.tell(`rules.measure.${to.measure}`, { count: is }) };
    return [cohort === null ? words.tell('rules.change.at', facts) : words.tell('rules.change.at_cohort', { ...facts, cohort: cohorts.find(({ key }) => key === cohort)?.name ?? cohort })];
  });
  return told.length > 0 ? told.join('. ') : null; // a cohort may be named with what everybody needs: whole sentences say so
}

/** The rule of a change as sentences that nobody edits. */
function sentencesOf(change: RuleChange, rules: Rules, around: Surroundings): Sentence[] {
  // The domain's rules, which the API's are: only that theirs always have names.
  const to = change.to as unknown as never;
  switch (change.kind) {
    case 'qualification': return qualificationSentences(to, unmoved(rules));
    case 'holdDays': return [holdSentence(to, unmoved(rules))];
    case 'claimDays': return [claimSentence(to, unmoved(rules))];
    case 'attribution': return [attributionSentence(to, unmoved(rules))];
    case 'check': return [checkSentence(to, unmoved(rules), (to as { weight?: number }).weight !== undefined)];
    case 'scoring': return scoringSentences(rules, to);
    case 'limit': return [limitSentence(to, unmoved(rules))];
    case 'points': return [pointsSentence(to, unmoved(rules), rules, 0)];
    case 'tier': return [tierSentence(to, unmoved(rules)), ...cohortSentences(to as TierRule, unmoved(rules), around)];
    case 'milestone': return [milestoneSentence(to, unmoved(rules), around), ...cohortSentences(to as MilestoneRule, unmoved(rules), around)];
    case 'season': return [seasonSentence(to, unmoved(rules), around)];
    case 'seasonPlan': return [seasonPlanSentence(to, unmoved(rules))];
    case 'tierOrder': return [told('rules.change.order', { tiers: (to as string[]).map((id) => rules.tiers.find((tier) => tier.id === id)?.name ?? '').join(' → ') })];
  }
}

function told(key: string, params: Readonly<Record<string, unknown>>): Sentence {
  return { id: key, keys: [key], params, slots: {} };
}
