import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** Title of a staff screen, and one sentence about what it is for. */
@Component({
  selector: 'ff-page-heading',
  imports: [TranslocoPipe],
  template: `<h1>{{ heading() | transloco }}</h1><p class="mt-1.5 text-ink-2">{{ text() | transloco }}</p>`,
  host: { class: 'mb-6 block' },
})
export class PageHeading {
  /** Message keys. */
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
}
