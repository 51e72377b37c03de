import { Component, computed, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type ApiKey, apiKeysControllerRevoke, apiKeysControllerRotate, type NewApiKey } from '../../api/generated';
import { apiKeysControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { AgePipe } from '../../i18n/age.pipe';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { DevelopersTabs } from './developers-tabs';
import { KeyForm } from './key-form';
import { SecretCard } from './secret-card';

const TONES: Record<ApiKey['status'], Tone> = { active: 'good', expiring: 'warn', expired: 'plain', revoked: 'plain' };

/** What is asked before it is done. */
const ASKS = {
  rotate: { heading: 'developers.rotate_ask', text: 'developers.rotate_text', action: 'developers.rotate' },
  revoke: { heading: 'developers.revoke_ask', text: 'developers.revoke_text', action: 'developers.revoke' },
} as const;

/** Keys of the brand's own systems: made, replaced without a gap, taken back. */
@Component({
  selector: 'ff-keys-page',
  imports: [AgePipe, ConfirmDialog, DevelopersTabs, KeyForm, LocalDatePipe, PageHeading, ProblemAlert, Reading, SecretCard, StatusPill, TranslocoPipe],
  templateUrl: './keys-page.html',
})
export class KeysPage {
  private readonly program = inject(StaffProgram);
  protected readonly tones = TONES;
  protected readonly asks = ASKS;
  protected readonly keys = apiKeysControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly made = signal<NewApiKey | null>(null);
  protected readonly asked = signal<{ readonly what: keyof typeof ASKS; readonly key: ApiKey } | null>(null);
  private readonly attempt = new Attempt();
  protected readonly problem = computed(() => this.attempt.problem() ?? problemOfRead(this.keys.error()));

  protected works({ status }: ApiKey): boolean {
    return status === 'active' || status === 'expiring';
  }

  protected show(made: NewApiKey): void {
    this.made.set(made);
    this.keys.reload();
    scrollTo({ top: 0 });
  }

  protected async act({ what, key }: NonNullable<ReturnType<typeof this.asked>>): Promise<void> {
    const path = { programId: this.program.id(), keyId: key.id };
    await this.attempt.run(async () => {
      if (what === 'revoke') await apiKeysControllerRevoke({ path });
      else this.show((await apiKeysControllerRotate({ path, body: {} })).data);
    });
    this.keys.reload();
  }
}
