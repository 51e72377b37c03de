import type { Qualification } from '../../api/generated';
import { fractionDigits } from '../../i18n/money';
import type { Sentence, Slot, Standing } from './sentence';

type Order = Extract<Qualification, { kind: 'converted' }>;
type Stay = Extract<Qualification, { kind: 'subscribed' }>;
type Leaf = Order | Stay;
type Several = Extract<Qualification, { kind: 'all' | 'any' }>;
type Put = (condition: Qualification) => ReturnType<Standing<Qualification>['put']>;

const FIRST_ORDER: Order = { kind: 'converted', type: 'purchase' };
const FIRST_STAY: Stay = { kind: 'subscribed', days: 30 };

/** What is asked of a friend beyond confirming: a sentence each, under one that says how they go together. */
export function qualificationSentences(condition: Qualification, { field, put }: Standing<Qualification>): Sentence[] {
  if (isSeveral(condition) && isNested(condition)) return [{ id: 'qualification', keys: ['rules.say.counts_nested'], params: {}, slots: {}, without: put({ kind: 'confirmed' }) }, ...groupSentences(condition, 'qualification.group', { field, put })];
  if (!isSeveral(condition)) return [main(condition, put), ...(condition.kind === 'confirmed' ? [] : [{ ...leafSentence(condition, 0, field, put), without: put({ kind: 'confirmed' }) }])];
  const leaves = condition.of.flatMap((leaf, index) => (leaf.kind === 'converted' || leaf.kind === 'subscribed'
    ? [{ ...leafSentence(leaf, index, `${field}.of.${index}`, (next) => put({ ...condition, of: condition.of.map((old, at) => (at === index ? next : old)) })), without: put(simpler({ ...condition, of: condition.of.filter((_, at) => at !== index) })) }] : []));
  return [main(condition, put), ...leaves];
}

/** What else can be asked: each a condition with one more leaf. */
export function qualificationsToAdd(condition: Qualification): { readonly key: string; readonly condition: Qualification }[] {
  if (isNested(condition)) return [];
  const kinds = isSeveral(condition) ? condition.of.map(({ kind }) => kind) : [condition.kind];
  return [FIRST_ORDER, FIRST_STAY].filter(({ kind }) => kind === 'converted' || !kinds.includes(kind)).map((leaf) => ({
    key: `rules.add.${leaf.kind}`, condition: isSeveral(condition) ? { ...condition, of: [...condition.of, leaf] } : { kind: 'all' as const, of: [condition, leaf] },
  }));
}

function main(condition: Qualification, put: Put): Sentence {
  const asked = isSeveral(condition) ? condition.of.filter(({ kind }) => kind !== 'confirmed').length : condition.kind === 'confirmed' ? 0 : 1;
  const key = asked === 0 ? 'rules.say.counts' : asked === 1 ? 'rules.say.counts_and' : 'rules.say.counts_several';
  if (asked < 2 || !isSeveral(condition)) return { id: 'qualification', keys: [key], params: {}, slots: {} };
  // Confirming alone would be enough for `any`.
  const turned = (kind: Several['kind']): Qualification => (kind === 'any' ? { kind, of: condition.of.filter((leaf) => leaf.kind !== 'confirmed') } : { ...condition, kind });
  const how: Slot = { kind: 'choice', field: 'qualification.kind', value: condition.kind, choices: (['all', 'any'] as const).map((value) => ({ value, words: { key: `rules.how.${value}` } })), set: (kind) => put(kind === condition.kind ? condition : turned(kind as Several['kind'])) };
  return { id: 'qualification', keys: [key], params: {}, slots: { how } };
}

/** A condition of conditions, part by part; groups come last, so that nothing after one could be taken for a part of it. */
function groupSentences(group: Several, id: string, { field, put }: Standing<Qualification>): Sentence[] {
  const how: Slot = { kind: 'choice', field: `${field}.kind`, value: group.kind, choices: (['all', 'any'] as const).map((value) => ({ value, words: { key: `rules.how.${value}` } })), set: (kind) => put({ ...group, kind: kind as Several['kind'] }) };
  const parts = group.of.map((part, at) => ({ part, id: `${id}.${at}`, field: `${field}.of.${at}`, put: (next: Qualification) => put({ ...group, of: group.of.map((old, place) => (place === at ? next : old)) }) }));
  return [
    { id, keys: ['rules.say.group'], params: {}, slots: { how } },
    ...parts.flatMap((one): Sentence[] => (isSeveral(one.part) ? [] : one.part.kind === 'confirmed' ? [{ id: one.id, keys: ['rules.say.group_confirmed'], params: {}, slots: {} }] : [{ ...leafSentence(one.part, 0, one.field, one.put), id: one.id }])),
    ...parts.flatMap((one) => (isSeveral(one.part) ? groupSentences(one.part, one.id, one) : [])),
  ];
}

function leafSentence(leaf: Leaf, index: number, field: string, put: Put): Sentence {
  const id = `qualification.${index}`;
  if (leaf.kind === 'subscribed') return { id, keys: ['rules.say.subscribed'], params: { count: leaf.days }, slots: { days: { kind: 'number', field: `${field}.days`, value: leaf.days, set: (days) => put({ ...leaf, days }) } } };
  const { minAmountMinor: min, currency, ...plain } = leaf;
  const digits = fractionDigits(currency ?? '');
  // The same amount in a currency that is counted otherwise: 25.00 is 2500 cents, and 25 yen.
  const inUnitsOf = (code: string) => Math.round((min ?? 0) * 10 ** (fractionDigits(code) - digits));
  const order = (amount: number, code: string): Order => ({ ...plain, ...(amount !== 0 && { minAmountMinor: amount }), ...(code !== '' && { currency: code }) });
  return {
    id, keys: ['rules.say.converted'], params: {},
    slots: {
      pick: { kind: 'choice', field: `${field}.pick`, value: leaf.pick ?? 'any', choices: (['any', 'first'] as const).map((value) => ({ value, words: { key: `rules.pick.${value}` } })), set: (pick) => put(pick === (leaf.pick ?? 'any') ? leaf : { ...leaf, pick: pick as 'any' | 'first' }) },
      type: { kind: 'text', field: `${field}.type`, value: leaf.type, set: (type) => put({ ...leaf, type }) },
      min: { kind: 'number', digits, field: `${field}.minAmountMinor`, value: min ?? 0, set: (amount) => put(order(amount, currency ?? '')) },
      currency: { kind: 'text', empty: 'rules.any_currency', field: `${field}.currency`, value: currency ?? '', set: (code) => put(order(inUnitsOf(code.trim().toUpperCase()), code.trim().toUpperCase())) },
    },
  };
}

function isSeveral(condition: Qualification): condition is Several {
  return condition.kind === 'all' || condition.kind === 'any';
}

function isNested(condition: Qualification): boolean {
  return isSeveral(condition) && condition.of.some(isSeveral);
}

function simpler(condition: Several): Qualification {
  return condition.of.length > 1 ? condition : (condition.of[0] ?? { kind: 'confirmed' });
}
