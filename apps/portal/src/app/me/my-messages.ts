import { Component, computed, inject, input, signal } from '@angular/core';
import { form, maxLength, required, submit, FormField } from '@angular/forms/signals';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { myMessagesControllerWrite } from '../api/generated';
import { myMessagesControllerListResource } from '../api/generated/@angular/common.gen';
import { type ApiProblem, problemOfRead, readProblem } from '../api/problem';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { FieldError } from '../ui/field-error';
import { ProblemAlert } from '../ui/problem-alert';
import { Reading } from '../ui/reading';

const MESSAGE_CHARS = 2_000;

/** A word with the team: what the member wrote, and what a person answered. */
@Component({
  selector: 'ff-my-messages',
  imports: [FieldError, FormField, LocalDatePipe, ProblemAlert, Reading, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'me.messages.title' | transloco }}</h2>
      <form class="grid gap-3" novalidate (submit)="send($event)">
        <ff-problem [problem]="problem()" />
        <div class="field">
          <label class="label" for="message">{{ 'me.messages.text' | transloco }}</label>
          <textarea id="message" class="input min-h-24 py-2" [formField]="letter.text" aria-describedby="message-error"></textarea>
          <ff-field-error [for]="letter.text" errorId="message-error" />
        </div>
        <button type="submit" class="btn btn-ghost justify-self-start" [disabled]="letter().submitting()">{{ 'me.messages.send' | transloco }}</button>
      </form>
      @if (messages.hasValue()) {
        <ul class="rows grid empty:hidden">
          @for (message of messages.value().items; track message.id) {
            <li class="grid gap-2">
              <p class="whitespace-pre-line">{{ message.text }}</p>
              <p class="hint">{{ message.createdAt | localDate }}</p>
              @if (message.answer; as answer) { <p class="rounded-inset bg-sunken px-4 py-3 whitespace-pre-line"><span class="hint block">{{ 'me.messages.answer' | transloco }}</span>{{ answer }}</p> }
            </li>
          }
        </ul>
      } @else if (unread()) { <ff-problem [problem]="unread()" /> } @else { <ff-reading /> }
    </section>
  `,
})
export class MyMessages {
  readonly slug = input.required<string>();
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  protected readonly messages = myMessagesControllerListResource(() => ({ path: { slug: this.slug() } }));
  protected readonly unread = computed(() => problemOfRead(this.messages.error()));
  protected readonly problem = signal<ApiProblem | null>(null);
  private readonly written = signal({ text: '' });
  protected readonly letter = form(this.written, (path) => {
    required(path.text);
    maxLength(path.text, MESSAGE_CHARS);
  });

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.letter, async (fields) => {
      try {
        this.problem.set(null);
        await myMessagesControllerWrite({ path: { slug: this.slug() }, body: { text: fields().value().text } });
        this.letter().reset({ text: '' });
        void this.announcer.announce(this.transloco.translate('me.messages.sent'));
        this.messages.reload();
      } catch (error) {
        this.problem.set(readProblem(error));
      }
      return undefined;
    });
  }
}
