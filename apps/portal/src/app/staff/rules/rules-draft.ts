import { computed, linkedSignal, type Signal } from '@angular/core';
import { diffRulebooks } from '@fanfare/domain/diff-rulebooks';
import { validateRulebook } from '@fanfare/domain/validate';
import type { Rulebook } from '../../api/generated';
import { withSeasons } from './rule-groups';
import type { Rules } from './sentence';

interface Kept { readonly basedOn: number; readonly rules: Rules }

/**
 * Rules that are being changed in this browser, kept there until they are published or thrown away. A draft of a version
 * that is not the newest any more is forgotten: it would be refused.
 */
export class RulesDraft {
  readonly rules = linkedSignal<Rules | null>(() => {
    const base = this.base();
    if (!base) return null;
    const kept = read(this.key());
    return kept?.basedOn === base.version ? kept.rules : base.rules;
  });
  /** Rules that make no sense yet differ by what is typed; others by what they say. */
  readonly isChanged = computed(() => (this.problems().length > 0 ? JSON.stringify(this.rules()) !== JSON.stringify(this.base()?.rules) : this.changes().length > 0));
  /** What contradicts itself, by field. Names are the API's to demand, so they are demanded here as well. */
  readonly problems = computed(() => {
    const rules = this.rules();
    if (!rules) return [];
    const nameless = (['tiers', 'milestones'] as const).flatMap((list) => rules[list].flatMap((rule, index) => (rule.name.trim() === '' ? [{ field: `${list}.${index}.name`, code: 'empty' }] : [])));
    return [...validateRulebook({ ...rules, version: 1 }), ...nameless];
  });
  /** None is told of rules that make no sense. */
  readonly changes = computed(() => {
    const [base, rules] = [this.base(), this.rules()];
    return base && rules && this.problems().length === 0 ? diffRulebooks(base.rules, rules) : [];
  });

  /** @param base the newest version, which the next one follows */
  constructor(private readonly programId: Signal<string>, private readonly base: Signal<Rulebook | null>) {}

  change(changed: Rules): void {
    const base = this.base();
    const rules = withSeasons(changed);
    this.rules.set(rules);
    if (base && this.problems().length === 0) localStorage.setItem(this.key(), JSON.stringify({ basedOn: base.version, rules } satisfies Kept));
  }

  discard(): void {
    const base = this.base();
    if (!base) return;
    localStorage.removeItem(this.key());
    this.rules.set(base.rules);
  }

  private key(): string {
    return `ff-rules-draft:${this.programId()}`;
  }
}

function read(key: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}
