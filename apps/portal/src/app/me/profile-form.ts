import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, maxLength, submit } from '@angular/forms/signals';
import { LOCALES } from '@fanfare/contracts';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { myProfileControllerChange, type Profile } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';

const NAME_CHARS = 80;
const BOARD_NAME_CHARS = 40;

/** How the member is called, by the team and on the board, and how they are written to. One form, because it is one thing that is stored. */
@Component({
  selector: 'ff-profile-form',
  imports: [FormField, ProblemAlert, TextField, TranslocoPipe],
  template: `
    <form class="card grid gap-4" novalidate (submit)="save($event)">
      <h2>{{ 'me.profile.title' | transloco }}</h2>
      <ff-problem [problem]="problem()" />
      <ff-text-field [field]="choice.name" inputId="profile-name" label="me.profile.name" autocomplete="name" />
      <div class="field">
        <label class="label" for="profile-locale">{{ 'me.profile.locale' | transloco }}</label>
        <select id="profile-locale" class="input" [formField]="choice.locale">
          @for (locale of locales; track locale) { <option [value]="locale">{{ 'language.' + locale | transloco }}</option> }
        </select>
      </div>
      <fieldset class="grid gap-3">
        <legend class="label mb-1">{{ 'me.board.name_title' | transloco }}</legend>
        <p class="hint">{{ 'me.board.name_text' | transloco }}</p>
        <ff-text-field [field]="choice.boardName" inputId="board-name" label="me.board.name" autocomplete="nickname" />
        <label class="flex items-start gap-2.5"><input type="checkbox" class="mt-0.5 size-4 shrink-0 accent-brand" [formField]="choice.boardHidden">{{ 'me.board.hide' | transloco }}</label>
      </fieldset>
      <fieldset class="grid gap-3">
        <legend class="label mb-1">{{ 'me.profile.mails' | transloco }}</legend>
        <label class="flex items-start gap-2.5"><input type="checkbox" class="mt-0.5 size-4 shrink-0 accent-brand" [formField]="choice.news">{{ 'me.profile.news' | transloco }}</label>
        <p class="hint">{{ 'me.profile.mails_text' | transloco }}</p>
      </fieldset>
      <div class="flex flex-wrap items-center gap-3">
        <button type="submit" class="btn btn-primary" [disabled]="choice().submitting()">{{ 'me.board.save' | transloco }}</button>
        @if (done()) { <span class="text-good">{{ 'me.board.saved' | transloco }}</span> }
      </div>
    </form>
  `,
})
export class ProfileForm {
  readonly slug = input.required<string>();
  readonly profile = input.required<Profile>();
  readonly saved = output<void>();
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  protected readonly locales = LOCALES;
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly done = signal(false);
  private readonly typed = linkedSignal(() => {
    const { name, locale, boardName, boardHidden, mail } = this.profile();
    return { name: name ?? '', locale, boardName: boardName ?? '', boardHidden, news: mail.programNews };
  });
  protected readonly choice = form(this.typed, (path) => {
    maxLength(path.name, NAME_CHARS);
    maxLength(path.boardName, BOARD_NAME_CHARS);
  });

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.done.set(false);
    await submit(this.choice, async (fields) => {
      try {
        this.problem.set(null);
        const { name, locale, boardName, boardHidden, news } = fields().value();
        await myProfileControllerChange({ path: { slug: this.slug() }, body: { name: name.trim() || null, locale, boardName: boardName.trim() || null, boardHidden, mail: { programNews: news } } });
        this.done.set(true);
        void this.announcer.announce(this.transloco.translate('me.board.saved'));
        this.saved.emit();
        return undefined;
      } catch (error) {
        const problem = readProblem(error);
        const atFields = (['name', 'boardName'] as const).filter((name) => problem.fields.some(({ field }) => field === name));
        if (atFields.length === 0) this.problem.set(problem);
        return atFields.map((name) => ({ kind: 'invalid', fieldTree: fields[name] }));
      }
    });
  }
}
