import { Component, computed, inject, input, output, signal } from '@angular/core';
import { form, FormField, maxLength, required, submit } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { LIMITS } from '@fanfare/contracts';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type MemberMessage, teamMessagesControllerAnswer } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { AgePipe } from '../../i18n/age.pipe';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Session } from '../../session/session';
import { Avatar } from '../../ui/avatar';
import { FieldError } from '../../ui/field-error';
import { ProblemAlert } from '../../ui/problem-alert';
import { Toasts } from '../../ui/toasts';
import { StaffProgram } from '../staff-program';

/** One message with its answer, or the place to write one: by mail, from a person with a name. */
@Component({
  selector: 'ff-message-card',
  imports: [AgePipe, Avatar, FieldError, FormField, LocalDatePipe, ProblemAlert, RouterLink, TranslocoPipe],
  templateUrl: './message-card.html',
  host: { class: 'block' },
})
export class MessageCard {
  readonly message = input.required<MemberMessage>();
  readonly answered = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);

  protected readonly writing = signal(false);
  protected readonly attempt = new Attempt();
  private readonly written = signal({ text: '' });
  protected readonly letter = form(this.written, (path) => {
    required(path.text);
    maxLength(path.text, LIMITS.messageChars);
  });
  protected readonly me = computed(() => this.session.me()?.account ?? null);
  protected readonly name = computed(() => this.message().member.name ?? this.transloco.translate('review.unnamed'));

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.letter, async () => {
      const path = { programId: this.program.id(), messageId: this.message().id };
      if (!(await this.attempt.run(() => teamMessagesControllerAnswer({ path, body: { text: this.written().text } })))) return;
      this.toasts.say(this.transloco.translate('messages.sent', { name: this.name() }));
      this.answered.emit();
    });
  }
}
