import { Component, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { CodeBlock } from './code-block';

/** A secret that is shown once: it goes when the person says that they have it. */
@Component({
  selector: 'ff-secret-card',
  imports: [CodeBlock, TranslocoPipe],
  template: `
    <section class="card grid gap-4 border-brand-ink!" role="status">
      <div><h2>{{ heading() }}</h2><p class="mt-1.5 text-ink-2">{{ text() | transloco }}</p></div>
      <ff-code [code]="secret()" [label]="label()" />
      <div><button type="button" class="btn btn-primary" (click)="done.emit()">{{ 'developers.kept' | transloco }}</button></div>
    </section>
  `,
  host: { class: 'mb-5 block' },
})
export class SecretCard {
  readonly secret = input.required<string>();
  readonly heading = input.required<string>();
  /** Message keys. */
  readonly text = input.required<string>();
  readonly label = input.required<string>();
  readonly done = output<void>();
}
