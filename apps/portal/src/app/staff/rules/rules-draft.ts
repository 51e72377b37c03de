import { computed, DestroyRef, effect, inject, linkedSignal, type Signal, signal, untracked } from '@angular/core';
import { diffRulebooks } from '@fanfare/domain/diff-rulebooks';
import { validateRulebook } from '@fanfare/domain/validate';
import { type Rulebook, type RulebookDraft, rulebookDraftsControllerDiscard, rulebookDraftsControllerList, rulebookDraftsControllerSave } from '../../api/generated';
import { readProblem } from '../../api/problem';
import { forgetKept, readKept, writeKept } from './kept-draft';
import { withSeasons } from './rule-groups';
import type { Rules } from './sentence';

/** Whether the draft is where the team sees it, on its way there, refused because another tab wrote it, or for now in this browser only. */
export type DraftState = 'kept' | 'keeping' | 'changed_elsewhere' | 'only_here';

/** Typing is not sent letter by letter. */
const PAUSE_MS = 600;

/**
 * One's own draft of the next version: kept by the server, and in this browser until it has arrived there. A draft of a
 * version that is not the newest any more is not gone on with by itself: it would be refused.
 */
export class RulesDraft {
  /** Everybody's as they were read; undefined until then. */
  private readonly read = signal<readonly RulebookDraft[] | undefined>(undefined);
  /** Of the own draft as it was last seen here: what the next write is for. */
  private revision: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** One request after the other, or a later one could arrive first. */
  private last: Promise<void> = Promise.resolve();

  readonly state = signal<DraftState>('kept');
  readonly rules = linkedSignal<Rules | null>(() => {
    const [base, drafts] = [this.base(), this.read()];
    if (!base || !drafts) return null;
    const mine = drafts.find((draft) => draft.isMine && draft.basedOn === base.version);
    const here = readKept(this.programId());
    const isAhead = here?.basedOn === base.version && here.revision === revisionIn(drafts); // typed, and not arrived before the page was left
    return isAhead ? here.rules : (mine?.rules ?? base.rules);
  });
  /** What others are working on, and an own draft that newer rules have overtaken. */
  readonly others = computed(() => (this.read() ?? []).filter((draft) => !draft.isMine || draft.basedOn !== this.base()?.version));
  /** Rules that make no sense yet differ by what is typed; others by what they say. */
  readonly isChanged = computed(() => (this.problems().length > 0 ? JSON.stringify(this.rules()) !== JSON.stringify(this.base()?.rules) : this.changes().length > 0));
  /** What contradicts itself, by field. Names are the API's to demand, so they are demanded here as well. */
  readonly problems = computed(() => {
    const rules = this.rules();
    if (!rules) return [];
    const nameless = (['tiers', 'milestones'] as const).flatMap((list) => rules[list].flatMap((rule, index) => (rule.name.trim() === '' ? [{ field: `${list}.${index}.name`, code: 'empty' }] : [])));
    return [...validateRulebook({ ...rules, version: 1 }, Date.now()), ...nameless];
  });
  /** None is told of rules that make no sense. */
  readonly changes = computed(() => {
    const [base, rules] = [this.base(), this.rules()];
    return base && rules && this.problems().length === 0 ? diffRulebooks(base.rules, rules) : [];
  });

  /**
   * @param base the newest version, which the next one follows
   * @param mayKeep who may only read the rules has no draft
   */
  constructor(private readonly programId: Signal<string>, private readonly base: Signal<Rulebook | null>, private readonly mayKeep: Signal<boolean>) {
    effect(() => {
      if (this.programId() && this.base()) untracked(() => this.queue(() => this.load()));
    });
    inject(DestroyRef).onDestroy(() => this.flush());
  }

  change(changed: Rules): void {
    const base = this.base();
    const rules = withSeasons(changed);
    this.rules.set(rules);
    if (!base || this.problems().length > 0) return;
    writeKept(this.programId(), { basedOn: base.version, revision: this.revision, rules });
    this.state.set('keeping');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE_MS);
  }

  discard(): void {
    const base = this.base();
    if (!base) return;
    this.forget();
    this.rules.set(base.rules);
    this.queue(async () => {
      await rulebookDraftsControllerDiscard({ path: { programId: this.programId() }, keepalive: true }); // also when the page is left at once
      this.revision = null;
      this.read.update((drafts) => drafts?.filter((draft) => !draft.isMine));
    });
  }

  /** What another tab has written takes the place of what is shown here. */
  takeTheirs(): void {
    this.forget();
    this.queue(() => this.load());
  }

  /** What is shown here is written over it. */
  keepMine(): void {
    const rules = this.rules();
    if (!rules) return;
    this.queue(async () => {
      this.revision = revisionIn(await this.fetch());
      this.change(rules);
      this.flush();
    });
  }

  private flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.queue(() => this.send());
  }

  private async load(): Promise<void> {
    const drafts = this.mayKeep() ? await this.fetch() : [];
    this.revision = revisionIn(drafts);
    this.read.set(drafts);
    const here = readKept(this.programId());
    const mine = drafts.find((draft) => draft.isMine);
    if (here && here.revision === this.revision && JSON.stringify(here.rules) !== JSON.stringify(mine?.rules)) await this.send();
  }

  private async fetch(): Promise<RulebookDraft[]> {
    return (await rulebookDraftsControllerList({ path: { programId: this.programId() } })).data.items;
  }

  private async send(): Promise<void> {
    const here = readKept(this.programId());
    if (!here || here.basedOn !== this.base()?.version) return;
    const { data } = await rulebookDraftsControllerSave({ path: { programId: this.programId() }, body: { basedOn: here.basedOn, revision: this.revision, rules: here.rules } });
    this.revision = data.revision;
    const now = readKept(this.programId());
    if (now) writeKept(this.programId(), { ...now, revision: data.revision });
  }

  private queue(act: () => Promise<void>): void {
    this.last = this.last.then(act).then(
      () => this.state.set(this.timer === undefined ? 'kept' : 'keeping'),
      (error: unknown) => {
        if (this.read() === undefined) this.read.set([]);
        this.state.set(readProblem(error).code === 'rulebook.draft_changed' ? 'changed_elsewhere' : 'only_here');
      },
    );
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    forgetKept(this.programId());
  }
}

/** An own draft that newer rules have overtaken gives way, and needs not to have been seen. */
function revisionIn(drafts: readonly RulebookDraft[]): string | null {
  return drafts.find((draft) => draft.isMine)?.revision ?? null;
}
