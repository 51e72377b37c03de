import { afterNextRender, Component, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { type FieldTree, form, maxLength, minLength, required, submit } from '@angular/forms/signals';
import { TranslocoPipe } from '@jsverse/transloco';
import { LIMITS } from '@fanfare/contracts';
import { type ErasureReceipt, teamRequestsControllerErase } from '../../api/generated';
import { type ApiProblem, readProblem } from '../../api/problem';
import { ErasureReceiptView } from '../../ui/erasure-receipt';
import { ProblemAlert } from '../../ui/problem-alert';
import { TextField } from '../../ui/text-field';
import { StaffProgram } from '../staff-program';

interface Answer {
  reason: string;
  confirm: string;
}
/** What the API says of a field, in words of its own. */
const KINDS: Readonly<Record<string, string>> = { mismatch: 'other_address', names_person: 'names_person' };

/** Erases somebody who has asked for it, once it is said why and whom, and shows the receipt. */
@Component({
  selector: 'ff-erase-dialog',
  imports: [ErasureReceiptView, ProblemAlert, TextField, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(560px,calc(100vw-32px))] rounded-card border border-line bg-card p-5 text-ink shadow-2xl backdrop:bg-black/50 sm:p-6" aria-labelledby="erase-title" (close)="closed.emit(receipt() !== null)">
      @if (receipt(); as receipt) {
        <div class="grid gap-4">
          <h2 id="erase-title">{{ 'person_data.erased' | transloco }}</h2>
          <p class="done" role="status">{{ 'person_data.told' | transloco }}</p>
          <ff-erasure-receipt [receipt]="receipt" [slug]="program.role()?.slug ?? ''">{{ 'receipt.file.number' | transloco: { number: receipt.id } }}</ff-erasure-receipt>
          <button type="button" class="btn btn-primary justify-self-end" (click)="dialog.close()">{{ 'person_data.close' | transloco }}</button>
        </div>
      } @else {
        <form class="grid gap-4" novalidate (submit)="erase($event)">
          <div><h2 id="erase-title">{{ 'person_data.erase_title' | transloco: { name: name() } }}</h2><p class="mt-2 text-ink-2">{{ 'person_data.erase_text' | transloco }}</p></div>
          <ff-problem [problem]="problem()" />
          <ff-text-field [field]="sure.reason" inputId="erase-reason" label="person_data.reason" />
          <p class="hint -mt-2">{{ 'person_data.reason_hint' | transloco }}</p>
          <ff-text-field [field]="sure.confirm" inputId="erase-confirm" label="person_data.confirm" inputmode="email" />
          <div class="flex flex-wrap justify-end gap-2">
            <button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button>
            <button type="submit" class="btn btn-danger" [disabled]="sure().submitting()">{{ 'person_data.erase_do' | transloco }}</button>
          </div>
        </form>
      }
    </dialog>
  `,
})
export class EraseDialog {
  readonly memberId = input.required<string>();
  readonly name = input.required<string>();
  /** With whether they are erased. */
  readonly closed = output<boolean>();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly program = inject(StaffProgram);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly receipt = signal<ErasureReceipt | null>(null);
  protected readonly sure = form(signal<Answer>({ reason: '', confirm: '' }), (path) => {
    required(path.reason);
    minLength(path.reason, 3);
    maxLength(path.reason, LIMITS.reasonChars);
    required(path.confirm);
    maxLength(path.confirm, LIMITS.emailChars);
  });

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected async erase(event: Event): Promise<void> {
    event.preventDefault();
    if (!(await submit(this.sure, (fields) => this.send(fields)))) this.sure().errorSummary()[0]?.fieldTree().focusBoundControl();
  }

  private async send(fields: FieldTree<Answer>) {
    try {
      this.problem.set(null);
      const { reason, confirm } = fields().value();
      this.receipt.set((await teamRequestsControllerErase({ path: { programId: this.program.id(), memberId: this.memberId() }, body: { reason: reason.trim(), confirm: confirm.trim() } })).data);
      return undefined;
    } catch (error) {
      const problem = readProblem(error);
      const known = problem.fields.flatMap(({ field, code }) => (field === 'reason' || field === 'confirm' ? [{ kind: KINDS[code] ?? 'invalid', fieldTree: fields[field] }] : []));
      if (known.length > 0) return known;
      this.problem.set(problem);
      return undefined;
    }
  }
}
