import { computed, inject, Service } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { writeClipboard } from '../ui/copy-button';
import { Toasts } from '../ui/toasts';
import { StaffProgram } from './staff-program';

/** Where people sign up for the program that is open. */
@Service()
export class SignUpAddress {
  private readonly program = inject(StaffProgram);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  readonly url = computed(() => `${location.origin}/join/${this.program.role()?.slug ?? ''}`);

  async copy(): Promise<void> {
    const said = (await writeClipboard(this.url())) ? 'staff.sign_up_copied' : 'staff.sign_up_not_copied';
    this.toasts.say(this.transloco.translate(said, { url: this.url() }));
  }
}
