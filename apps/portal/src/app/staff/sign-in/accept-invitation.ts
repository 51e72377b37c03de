import { Component, input, signal } from '@angular/core';
import { form, maxLength, minLength, required, submit } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { LIMITS } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { invitationsControllerAccept } from '../../api/generated';
import { type ApiProblem, readProblem } from '../../api/problem';
import { ProblemAlert } from '../../ui/problem-alert';
import { TextField } from '../../ui/text-field';
import { SignInFrame } from './sign-in-frame';

/** Joins a team with the mailed token. Who has a password already proves it here; others choose one. */
@Component({
  selector: 'ff-accept-invitation',
  imports: [ProblemAlert, RouterLink, SignInFrame, TextField, TranslocoPipe],
  templateUrl: './accept-invitation.html',
})
export class AcceptInvitation {
  /** From the address. */
  readonly token = input('');

  protected readonly done = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly minChars = LIMITS.passwordMinChars;
  protected readonly person = form(signal({ name: '', password: '' }), (path) => {
    required(path.name);
    maxLength(path.name, LIMITS.nameChars);
    required(path.password);
    minLength(path.password, LIMITS.passwordMinChars);
  });

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.person, () => this.accept());
  }

  private async accept(): Promise<undefined> {
    try {
      this.problem.set(null);
      await invitationsControllerAccept({ body: { token: this.token(), ...this.person().value() } });
      this.done.set(true);
    } catch (error) {
      this.problem.set(readProblem(error));
    }
  }
}
