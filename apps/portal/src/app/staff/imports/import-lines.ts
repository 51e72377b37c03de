import { Component, effect, inject, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { importsControllerRows, type PeopleImport, type PeopleImportRows } from '../../api/generated';
import { Pages } from '../../api/pages';
import { FilterChips } from '../../ui/filter-chips';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { ROW_TONES } from './import-tones';

type Row = PeopleImportRows['items'][number];
const CHOICES = ['all', 'new', 'here', 'refused'] as const;
const SHOWN = 50;

/** Line by line, what becomes of it and why. */
@Component({
  selector: 'ff-import-lines',
  imports: [FilterChips, PagesFoot, ProblemAlert, StatusPill, TranslocoPipe],
  template: `
    <ff-filter-chips prefix="imports.show." label="imports.lines" [choices]="choices" [(value)]="which" />
    <ff-problem class="mb-4" [problem]="lines.problem()" />
    @if (lines.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (row of lines.items(); track row.line) {
          <li class="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5!">
            <span class="w-16 text-[13px] text-ink-2 tabular-nums">{{ 'imports.line' | transloco: { line: row.line } }}</span>
            <span class="min-w-0 flex-1 basis-48">@if (row.email) { <span class="font-semibold">{{ row.email }}</span> }@if (row.name) { <span class="text-ink-2"> {{ row.name }}</span> }</span>
            <span class="flex flex-wrap items-center gap-2 text-[13px] text-ink-2">
              @if (row.problem; as problem) { <span>{{ 'imports.problem.' + problem | transloco }}@if (row.column) { ({{ row.column }}) }</span> }
              @for (warning of row.warnings; track warning) { <span>{{ 'imports.warning.' + warning | transloco }}</span> }
              @if (row.outcome === 'new' && row.count) { <span class="tabular-nums">{{ 'imports.opens_with' | transloco: { count: row.count } }}</span> }
              @if (row.outcome; as outcome) { <ff-pill [tone]="tones[outcome]">{{ 'imports.outcome.' + outcome | transloco }}</ff-pill> }
            </span>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="lines"><p class="card text-ink-2">{{ 'imports.no_lines' | transloco }}</p></ff-pages-foot>
  `,
})
export class ImportLines {
  readonly shown = input.required<PeopleImport>();
  private readonly program = inject(StaffProgram);
  protected readonly choices = CHOICES;
  protected readonly tones = ROW_TONES;
  protected readonly which = signal<(typeof CHOICES)[number]>('all');
  protected readonly lines = new Pages<Row>(async (cursor) => {
    const which = this.which();
    return (await importsControllerRows({ path: { programId: this.program.id(), importId: this.shown().id }, query: { limit: SHOWN, ...(which !== 'all' && { outcome: which }), ...(cursor && { after: Number(cursor) }) } })).data;
  });

  constructor() {
    effect(() => {
      this.which();
      this.shown();
      void this.lines.reload();
    });
  }
}
