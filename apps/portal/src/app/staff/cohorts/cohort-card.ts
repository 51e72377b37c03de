import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type Cohort, cohortsControllerRestore, cohortsControllerRetire } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { CopyButton } from '../../ui/copy-button';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { Toasts } from '../../ui/toasts';
import { StaffProgram } from '../staff-program';
import { CohortForm } from './cohort-form';
import { Cohorts } from './cohorts';

/** The cohorts of the program: who is in them, what leads into them, and what they are called. */
@Component({
  selector: 'ff-cohort-card',
  imports: [CohortForm, CopyButton, Icon, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './cohort-card.html',
})
export class CohortCard {
  protected readonly program = inject(StaffProgram);
  protected readonly cohorts = inject(Cohorts);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  protected readonly attempt = new Attempt();
  /** Of whom the last problem is. */
  protected readonly tried = signal<string | null>(null);
  /** What is being edited; `new`: one that is made. */
  protected readonly editing = signal<Cohort | 'new' | null>(null);
  protected readonly editable = computed(() => this.program.may('rulebooks:publish'));
  protected readonly inUse = computed(() => this.cohorts.all().filter(({ retired }) => !retired));
  protected readonly retired = computed(() => this.cohorts.all().filter(({ retired }) => retired));

  /** Where a sign-up begins that leads into it: the brand's own page, where it has one. */
  protected addressOf(key: string): string {
    const own = this.program.settings.hasValue() ? this.program.settings.value().destination : null;
    const address = new URL(own ?? `${location.origin}/join/${this.program.role()?.slug}`);
    address.searchParams.set('cohort', key);
    return address.href;
  }

  protected saved({ key, name }: Cohort): void {
    if (this.editing() === 'new') this.toasts.say(this.transloco.translate('cohorts.made', { name: Object.values(name)[0] ?? key }));
    this.editing.set(null);
    this.cohorts.reload();
  }

  protected async retire(key: string): Promise<void> {
    await this.change(key, (request) => cohortsControllerRetire(request));
  }

  protected async restore(key: string): Promise<void> {
    await this.change(key, (request) => cohortsControllerRestore(request));
  }

  private async change(key: string, send: (request: { path: { programId: string; key: string } }) => Promise<unknown>): Promise<void> {
    this.tried.set(key);
    if (await this.attempt.run(() => send({ path: { programId: this.program.id(), key } }))) this.cohorts.reload();
  }
}
