import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Pages } from '../api/pages';
import { Reading } from './reading';

/** What stands under a list read page by page: that its first page is being read, that there is nothing (the content says it), or the way to more. */
@Component({
  selector: 'ff-pages-foot',
  imports: [Reading, TranslocoPipe],
  template: `
    @if (pages().loading() && pages().items().length === 0) { <ff-reading /> }
    @if (pages().isEmpty()) { <ng-content /> }
    @if (pages().hasMore()) { <button type="button" class="btn btn-ghost" [disabled]="pages().loading()" [attr.aria-busy]="pages().loading()" (click)="pages().more()">{{ (pages().loading() ? 'loading' : 'more') | transloco }}</button> }
  `,
  host: { class: 'block empty:hidden' },
})
export class PagesFoot {
  readonly pages = input.required<Pages<unknown>>();
}
