import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { RuleChange } from '@fanfare/domain/diff-rulebooks';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { changeWords, type ChangeWords } from './change-words';
import { RuleWords } from './rule-words';
import type { Rules, Surroundings } from './sentence';

const TONES: Record<ChangeWords['what'], Tone> = { new: 'good', gone: 'bad', changed: 'warn' };

/** What changes from one version to another, sentence by sentence. */
@Component({
  selector: 'ff-change-list',
  imports: [StatusPill, TranslocoPipe],
  template: `
    <ul class="grid gap-2.5">
      @for (change of told(); track $index) {
        <li class="grid grid-cols-[auto_1fr] items-baseline gap-3"><ff-pill [tone]="tones[change.what]">{{ 'rules.change.' + change.what | transloco }}</ff-pill>
          <span>@if (change.before) { <span class="block text-ink-2"><span class="sr-only">{{ 'rules.change.before' | transloco }} </span><s>{{ change.before }}</s></span> }{{ change.text }}</span></li>
      } @empty { <li class="text-ink-2">{{ 'rules.change.none' | transloco }}</li> }
    </ul>
  `,
})
export class ChangeList {
  readonly changes = input.required<readonly RuleChange[]>();
  /** After the change, for the names in it. */
  readonly rules = input.required<Rules>();
  readonly around = input.required<Surroundings>();
  private readonly words = inject(RuleWords);
  protected readonly tones = TONES;
  protected readonly told = computed(() => this.changes().map((change) => changeWords(change, this.rules(), this.around(), this.words)));
}
