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
    await writeClipboard(this.url());
    this.toasts.say(this.transloco.translate('staff.sign_up_copied', { url: this.url() }));
  }
}
