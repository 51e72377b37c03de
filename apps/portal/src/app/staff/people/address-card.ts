import { Component, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { memberAddressControllerAsk, memberAddressControllerWithdraw } from '../../api/generated';
import { memberAddressControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** Starts a change of address for a person who has lost their mailbox; whoever reads the new one has to agree. */
@Component({
  selector: 'ff-person-address',
  imports: [LocalDatePipe, ProblemAlert, TranslocoPipe],
  template: `
    <section class="card grid gap-3">
      <div><h2>{{ 'person.address_title' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'person.address_text' | transloco }}</p></div>
      @if (address.hasValue() && address.value().pending; as pending) {
        <p class="done wrap-anywhere" role="status">{{ (pending.byTeam ? 'person.address_pending_team' : 'person.address_pending') | transloco: { email: pending.email, until: pending.until | localDate } }}</p>
        <ff-problem [problem]="attempt.problem()" />
        <div><button type="button" class="btn btn-danger" [disabled]="attempt.busy()" (click)="withdraw()">{{ 'person.address_withdraw' | transloco }}</button></div>
      } @else if (asking()) {
        <form class="grid gap-3" (submit)="$event.preventDefault(); send(email.value, reason.value)">
          <label class="field"><span class="label">{{ 'person.address_new' | transloco }}</span><input #email class="input" type="email" maxlength="254" required autocomplete="off" inputmode="email"></label>
          <label class="field"><span class="label">{{ 'person.why' | transloco }}</span><input #reason class="input" minlength="3" maxlength="500" required autocomplete="off"></label>
          <ff-problem [problem]="attempt.problem()" />
          <div class="flex flex-wrap gap-2"><button type="submit" class="btn btn-ghost" [disabled]="attempt.busy()">{{ 'person.address_send' | transloco }}</button><button type="button" class="btn btn-ghost" (click)="asking.set(false)">{{ 'cancel' | transloco }}</button></div>
        </form>
      } @else { <div><button type="button" class="btn btn-ghost" (click)="asking.set(true)">{{ 'person.address_do' | transloco }}</button></div> }
    </section>
  `,
})
export class PersonAddress {
  readonly memberId = input.required<string>();
  readonly changed = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly address = memberAddressControllerShowResource(() => ({ path: this.path() }));
  protected readonly asking = signal(false);
  protected readonly attempt = new Attempt();
  /** The id is one per address, not per try. */
  private wish = { email: '', id: '' };

  protected async send(typed: string, reason: string): Promise<void> {
    const email = typed.trim();
    if (this.wish.email !== email) this.wish = { email, id: newId() };
    const sent = await this.attempt.run(() => memberAddressControllerAsk({ path: this.path(), body: { ...this.wish, reason } }));
    if (!sent) return;
    this.wish = { email: '', id: '' };
    this.asking.set(false);
    this.address.reload();
    this.changed.emit();
  }

  protected async withdraw(): Promise<void> {
    if (await this.attempt.run(() => memberAddressControllerWithdraw({ path: this.path() }))) this.address.reload();
  }

  private path(): { programId: string; memberId: string } {
    return { programId: this.program.id(), memberId: this.memberId() };
  }
}
