import { Component, input, signal } from '@angular/core';
import { form, minLength, required, submit } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { LIMITS } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { staffSignInControllerRequestReset, staffSignInControllerReset } from '../../api/generated';
import { type ApiProblem, readProblem } from '../../api/problem';
import { ProblemAlert } from '../../ui/problem-alert';
import { TextField } from '../../ui/text-field';
import { SignInFrame } from './sign-in-frame';

/** Without a token: asks for the mail. With the mailed token: sets the new password. */
@Component({
  selector: 'ff-password-reset',
  imports: [ProblemAlert, RouterLink, SignInFrame, TextField, TranslocoPipe],
  templateUrl: './password-reset.html',
})
export class PasswordReset {
  /** From the address. */
  readonly token = input<string>();

  protected readonly done = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly minChars = LIMITS.passwordMinChars;
  protected readonly asking = form(signal({ email: '' }), (path) => required(path.email));
  protected readonly setting = form(signal({ password: '' }), (path) => {
    required(path.password);
    minLength(path.password, LIMITS.passwordMinChars);
  });

  protected async ask(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.asking, () => this.attempt(() => staffSignInControllerRequestReset({ body: this.asking().value() })));
  }

  protected async set(event: Event, token: string): Promise<void> {
    event.preventDefault();
    await submit(this.setting, () => this.attempt(() => staffSignInControllerReset({ body: { token, password: this.setting.password().value() } })));
  }

  private async attempt(send: () => Promise<unknown>): Promise<undefined> {
    try {
      this.problem.set(null);
      await send();
      this.done.set(true);
    } catch (error) {
      this.problem.set(readProblem(error));
    }
  }
}
