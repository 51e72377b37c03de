import { Component, inject, signal } from '@angular/core';
import { form, required, submit, validate } from '@angular/forms/signals';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type ErasureReceipt, myDataControllerLeave } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { Language } from '../i18n/language';
import { forgetCodes } from './known-code';
import { MemberProgram } from './member-program';
import { receiptText } from './receipt-file';
import { download } from '../ui/download';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';

/** Leaving for good: says what happens, asks for the program's address name, and shows what stays and why. */
@Component({
  selector: 'ff-leave-card',
  imports: [ProblemAlert, TextField, TranslocoPipe],
  template: `
    <section class="card grid gap-4">
      <h2>{{ 'me.leave.title' | transloco }}</h2>
      @if (receipt(); as receipt) {
        <p class="done" role="status">{{ 'me.leave.done' | transloco }}</p>
        <dl class="rows grid">
          @for (kept of receipt.kept; track kept.code) { <div><dt class="font-semibold">{{ kept.what }}</dt><dd class="hint">{{ kept.why }}</dd></div> }
        </dl>
        <p class="text-ink-2">{{ 'me.leave.receipt_text' | transloco: { number: receipt.id } }}</p>
        <button type="button" class="btn btn-ghost justify-self-start" (click)="save(receipt)">{{ 'me.leave.receipt' | transloco }}</button>
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
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);
  protected readonly slug = this.program.slug;
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly receipt = signal<ErasureReceipt | null>(null);
  protected readonly sure = form(signal({ confirm: '' }), (path) => {
    required(path.confirm);
    validate(path.confirm, ({ value }) => (value() === '' || value().trim() === this.slug() ? undefined : { kind: 'invalid' }));
  });

  /** Made here: by the time it is asked for, nobody is signed in any more. */
  protected save(receipt: ErasureReceipt): void {
    const at = new Intl.DateTimeFormat(this.language.current(), { dateStyle: 'long', timeStyle: 'long' }).format(new Date(receipt.at));
    const say = (key: string, facts = {}) => this.transloco.translate<string>(`me.leave.file.${key}`, facts);
    const text = receiptText(receipt, { heading: say('heading', { slug: this.slug() }), when: say('when', { at }), number: say('number', { number: receipt.id }), stays: say('stays') });
    download(`${this.slug()}-erasure-${receipt.at.slice(0, 10)}.txt`, text, 'text/plain;charset=utf-8');
  }

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
