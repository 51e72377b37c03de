import { type CheckCode, CHECKS, type Rulebook, type State } from '@fanfare/domain';
import type { PublishedRulebook } from '../../programs/index.js';

/** What a what-if cannot know: a check may ask for what was not measured when somebody signed up. */
export interface Unknown {
  readonly code: 'check' | 'attribution_window';
  /** Which check; null for the window. */
  readonly check: CheckCode | null;
  /** Referrals without that measurement; null: not countable. */
  readonly referrals: number | null;
}

/** Counts, per check of the draft, the referrals on which nothing that it reads was measured. */
export class Unmeasured {
  private readonly missing = new Map<CheckCode, number>();

  constructor(private readonly draft: Rulebook) {}

  add({ referrals }: State): void {
    for (const { code } of this.draft.checks) {
      for (const r of referrals.values()) {
        if (!CHECKS[code].reads.some((name) => name in r.signals)) this.missing.set(code, (this.missing.get(code) ?? 0) + 1);
      }
    }
  }

  /** @param published what was measured is what these asked for, or less */
  unknowns(published: Iterable<PublishedRulebook>): Unknown[] {
    const captured = Math.max(...[...published].map(({ rulebook }) => rulebook.attribution.windowDays));
    const window: Unknown[] = this.draft.attribution.windowDays > captured ? [{ code: 'attribution_window', check: null, referrals: null }] : [];
    return [...window, ...[...this.missing].map(([check, referrals]) => ({ code: 'check' as const, check, referrals }))];
  }
}
