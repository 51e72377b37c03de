import { Component, inject, input, signal } from '@angular/core';
import { form, required, submit } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { sessionsControllerSignIn } from '../../api/generated';
import { type ApiProblem, readProblem } from '../../api/problem';
import { Session } from '../../session/session';
import { ProblemAlert } from '../../ui/problem-alert';
import { TextField } from '../../ui/text-field';
import { SignInFrame } from './sign-in-frame';
import { TotpEnrolment } from './totp-enrolment';

/** password: address and password. totp, recovery: the second factor. enrol: there is none yet. */
type Step = 'password' | 'totp' | 'recovery' | 'enrol';

/** Staff sign in with a password and a second factor, asked one after the other. */
@Component({
  selector: 'ff-staff-sign-in',
  imports: [ProblemAlert, RouterLink, SignInFrame, TextField, TotpEnrolment, TranslocoPipe],
  templateUrl: './staff-sign-in.html',
})
export class StaffSignIn {
  /** Where to go afterwards; from the address, so only ever a screen of this area. */
  readonly next = input<string>();
  private readonly router = inject(Router);
  private readonly session = inject(Session);

  protected readonly step = signal<Step>('password');
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly login = form(signal({ email: '', password: '', totp: '', recoveryCode: '' }), (path) => {
    required(path.email);
    required(path.password);
    required(path.totp, { when: () => this.step() === 'totp' });
    required(path.recoveryCode, { when: () => this.step() === 'recovery' });
  });

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.login, () => this.signIn());
  }

  protected async enter(): Promise<void> {
    const me = await this.session.read();
    const next = this.next();
    const home = me.staffRoles[0]?.slug;
    await this.router.navigateByUrl(next?.startsWith('/staff/') ? next : `/staff/${home ?? ''}`);
  }

  private async signIn(): Promise<undefined> {
    const { email, password, totp, recoveryCode } = this.login().value();
    const factor = this.step() === 'totp' ? { totp: totp.replace(/\s/g, '') } : this.step() === 'recovery' ? { recoveryCode } : {};
    this.problem.set(null);
    try {
      await sessionsControllerSignIn({ body: { email, password, ...factor } });
      await this.enter();
    } catch (error) {
      this.goOn(readProblem(error));
    }
  }

  private goOn(problem: ApiProblem): void {
    if (problem.code === 'auth.totp_required') this.step.set('totp');
    else if (problem.code === 'auth.enrolment_required') this.step.set('enrol');
    else this.problem.set(problem);
  }
}
