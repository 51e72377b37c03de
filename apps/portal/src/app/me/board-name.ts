import { Component, effect, inject, input, output, signal, untracked } from '@angular/core';
import { form, FormField, maxLength, submit } from '@angular/forms/signals';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type Board, myBoardNameControllerChoose } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';

const NAME_CHARS = 40;

/** By which name the member stands on the board, or by none. */
@Component({
  selector: 'ff-board-name',
  imports: [FormField, ProblemAlert, TextField, TranslocoPipe],
  template: `
    <form class="card grid gap-4" novalidate (submit)="save($event)">
      <h2>{{ 'me.board.name_title' | transloco }}</h2>
      <p class="text-ink-2">{{ 'me.board.name_text' | transloco }}</p>
      <ff-problem [problem]="problem()" />
      <ff-text-field [field]="choice.name" inputId="board-name" label="me.board.name" autocomplete="nickname" />
      <label class="flex items-start gap-2.5"><input type="checkbox" class="mt-0.5 size-4 accent-brand" [formField]="choice.hidden">{{ 'me.board.hide' | transloco }}</label>
      <div class="flex flex-wrap items-center gap-3">
        <button type="submit" class="btn btn-ghost" [disabled]="choice().submitting()">{{ 'me.board.save' | transloco }}</button>
        @if (done()) { <span class="text-good">{{ 'me.board.saved' | transloco }}</span> }
      </div>
    </form>
  `,
})
export class BoardName {
  readonly slug = input.required<string>();
  readonly own = input.required<Board['me']>();
  readonly saved = output<void>();
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly done = signal(false);
  private readonly typed = signal({ name: '', hidden: false });
  protected readonly choice = form(this.typed, (path) => maxLength(path.name, NAME_CHARS));

  constructor() {
    effect(() => {
      const { name, hidden } = this.own();
      untracked(() => this.typed.set({ name: name ?? '', hidden }));
    });
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.done.set(false);
    await submit(this.choice, async (fields) => {
      try {
        this.problem.set(null);
        const { name, hidden } = fields().value();
        await myBoardNameControllerChoose({ path: { slug: this.slug() }, body: { name: name.trim() || null, hidden } });
        this.done.set(true);
        void this.announcer.announce(this.transloco.translate('me.board.saved'));
        this.saved.emit();
        return undefined;
      } catch (error) {
        const problem = readProblem(error);
        if (!problem.fields.some(({ field }) => field === 'name')) this.problem.set(problem);
        return problem.fields.some(({ field }) => field === 'name') ? [{ kind: 'invalid', fieldTree: fields.name }] : [];
      }
    });
  }
}
