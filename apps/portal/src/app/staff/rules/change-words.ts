import type { RuleChange } from '@fanfare/domain/diff-rulebooks';
import { attributionSentence, checkSentence, holdSentence, limitSentence, qualificationSentence } from './friend-sentences';
import type { RuleWords } from './rule-words';
import { type CheckRule, type MilestoneRule, type Rules, type Sentence, type Surroundings, type TierRule, unmoved, type Words } from './sentence';
import { milestoneSentence, pointsSentence, seasonSentence, tierSentence } from './standing-sentences';

/** A change in words. `before` and `after` where both are needed to see it. */
export interface ChangeWords {
  readonly what: 'new' | 'gone' | 'changed';
  readonly text: string;
  readonly before?: string;
}

/** The differences that one short line says. */
export function changeWords(change: RuleChange, rules: Rules, around: Surroundings, words: RuleWords): ChangeWords {
  const sentence = (rule: unknown) => sentenceOf(change, rule, rules, around);
  const say = (rule: unknown) => {
    const made = sentence(rule);
    return 'slots' in made ? words.sentence(made) : words.say(made);
  };
  if (change.from === null) return { what: 'new', text: say(change.to) };
  if (change.to === null) return { what: 'gone', text: say(change.from) };
  const short = shortly(change, sentence(change.to), words);
  return short ? { what: 'changed', text: short } : { what: 'changed', text: say(change.to), before: say(change.from) };
}

/** "Ambassador: from 10 to 8 confirmed friends"; null where more than a number or a name changed. */
function shortly(change: RuleChange, sentence: Sentence | Words, words: RuleWords): string | null {
  if ((change.kind !== 'tier' && change.kind !== 'milestone') || change.parts.length !== 1 || !('slots' in sentence)) return null;
  const { from, to } = change as { from: TierRule | MilestoneRule; to: TierRule | MilestoneRule };
  if (change.parts[0] === 'name') return words.tell('rules.change.name', { from: from.name, to: to.name });
  if (change.parts[0] !== 'at' || typeof from.at !== 'number' || typeof to.at !== 'number') return null;
  return words.tell('rules.change.at', { name: to.name, from: from.at, to: to.at, measure: words.value(sentence.slots['measure']!) });
}

/** The rule of a change as a sentence nobody edits; for what is no sentence, its words. */
function sentenceOf(change: RuleChange, rule: unknown, rules: Rules, around: Surroundings): Sentence | Words {
  switch (change.kind) {
    case 'qualification': return qualificationSentence(rule as Rules['qualification'], unmoved(rules));
    case 'holdDays': return holdSentence(rule as number, unmoved(rules));
    case 'claimDays': return { key: 'rules.say.claim_days', params: { count: rule } };
    case 'attribution': return attributionSentence(rule as Rules['attribution'], unmoved(rules));
    case 'check': return checkSentence(change.id as CheckRule['code'], rule as CheckRule, unmoved(rules));
    case 'limit': return limitSentence(rule as Rules['limits'][number], unmoved(rules));
    case 'points': return pointsSentence(rule as Rules['points'][number], unmoved(rules), 0);
    case 'tier': return tierSentence(rule as TierRule, unmoved(rules));
    case 'milestone': return milestoneSentence(rule as MilestoneRule, unmoved(rules), around);
    case 'season': return seasonSentence(rule as Rules['seasons'][number], unmoved(rules), around);
    case 'tierOrder': return { key: 'rules.change.order', params: { tiers: (rule as string[]).map((id) => rules.tiers.find((tier) => tier.id === id)?.name ?? '').join(' → ') } };
  }
}
