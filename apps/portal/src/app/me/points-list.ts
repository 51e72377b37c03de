import { Component, effect, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Points, shopControllerPoints } from '../api/generated';
import { Pages } from '../api/pages';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { PagesFoot } from '../ui/pages-foot';
import { ProblemAlert } from '../ui/problem-alert';
import { MemberProgram } from './member-program';

type Line = Points['items'][number];
/** Whose sentence depends on whether points came or went. */
const BOTH_WAYS = new Set<Line['reason']>(['points.qualified', 'points.conversion', 'points.attended']);
const SAID = new Set<Line['reason']>([...BOTH_WAYS, 'adjust.opening', 'adjust.correction', 'adjust.goodwill', 'shop.bought', 'shop.cancelled', 'shop.revoked', 'shop.returned', 'merged', 'unmerged']);

/** Where a balance comes from, line by line: the book's own entries, in a member's words. */
@Component({
  selector: 'ff-points-list',
  imports: [LocalDatePipe, PagesFoot, ProblemAlert, TranslocoPipe],
  template: `
    <ff-problem [problem]="lines.problem()" />
    <ol class="rows grid empty:hidden">
      @for (line of lines.items(); track line.seq) {
        <li class="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-0.5">
          <span>{{ keyOf(line) | transloco: { friend: line.friend ?? ('me.points.somebody' | transloco), reward: line.reward ?? '' } }}<span class="hint block">{{ line.at | localDate }}</span></span>
          <span class="text-end tabular-nums"><strong class="font-semibold" [class]="line.delta > 0 ? 'text-good' : ''">{{ line.delta > 0 ? '+' : '−' }}{{ size(line) }}</strong><span class="hint block">{{ 'me.points.then' | transloco: { count: line.balance } }}</span></span>
        </li>
      }
    </ol>
    <ff-pages-foot [pages]="lines"><p class="text-ink-2">{{ 'me.points.none' | transloco }}</p></ff-pages-foot>
  `,
  host: { class: 'grid gap-4' },
})
export class PointsList {
  readonly slug = input.required<string>();
  private readonly program = inject(MemberProgram);
  protected readonly lines = new Pages<Line>(async (cursor) => (await shopControllerPoints({ path: { slug: this.slug() }, query: cursor ? { cursor } : {} })).data);

  constructor() {
    effect(() => {
      this.program.changes();
      void this.lines.reload();
    });
  }

  protected size({ delta }: Line): number {
    return Math.abs(delta);
  }

  protected keyOf({ reason, delta }: Line): string {
    if (!SAID.has(reason)) return 'me.points.why.other';
    return `me.points.why.${reason}${BOTH_WAYS.has(reason) && delta < 0 ? '_back' : ''}`;
  }
}
