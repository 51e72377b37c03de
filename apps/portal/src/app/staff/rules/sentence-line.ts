import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { FieldProblem } from '@fanfare/contracts';
import { Icon } from '../../ui/icon';
import { RuleWords } from './rule-words';
import type { Rules, Sentence } from './sentence';
import { SlotField } from './slot-field';

/** A rule as a sentence whose gaps can be filled in; what is wrong with it stands under it. */
@Component({
  selector: 'ff-sentence',
  imports: [Icon, SlotField, TranslocoPipe],
  template: `
    <p class="min-w-0 flex-1 leading-10">
      @for (piece of pieces(); track $index) {@if (piece.slot; as name) {@let slot = sentence().slots[name]!;@if (editable()) {<ff-slot [slot]="slot" [label]="labelOf(name)" [invalid]="isWrong(slot.field)" [errorId]="errorId()" (changed)="changed.emit($event)" />} @else {<strong class="font-semibold">{{ words.value(slot) }}</strong>}} @else {<span>{{ piece.text }}</span>}}
    </p>
    @if (editable() && (sentence().without || sentence().up || sentence().down)) {
      <div class="flex gap-1 max-sm:basis-full max-sm:justify-end">
        @if (sentence().up; as rules) { <button type="button" class="btn btn-small px-2!" (click)="changed.emit(rules)" [attr.aria-label]="'rules.up' | transloco: { rule: said() }"><ff-icon name="up" /></button> }
        @if (sentence().down; as rules) { <button type="button" class="btn btn-small px-2!" (click)="changed.emit(rules)" [attr.aria-label]="'rules.down' | transloco: { rule: said() }"><ff-icon name="down" /></button> }
        @if (sentence().without; as rules) { <button type="button" class="btn btn-small px-2! text-bad" (click)="changed.emit(rules)" [attr.aria-label]="'rules.remove' | transloco: { rule: said() }"><ff-icon name="x" /></button> }
      </div>
    }
    @if (editable() && sentence().more; as more) { <button type="button" class="min-h-6 basis-full cursor-pointer text-start text-[13px] text-ink-2 underline decoration-line-2 underline-offset-4 hover:text-ink" [attr.aria-label]="more.label | transloco: { rule: said() }" (click)="changed.emit(more.rules)">{{ more.key | transloco }}</button> }
    @if (problems().length > 0) {
      <ul class="basis-full" [id]="errorId()">@for (problem of problems(); track problem.field + problem.code) { <li class="field-error">{{ 'rules.problem.' + problem.code | transloco: problem.params }}</li> }</ul>
    }
  `,
  host: { class: 'flex flex-wrap items-start gap-x-3', '[class.ps-6]': 'sentence().isUnder' },
})
export class SentenceLine {
  readonly sentence = input.required<Sentence>();
  readonly editable = input.required<boolean>();
  /** Of all rules; those of this sentence are shown. */
  readonly wrong = input.required<readonly (Pick<FieldProblem, 'field' | 'code'> & { readonly params?: Record<string, string> })[]>();
  readonly changed = output<Rules>();
  protected readonly words = inject(RuleWords);
  protected readonly pieces = computed(() => this.words.pieces(this.sentence()).map((piece) => ({ slot: 'slot' in piece ? piece.slot : null, text: 'text' in piece ? piece.text : '' })));
  protected readonly said = computed(() => this.words.sentence(this.sentence()));
  protected readonly errorId = computed(() => `wrong-${this.sentence().id}`);
  protected readonly problems = computed(() => {
    const { slots, also } = this.sentence();
    const fields = [...Object.values(slots).map((slot) => slot.field), ...(also ?? [])];
    return this.wrong().filter((problem) => fields.some((field) => field === problem.field || field.startsWith(`${problem.field}.`)));
  });

  protected isWrong(field: string): boolean {
    return this.problems().some((problem) => problem.field === field);
  }

  protected labelOf(slot: string): string {
    return this.words.tell('rules.slot_of', { slot: this.words.tell(`rules.slot.${slot}`), rule: this.said() });
  }
}
