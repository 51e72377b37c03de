import { Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** Where something will be as soon as it has been read. */
@Component({ selector: 'ff-reading', imports: [TranslocoPipe], template: `{{ 'loading' | transloco }}`, host: { class: 'block text-ink-2', role: 'status' } })
export class Reading {}
