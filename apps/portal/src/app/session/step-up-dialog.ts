import { DOCUMENT } from '@angular/common';
import { afterNextRender, Component, computed, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { form, required, submit } from '@angular/forms/signals';
import { TranslocoPipe } from '@jsverse/transloco';
import { challengesControllerStart, sessionsControllerSignIn } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';
import { Session } from './session';
import type { StepUpLevel } from './step-up';

/** Signs in again without leaving the page: members by a code that is mailed at once, staff by password and, where there is one, second factor. */
@Component({
  selector: 'ff-step-up-dialog',
  imports: [ProblemAlert, TextField, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(440px,calc(100vw-32px))] rounded-card border border-line bg-card p-6 text-ink shadow-2xl backdrop:bg-black/50" aria-labelledby="step-up-title" (close)="closed()">
      <form class="grid gap-4" novalidate (submit)="send($event)">
        <div><h2 id="step-up-title">{{ 'step_up.title' | transloco }}</h2><p class="mt-2 text-ink-2 wrap-anywhere">{{ 'step_up.text.' + level() | transloco: { email: email() } }}</p></div>
        @if (level() === 'member') {
          <ff-text-field [field]="proof.code" inputId="step-up-code" label="step_up.code" autocomplete="one-time-code" inputmode="numeric" />
        } @else if (factor()) {
          <ff-text-field [field]="proof.totp" inputId="step-up-totp" label="sign_in.totp" autocomplete="one-time-code" inputmode="numeric" />
        } @else {
          <ff-text-field [field]="proof.password" inputId="step-up-password" label="sign_in.password" type="password" autocomplete="current-password" />
        }
        @if (wrong(); as text) { <p class="alert" role="alert">{{ text | transloco }}</p> } @else { <ff-problem [problem]="problem()" /> }
        <div class="flex flex-wrap justify-end gap-2">
          @if (level() === 'member') { <button type="button" class="link mr-auto" (click)="mail()">{{ 'step_up.again' | transloco }}</button> }
          <button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button>
          <button type="submit" class="btn btn-primary" [disabled]="proof().submitting()">{{ 'step_up.submit' | transloco }}</button>
        </div>
      </form>
    </dialog>
  `,
})
export class StepUpDialog {
  readonly level = input.required<StepUpLevel>();
  readonly answered = output<boolean>();
  private readonly session = inject(Session);
  private readonly location = inject(DOCUMENT).location;
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private shown = false;

  protected readonly email = computed(() => this.session.me()?.account.email ?? '');
  /** Whether the password was right, and the second factor is asked for. */
  protected readonly factor = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  /** What is said of a sign-in elsewhere would not fit here. */
  protected readonly wrong = computed(() => {
    const code = this.problem()?.code;
    if (code === 'auth.invalid_credentials') return this.level() === 'member' ? 'step_up.wrong_code' : 'step_up.wrong_password';
    return code === 'auth.challenge_expired' || code === 'auth.other_browser' ? 'step_up.old_code' : null;
  });
  protected readonly proof = form(signal({ code: '', password: '', totp: '' }), (path) => {
    required(path.code, { when: () => this.level() === 'member' });
    required(path.password, { when: () => this.level() === 'staff' });
    required(path.totp, { when: () => this.factor() });
  });

  constructor() {
    afterNextRender(() => {
      this.dialog().nativeElement.showModal();
      if (this.level() === 'member') void this.mail();
    });
  }

  /** Another code; the one before it is worth nothing any more. */
  protected async mail(): Promise<void> {
    this.problem.set(null);
    try {
      const { account } = this.session.me() ?? (await this.session.read());
      const [, area, program] = this.location.pathname.split('/');
      await challengesControllerStart({ body: { email: account.email, ...(area === 'me' && program && { program }) } });
    } catch (error) {
      this.problem.set(readProblem(error));
    }
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.proof, () => this.signIn());
  }

  protected closed(): void {
    this.answered.emit(this.shown);
  }

  private async signIn(): Promise<undefined> {
    const { code, password, totp } = this.proof().value();
    const email = this.email();
    this.problem.set(null);
    try {
      await sessionsControllerSignIn({ body: this.level() === 'member' ? { email, code } : { email, password, ...(this.factor() && { totp: totp.replace(/\s/g, '') }) } });
      this.shown = true;
      this.dialog().nativeElement.close();
    } catch (error) {
      const problem = readProblem(error);
      if (problem.code === 'auth.totp_required') this.factor.set(true);
      else this.problem.set(problem);
    }
  }
}
