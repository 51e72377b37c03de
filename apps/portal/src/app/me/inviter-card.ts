import { Component, ElementRef, inject, input, signal } from '@angular/core';
import { type FieldTree, form, maxLength, required, submit } from '@angular/forms/signals';
import { type ErrorCode } from '@fanfare/contracts';
import { codeIn } from '@fanfare/domain/codes';
import { TranslocoPipe } from '@jsverse/transloco';
import { myInviterControllerName } from '../api/generated';
import { myInviterControllerShowResource } from '../api/generated/@angular/common.gen';
import { type ApiProblem, readProblem } from '../api/problem';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';

interface Answer {
  inviter: string;
}
/** What is wrong with the answer itself, at its field. */
const AT_FIELD: Partial<Record<ErrorCode, string>> = { 'inviter.unknown_code': 'inviter_unknown', 'inviter.own_code': 'inviter_own', 'inviter.circle': 'inviter_circle', 'request.invalid': 'inviter_unknown' };
const MOST = 2_000;

/** Asks a member who came without a link who invited them; nothing where they are not asked. */
@Component({
  selector: 'ff-inviter-card',
  imports: [LocalDatePipe, ProblemAlert, TextField, TranslocoPipe],
  template: `
    @if (said()) {
      <section class="card grid gap-1"><h2>{{ 'me.inviter.title' | transloco }}</h2><p class="text-ink-2" role="status">{{ 'me.inviter.said' | transloco }}</p></section>
    } @else if (asked.hasValue() && asked.value().askedUntil; as until) {
      <section class="card grid gap-4 lg:grid-cols-2 lg:gap-8">
        <div class="grid content-start gap-1">
          <h2>{{ 'me.inviter.title' | transloco }}</h2>
          <p class="text-ink-2">{{ 'me.inviter.text' | transloco: { date: (until | localDate) } }}</p>
        </div>
        <form class="grid content-start gap-3" novalidate (submit)="send($event)">
          <ff-problem [problem]="problem()" />
          <div class="grid items-start gap-3 sm:grid-cols-[1fr_auto]">
            <ff-text-field [field]="answer.inviter" inputId="inviter" label="me.inviter.label" (paste)="paste($event)" />
            <button type="submit" class="btn btn-ghost justify-self-start sm:mt-7" [disabled]="answer().submitting()">{{ 'me.inviter.send' | transloco }}</button>
          </div>
        </form>
      </section>
    }
  `,
  host: { class: 'block empty:hidden' },
})
export class InviterCard {
  readonly slug = input.required<string>();
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly asked = myInviterControllerShowResource(() => ({ path: { slug: this.slug() } }));
  protected readonly said = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  private readonly values = signal<Answer>({ inviter: '' });
  protected readonly answer = form(this.values, (path) => {
    required(path.inviter);
    maxLength(path.inviter, MOST);
  });

  /** Of a whole link only its code is kept. */
  protected paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    const code = /[/?]/.test(text) ? codeIn(text) : null;
    if (code === null) return;
    event.preventDefault();
    this.values.set({ inviter: code });
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    if (!(await submit(this.answer, (fields) => this.name(fields)))) this.element.querySelector('input')?.focus();
  }

  private async name(fields: FieldTree<Answer>) {
    try {
      this.problem.set(null);
      await myInviterControllerName({ path: { slug: this.slug() }, body: { inviter: fields().value().inviter.trim() } });
      this.said.set(true);
      return undefined;
    } catch (error) {
      const problem = readProblem(error);
      const kind = AT_FIELD[problem.code];
      if (kind) return [{ kind, fieldTree: fields.inviter }];
      this.problem.set(problem);
      return undefined;
    }
  }
}
