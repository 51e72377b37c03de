import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { TranslocoPipe } from '@jsverse/transloco';
import { FieldError } from './field-error';

/** A labelled line of text with its error under it. */
@Component({
  selector: 'ff-text-field',
  imports: [FieldError, FormField, TranslocoPipe],
  template: `
    <label class="label" [for]="inputId()">{{ label() | transloco }}</label>
    <input class="input" [id]="inputId()" [attr.type]="type()" [attr.autocomplete]="autocomplete()" [attr.inputmode]="inputmode()" [formField]="field()" [attr.aria-invalid]="invalid()" [attr.aria-describedby]="inputId() + '-error'">
    <ff-field-error [for]="field()" [errorId]="inputId() + '-error'" />
  `,
  host: { class: 'field' },
})
export class TextField {
  readonly field = input.required<FieldTree<string>>();
  readonly inputId = input.required<string>();
  /** Message key. */
  readonly label = input.required<string>();
  readonly type = input('text');
  readonly autocomplete = input('off');
  readonly inputmode = input<string | null>(null);
  protected readonly invalid = computed(() => this.field()().touched() && this.field()().invalid());
}
