import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, inject, input, signal } from '@angular/core';
import { email, form, required, submit } from '@angular/forms/signals';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { myAddressControllerAsk, myAddressControllerWithdraw } from '../api/generated';
import { myAddressControllerShowResource } from '../api/generated/@angular/common.gen';
import { type ApiProblem, readProblem } from '../api/problem';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';

/** The address the member signs in with, and the way to another: nothing changes before a link that is mailed there has been used. */
@Component({
  selector: 'ff-address-card',
  imports: [LocalDatePipe, ProblemAlert, TextField, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'me.address.title' | transloco }}</h2>
      @if (address.hasValue()) {
        <p class="wrap-anywhere"><strong class="font-semibold">{{ address.value().email }}</strong></p>
        <ff-problem [problem]="problem()" />
        @if (address.value().pending; as pending) {
          <p class="done wrap-anywhere" role="status">{{ (pending.byTeam ? 'me.address.pending_team' : 'me.address.pending') | transloco: { email: pending.email, until: pending.until | localDate } }}</p>
          <div class="flex flex-wrap gap-2">
            @if (!pending.byTeam) { <button type="button" class="btn btn-ghost" [disabled]="busy()" (click)="again(pending.email)">{{ 'me.address.again' | transloco }}</button> }
            <button type="button" class="btn btn-ghost" [disabled]="busy()" (click)="withdraw()">{{ 'me.address.withdraw' | transloco }}</button>
          </div>
        } @else {
          <p class="text-ink-2">{{ 'me.address.text' | transloco }}</p>
          <form class="grid gap-3" novalidate (submit)="ask($event)">
            <ff-text-field [field]="wish.email" inputId="address-new" label="me.address.new" type="email" autocomplete="email" inputmode="email" />
            <button type="submit" class="btn btn-ghost justify-self-start" [disabled]="wish().submitting()">{{ 'me.address.ask' | transloco }}</button>
          </form>
        }
      }
    </section>
  `,
})
export class AddressCard {
  readonly slug = input.required<string>();
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  protected readonly address = myAddressControllerShowResource(() => ({ path: { slug: this.slug() } }));
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly busy = signal(false);
  protected readonly wish = form(signal({ email: '' }), (path) => {
    required(path.email);
    email(path.email);
  });

  protected async ask(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.wish, async (fields) => {
      const problem = await this.send(fields().value().email.trim());
      const atField = problem?.fields.some(({ field }) => field === 'email');
      if (!atField) this.problem.set(problem);
      return atField ? [{ kind: 'invalid', fieldTree: fields.email }] : undefined;
    });
  }

  protected async again(address: string): Promise<void> {
    this.busy.set(true);
    this.problem.set(await this.send(address));
    this.busy.set(false);
  }

  protected async withdraw(): Promise<void> {
    this.busy.set(true);
    try {
      this.problem.set(null);
      await myAddressControllerWithdraw({ path: { slug: this.slug() } });
      void this.announcer.announce(this.transloco.translate('me.address.withdrawn'));
      this.address.reload();
    } catch (error) {
      this.problem.set(readProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  private async send(address: string): Promise<ApiProblem | null> {
    try {
      this.problem.set(null);
      await myAddressControllerAsk({ path: { slug: this.slug() }, body: { email: address } });
      void this.announcer.announce(this.transloco.translate('me.address.sent'));
      this.wish().reset({ email: '' });
      this.address.reload();
      return null;
    } catch (error) {
      return readProblem(error);
    }
  }
}
