import { afterNextRender, Component, computed, type ElementRef, inject, Injector, input, output, signal, viewChild } from '@angular/core';
import { form, FormField, maxLength, required, submit } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { LIMITS } from '@fanfare/contracts';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type AppealAnswerRequest, appealsControllerAnswer, type StaffAppeal } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { FieldError } from '../../ui/field-error';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { Toasts } from '../../ui/toasts';
import { Assignee } from '../friends/assignee';
import type { Waiting } from '../friends/assignment-desk';
import { friendTones } from '../friends/friend-tones';
import { StaffProgram } from '../staff-program';

/** One appeal with the friend it is about, and its answer, or the place to give one: accept the friend or not, and say why. */
@Component({
  selector: 'ff-appeal-card',
  imports: [Assignee, Avatar, FieldError, FormField, Icon, LocalDatePipe, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './appeal-card.html',
  host: { class: 'block' },
})
export class AppealCard {
  readonly appeal = input.required<StaffAppeal>();
  readonly answered = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  private readonly injector = inject(Injector);
  private readonly text = viewChild<ElementRef<HTMLElement>>('text');
  /** The same answer sent again is one. */
  private readonly id = newId();
  protected readonly tones = friendTones;
  protected readonly writing = signal(false);
  protected readonly attempt = new Attempt();
  private readonly written = signal({ text: '' });
  protected readonly letter = form(this.written, (path) => {
    required(path.text);
    maxLength(path.text, LIMITS.appealChars);
  });
  protected readonly fieldId = computed(() => `appeal-${this.appeal().id}`);
  protected readonly member = computed(() => this.appeal().referral.referrer.name ?? this.transloco.translate('review.unnamed'));
  protected readonly friend = computed(() => {
    const { name, email } = this.appeal().referral.referee;
    return name ?? email ?? this.transloco.translate('friends.somebody');
  });

  protected readonly waiting = computed<Waiting>(() => ({ id: this.appeal().referral.id, name: this.friend(), assignee: this.appeal().referral.assignee }));

  protected write(): void {
    this.writing.set(true);
    afterNextRender(() => this.text()?.nativeElement.focus(), { injector: this.injector });
  }

  protected async send(outcome: AppealAnswerRequest['outcome']): Promise<void> {
    const path = { programId: this.program.id(), appealId: this.appeal().id };
    const valid = await submit(this.letter, async () => {
      if (!(await this.attempt.run(() => appealsControllerAnswer({ path, body: { id: this.id, outcome, answer: this.written().text.trim() } })))) return;
      this.toasts.say(this.transloco.translate(`appeals.told.${outcome}`, { member: this.member(), friend: this.friend() }));
      this.answered.emit();
    });
    if (!valid) this.text()?.nativeElement.focus();
  }
}
