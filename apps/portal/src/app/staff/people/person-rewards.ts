import { Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { grantsControllerGive, grantsControllerRevoke, type MemberBook } from '../../api/generated';
import { catalogueControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';

type Grant = MemberBook['grants'][number];
/** Nothing has left yet, so it can still be stopped. */
const STOPPABLE = ['granted', 'queued', 'on_hold', 'claimable', 'claimed', 'suspended'];

/** What somebody earned or was given, with the way to give more and to take back what has not left. */
@Component({
  selector: 'ff-person-rewards',
  imports: [LocalDatePipe, ProblemAlert, StatusPill, TranslocoPipe],
  templateUrl: './person-rewards.html',
})
export class PersonRewards {
  readonly book = input.required<MemberBook>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly catalogue = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly rewards = computed(() => (this.catalogue.hasValue() ? this.catalogue.value().items : []));
  protected readonly may = computed(() => this.program.may('rewards:grant') && this.book().member.standing !== 'erased');
  /** The one that is about to be taken back: its reason is asked for. */
  protected readonly revoking = signal<string | null>(null);
  protected readonly giving = new Attempt();
  protected readonly taking = new Attempt();

  protected titleOf(thing: { readonly title: Readonly<Record<string, string>> }): string {
    return textIn(thing.title, this.language.current());
  }

  protected canStop(grant: Grant): boolean {
    return this.may() && STOPPABLE.includes(grant.status);
  }

  protected async give(form: HTMLFormElement, rewardId: string, reason: string): Promise<void> {
    const body = { memberId: this.book().member.id, rewardId, reason };
    if (!(await this.giving.run(() => grantsControllerGive({ path: { programId: this.program.id() }, body })))) return;
    form.reset();
    this.changed.emit();
  }

  protected async revoke(grantId: string, reason: string): Promise<void> {
    if (!(await this.taking.run(() => grantsControllerRevoke({ path: { programId: this.program.id(), grantId }, body: { reason } })))) return;
    this.revoking.set(null);
    this.changed.emit();
  }
}
