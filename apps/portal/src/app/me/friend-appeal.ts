import { LiveAnnouncer } from '@angular/cdk/a11y';
import { afterNextRender, Component, computed, type ElementRef, inject, Injector, input, output, signal, viewChild } from '@angular/core';
import { form, FormField, maxLength, required, submit } from '@angular/forms/signals';
import { LIMITS } from '@fanfare/contracts';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type MyReferral, myAppealsControllerAppeal } from '../api/generated';
import { Attempt } from '../api/attempt';
import { newId } from '../api/new-id';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { FieldError } from '../ui/field-error';
import { ProblemAlert } from '../ui/problem-alert';
import { MemberProgram } from './member-program';

/** Asks the team to look again at one friend, and shows what came of it. Nothing where there is nothing to ask or to show. */
@Component({
  selector: 'ff-friend-appeal',
  imports: [FieldError, FormField, LocalDatePipe, ProblemAlert, TranslocoPipe],
  template: `
    @if (friend().appeal; as appeal) {
      <div class="grid gap-2 rounded-inset bg-sunken px-4 py-3 text-[13px]">
        <p class="font-semibold">{{ 'me.appeal.' + state() | transloco: { asked: (appeal.createdAt | localDate), due: (appeal.dueAt | localDate), date: (appeal.answeredAt ?? appeal.createdAt | localDate) } }}</p>
        @if (appeal.answer; as answer) { <p class="wrap-anywhere whitespace-pre-line">{{ answer }}</p> }
        <p class="wrap-anywhere whitespace-pre-line text-ink-2">{{ 'me.appeal.you_wrote' | transloco: { note: appeal.note } }}</p>
      </div>
    }
    @if (friend().appealable) {
      @if (writing()) {
        <form class="grid w-full gap-3" novalidate (submit)="send($event)">
          <ff-problem [problem]="attempt.problem()" />
          <div class="field">
            <label class="label" [for]="fieldId()">{{ 'me.appeal.note' | transloco: { name: name() } }}</label>
            <textarea #text class="input min-h-24 py-2" [id]="fieldId()" [formField]="letter.note" [attr.aria-describedby]="fieldId() + '-error ' + fieldId() + '-hint'"></textarea>
            <ff-field-error [for]="letter.note" [errorId]="fieldId() + '-error'" />
            <p class="hint" [id]="fieldId() + '-hint'">{{ 'me.appeal.hint' | transloco }}</p>
          </div>
          <div class="flex flex-wrap gap-2"><button type="submit" class="btn btn-primary btn-small" [disabled]="letter().submitting()">{{ 'me.appeal.send' | transloco }}</button><button type="button" class="btn btn-ghost btn-small" (click)="close()">{{ 'cancel' | transloco }}</button></div>
        </form>
      } @else {
        <button #opener type="button" class="btn btn-ghost btn-small" [attr.aria-label]="label().named | transloco: { name: name() }" (click)="open()">{{ label().short | transloco }}</button>
      }
    }
  `,
  host: { class: 'mt-1 grid justify-items-start gap-2 empty:hidden' },
})
export class FriendAppeal {
  readonly friend = input.required<MyReferral>();
  readonly name = input.required<string>();
  /** Also after a refusal: the friend may stand elsewhere by now. */
  readonly asked = output<void>();
  private readonly slug = inject(MemberProgram).slug;
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  private readonly injector = inject(Injector);
  private readonly text = viewChild<ElementRef<HTMLElement>>('text');
  private readonly opener = viewChild<ElementRef<HTMLElement>>('opener');
  /** Made anew with each letter: the same one sent again is one appeal. */
  private id = newId();
  protected readonly attempt = new Attempt();
  protected readonly writing = signal(false);
  private readonly written = signal({ note: '' });
  protected readonly letter = form(this.written, (path) => {
    required(path.note);
    maxLength(path.note, LIMITS.appealChars);
  });
  protected readonly fieldId = computed(() => `appeal-${this.friend().id}`);
  protected readonly label = computed(() => (this.friend().status === 'held' ? { short: 'me.appeal.add', named: 'me.appeal.add_named' } : { short: 'me.appeal.ask', named: 'me.appeal.ask_named' }));
  protected readonly state = computed(() => {
    const appeal = this.friend().appeal;
    if (appeal?.decidedBy === 'rules') return 'by_rules';
    return appeal?.status === 'open' && new Date(appeal.dueAt) < new Date() ? 'late' : appeal?.status;
  });

  protected open(): void {
    this.id = newId();
    this.writing.set(true);
    afterNextRender(() => this.text()?.nativeElement.focus(), { injector: this.injector });
  }

  protected close(): void {
    this.writing.set(false);
    afterNextRender(() => this.opener()?.nativeElement.focus(), { injector: this.injector });
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    const path = { slug: this.slug(), referralId: this.friend().id };
    const valid = await submit(this.letter, async () => {
      if (!(await this.attempt.run(() => myAppealsControllerAppeal({ path, body: { id: this.id, note: this.written().note.trim() } })))) return;
      this.writing.set(false);
      void this.announcer.announce(this.transloco.translate('me.appeal.sent'));
      this.asked.emit();
    });
    if (!valid) this.text()?.nativeElement.focus();
  }
}
