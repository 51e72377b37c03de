// Several books told side by side, for the specs of merges; not exported.
import { advance, decide, emptyState, mergeBooks, type Decision, type Fact, type Id, type MergeFact, type Rulebook, type State } from './index.js';
import { T0, type Happening } from './testing.js';

export const milestone = (at: number, extra = {}) => ({ id: 'm', at, measure: 'qualified' as const, rewardId: 'x', ...extra });
export const tier = (id: string, at: number) => ({ id, at, measure: 'qualified' as const, per: 'life' as const, graceDays: 0 });

/** Books that are told, merged and parted in turn, an hour after each other; facts and decisions are kept. */
export class Shelf {
  readonly facts: Fact[] = [];
  readonly said: (Decision & { by: Id })[] = [];
  private readonly states = new Map<Id, State>();
  private at = T0;

  constructor(private rb: Rulebook) {}

  of(name: Id): State {
    return this.states.get(name) ?? emptyState(name, this.rb.version, this.at);
  }
  tell(name: Id, ...happenings: Happening[]): this {
    for (const h of happenings) {
      const f = this.next(name, h);
      this.keep(name, decide(this.of(name), f, this.rb));
    }
    return this;
  }
  adopt(name: Id, rb: Rulebook): this {
    this.keep(name, advance(this.of(name), this.at + 3_600_000, this.rb));
    this.rb = rb;
    return this.tell(name, { kind: 'adopted', mode: 'from_now', keepTiers: true });
  }
  pair(kind: MergeFact['kind'], x: Id, y: Id): Decision[] {
    const fx = this.next(x, { kind, other: y }) as MergeFact;
    const fy = this.next(y, { kind, other: x, at: this.at }) as MergeFact;
    const steps = mergeBooks(this.of(x), this.of(y), fx, fy, this.rb);
    steps.forEach((step, i) => this.keep([x, y][i]!, step));
    return steps.flatMap((s) => s.decisions);
  }
  private next(name: Id, h: Happening): Fact {
    this.at = h.at ?? this.at + 3_600_000;
    const f = { version: this.rb.version, ...h, memberId: name, at: this.at, seq: this.of(name).seq + 1, key: `${name} ${this.of(name).seq + 1}` } as Fact;
    this.facts.push(f);
    return f;
  }
  private keep(name: Id, { state, decisions }: { state: State; decisions: Decision[] }): void {
    this.states.set(name, state);
    this.said.push(...decisions.map((d) => ({ ...d, by: name })));
  }
}

export const awardsOf = (s: State) => [...s.awards.values()].filter((a) => a.of === 'milestone').map((a) => [a.key, a.book ?? s.memberId, a.status]).toSorted();
export const touched = (memberId: Id, extra = {}) => ({ touches: [{ memberId, linkId: 'l', via: 'click' as const, at: T0, ...extra }] });
