import { Component, computed, effect, input, output, signal } from '@angular/core';
import { form, pattern, required, submit } from '@angular/forms/signals';
import { TranslocoPipe } from '@jsverse/transloco';
import { staffSignInControllerConfirm, staffSignInControllerEnrol, type TotpEnrolResponse } from '../../api/generated';
import { type ApiProblem, readProblem } from '../../api/problem';
import { ProblemAlert } from '../../ui/problem-alert';
import { TextField } from '../../ui/text-field';

/** Sets up the second factor: the key for the authenticator, its first code, and the recovery codes, shown once. */
@Component({
  selector: 'ff-totp-enrolment',
  imports: [ProblemAlert, TextField, TranslocoPipe],
  templateUrl: './totp-enrolment.html',
})
export class TotpEnrolment {
  readonly email = input.required<string>();
  readonly password = input.required<string>();
  readonly enrolled = output<void>();

  protected readonly key = signal<TotpEnrolResponse | null>(null);
  protected readonly recoveryCodes = signal<readonly string[]>([]);
  protected readonly problem = signal<ApiProblem | null>(null);
  /** In groups of four, as people copy it. */
  protected readonly spelled = computed(() => this.key()?.secret.replace(/(.{4})(?=.)/g, '$1 ') ?? '');
  protected readonly proof = form(signal({ totp: '' }), (path) => {
    required(path.totp);
    pattern(path.totp, /^\s*\d{3}\s?\d{3}\s*$/);
  });

  constructor() {
    effect(() => void this.begin(this.email(), this.password()));
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.proof, () => this.confirm());
  }

  private async begin(email: string, password: string): Promise<void> {
    try {
      this.key.set((await staffSignInControllerEnrol({ body: { email, password } })).data);
    } catch (error) {
      this.problem.set(readProblem(error));
    }
  }

  private async confirm(): Promise<undefined> {
    const totp = this.proof.totp().value().replace(/\s/g, '');
    try {
      this.problem.set(null);
      const { data } = await staffSignInControllerConfirm({ body: { email: this.email(), password: this.password(), totp } });
      this.recoveryCodes.set(data.recoveryCodes ?? []);
    } catch (error) {
      this.problem.set(readProblem(error));
    }
  }
}
