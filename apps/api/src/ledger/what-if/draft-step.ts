import { decide, type Fact, type FactOf, type Id, type Instant, replayGroup, type Rulebook, type State } from '@fanfare/domain';
import type { PublishedRulebook } from '../../programs/index.js';
import { adoptionsAhead } from '../adoptions.js';

/** What is asked: how books move to a draft, and from which versions. */
export interface DraftQuestion {
  readonly draft: PublishedRulebook;
  /** Every published version, by number. */
  readonly published: ReadonlyMap<number, PublishedRulebook>;
  /** When it takes effect: until then the rules of before hold. */
  readonly at: Instant;
}

/** A book before and after. */
export interface Step {
  readonly before: State;
  readonly after: State;
}

/**
 * What publishing does to a merge group, by the path on which the ledger does it: up to `at` under the rules of before, every version
 * that is in force by then, and the draft on top. Books that were merged into another are that other's.
 */
export function publishStep(facts: readonly Fact[], { draft, published, at }: DraftQuestion): Step[] {
  const states = replayGroup(facts, (version) => published.get(version)!.rulebook, at);
  const all = [...published.values(), draft].toSorted((a, b) => a.rulebook.version - b.rulebook.version);
  return [...states.values()].map(({ state }) => state).filter((state) => !isClosed(state)).map((state) => {
    const before = adoptionsAhead(all, state.version, new Date(at)).filter((p) => p !== draft).reduce((s, p) => adopt(s, p, at), state);
    return { before, after: adopt(before, draft, at) };
  });
}

/** What the group would be had the draft been in force from the first fact on. Books as they are before publishing come from `publishStep`. */
export function historyStates(facts: readonly Fact[], { draft, at }: DraftQuestion): Map<Id, State> {
  const { version } = draft.rulebook;
  const told = facts.map((f) => (f.kind === 'merged' || f.kind === 'unmerged' ? { ...f, version } : f)); // a pair names the rules it was made by
  const states = replayGroup(told, () => draft.rulebook, at);
  return new Map([...states].map(([id, { state }]) => [id, state]));
}

export function isClosed({ merged }: State): boolean {
  return merged !== undefined && 'into' in merged;
}

function adopt(state: State, { rulebook, mode, keepTiers }: PublishedRulebook, at: Instant): State {
  const fact: FactOf<'adopted'> = { kind: 'adopted', mode, keepTiers, memberId: state.memberId, seq: state.seq + 1, key: '', at: Math.max(at, state.at), version: rulebook.version };
  return decide(state, fact, rulebook).state;
}

/** Whether the draft would credit past friends otherwise. */
export function changesAttribution(draft: Rulebook, published: Iterable<PublishedRulebook>): boolean {
  const named = ({ attribution: { model, windowDays, codeBeatsClick } }: Rulebook) => `${model} ${windowDays} ${codeBeatsClick}`;
  return [...published].some(({ rulebook }) => named(rulebook) !== named(draft));
}
