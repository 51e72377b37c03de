import { Component, inject, signal } from '@angular/core';
import { form, required, submit, validate } from '@angular/forms/signals';
import { TranslocoPipe } from '@jsverse/transloco';
import { type ErasureReceipt, myDataControllerLeave } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { forgetCodes } from './known-code';
import { MemberProgram } from './member-program';
import { ErasureReceiptView } from '../ui/erasure-receipt';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';

/** Leaving for good: says what happens, asks for the program's address name, and shows what stays and why. */
@Component({
  selector: 'ff-leave-card',
  imports: [ErasureReceiptView, ProblemAlert, TextField, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'me.leave.title' | transloco }}</h2>
      @if (receipt(); as receipt) {
        <p class="done" role="status">{{ 'me.leave.done' | transloco }}</p>
        <ff-erasure-receipt [receipt]="receipt" [slug]="slug()">{{ 'me.leave.receipt_text' | transloco: { number: receipt.id } }}</ff-erasure-receipt>
      } @else {
        <p class="text-ink-2">{{ 'me.leave.text' | transloco }}</p>
        <ff-problem [problem]="problem()" />
        <form class="grid gap-3" novalidate (submit)="leave($event)">
          <p>{{ 'me.leave.type' | transloco: { slug: slug() } }}</p>
          <ff-text-field [field]="sure.confirm" inputId="leave-confirm" label="me.leave.confirm" />
          <button type="submit" class="btn btn-danger justify-self-start" [disabled]="sure().submitting()">{{ 'me.leave.submit' | transloco }}</button>
        </form>
      }
    </section>
  `,
})
export class LeaveCard {
  private readonly program = inject(MemberProgram);
  protected readonly slug = this.program.slug;
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly receipt = signal<ErasureReceipt | null>(null);
  protected readonly sure = form(signal({ confirm: '' }), (path) => {
    required(path.confirm);
    validate(path.confirm, ({ value }) => (value() === '' || value().trim() === this.slug() ? undefined : { kind: 'invalid' }));
  });

  protected async leave(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.sure, async (fields) => {
      try {
        this.problem.set(null);
        this.program.listening.set(false);
        this.receipt.set((await myDataControllerLeave({ path: { slug: this.slug() }, body: { confirm: fields().value().confirm.trim() } })).data);
        forgetCodes();
      } catch (error) {
        this.program.listening.set(true);
        this.problem.set(readProblem(error));
      }
      return undefined;
    });
  }
}
