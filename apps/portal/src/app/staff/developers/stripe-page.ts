import { Component, computed, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { stripeControllerConnect, stripeControllerDisconnect } from '../../api/generated';
import { stripeControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';
import { CodeBlock } from './code-block';
import { DevelopersTabs } from './developers-tabs';

interface Typed {
  readonly secret: HTMLInputElement;
  readonly connect: HTMLInputElement;
  readonly key: HTMLInputElement;
  readonly account: HTMLInputElement;
  readonly live: HTMLInputElement;
  readonly gives: HTMLInputElement;
}

const KEY_WRONG: Readonly<Record<string, string>> = { other_mode: 'developers.stripe_other_mode', required: 'developers.stripe_key_needed' };

/** The Stripe account whose purchases and refunds count here. */
@Component({
  selector: 'ff-stripe-page',
  imports: [CodeBlock, ConfirmDialog, DevelopersTabs, PageHeading, ProblemAlert, Reading, StatusPill, TranslocoPipe, ZonedTimePipe],
  templateUrl: './stripe-page.html',
})
export class StripePage {
  protected readonly program = inject(StaffProgram);
  protected readonly stripe = stripeControllerShowResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly attempt = new Attempt();
  protected readonly saved = signal(false);
  protected readonly leaving = signal(false);
  protected readonly problem = computed(() => problemOfRead(this.stripe.error()));
  protected readonly wrong = computed(() => new Set(this.attempt.problem()?.fields.map(({ field }) => field)));

  protected readonly keyWrong = computed(() => KEY_WRONG[this.attempt.problem()?.fields.find(({ field }) => field === 'apiKey')?.code ?? ''] ?? 'developers.stripe_wrong_key');

  /** What is left empty stays as it was: secrets are never shown. */
  protected async save({ secret, connect, key, account, live, gives }: Typed): Promise<void> {
    this.saved.set(false);
    const worked = await this.attempt.run(() => stripeControllerConnect({
      path: { programId: this.program.id() },
      body: {
        livemode: live.checked, gives: gives.checked, accountId: account.value.trim() || null,
        ...(secret.value.trim() && { signingSecret: secret.value.trim() }), ...(connect.value.trim() && { connectSecret: connect.value.trim() }), ...(key.value.trim() && { apiKey: key.value.trim() }),
      },
    }));
    if (!worked) return;
    secret.value = connect.value = key.value = '';
    this.saved.set(true);
    this.stripe.reload();
  }

  protected async disconnect(): Promise<void> {
    await this.attempt.run(() => stripeControllerDisconnect({ path: { programId: this.program.id() } }));
    this.saved.set(false);
    this.stripe.reload();
  }
}
