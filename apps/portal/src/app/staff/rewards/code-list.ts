import { Component, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type AddedCodes, codesControllerAdd, codesControllerWithdraw, type Reward } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** Codes that the shop has made: how many are left, and more of them. Which they are is never shown. */
@Component({
  selector: 'ff-code-list',
  imports: [ConfirmDialog, Icon, ProblemAlert, TranslocoPipe],
  template: `
    <h2 class="mb-1.5">{{ 'staff.codes' | transloco }}</h2>
    <p class="mb-4 text-ink-2">{{ 'staff.codes_text' | transloco }}</p>
    @if (reward().pool; as pool) { <p class="mb-4 font-display text-[21px] font-semibold">{{ 'staff.codes_left' | transloco: { count: pool.unitsLeft, given: pool.given } }}</p> }
    <form class="grid gap-3" (submit)="$event.preventDefault(); add(typed.value, typed)">
      <label class="field"><span class="label">{{ 'staff.codes_paste' | transloco }}</span><textarea #typed class="input min-h-28 py-2 font-mono text-[13px]" spellcheck="false" autocomplete="off" placeholder="SPRING-1A2B&#10;SPRING-3C4D"></textarea></label>
      <div class="flex flex-wrap gap-2">
        <button type="submit" class="btn btn-primary" [disabled]="attempt.busy()">{{ 'staff.codes_add' | transloco }}</button>
        <button type="button" class="btn btn-ghost" [disabled]="attempt.busy()" (click)="file.click()">{{ 'staff.codes_file' | transloco }}</button>
        <input #file type="file" class="hidden" accept=".csv,.txt,text/csv,text/plain" (change)="addFile(file)">
        @if (reward().pool?.unitsLeft) { <button type="button" class="btn btn-danger" [disabled]="attempt.busy()" (click)="asking.set(true)">{{ 'staff.codes_withdraw' | transloco }}</button> }
      </div>
    </form>
    <ff-problem class="mt-4" [problem]="attempt.problem()" />
    <div role="status">
      @if (result(); as result) {
        <p class="done mt-4 flex items-start gap-2"><ff-icon name="check" class="mt-0.5" /><span>{{ 'staff.codes_added' | transloco: { added: result.added, known: result.known } }}@if (result.served > 0) { {{ 'staff.codes_served' | transloco: { count: result.served } }}}</span></p>
        @if (result.refusedCount > 0) {
          <div class="notice mt-3"><p>{{ 'staff.codes_refused' | transloco: { count: result.refusedCount } }}</p>
            <ul class="mt-1.5 list-disc ps-5">@for (line of result.refused; track line.line) { <li>{{ 'staff.codes_line' | transloco: { line: line.line } }} {{ 'staff.codes_why.' + line.why | transloco }}</li> }</ul></div>
        }
      }
    </div>
    @if (asking()) { <ff-confirm [heading]="'staff.codes_withdraw_ask' | transloco: { count: reward().pool?.unitsLeft }" [text]="'staff.codes_withdraw_text' | transloco" [action]="'staff.codes_withdraw' | transloco" (confirmed)="withdraw()" (closed)="asking.set(false)" /> }
  `,
  host: { class: 'card block' },
})
export class CodeList {
  readonly reward = input.required<Reward>();
  readonly changed = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly attempt = new Attempt();
  protected readonly result = signal<AddedCodes | null>(null);
  protected readonly asking = signal(false);

  protected async add(text: string, field: HTMLTextAreaElement): Promise<void> {
    if (text.trim() && (await this.send(new Blob([text], { type: 'text/csv' })))) field.value = '';
  }

  protected async addFile(from: HTMLInputElement): Promise<void> {
    const file = from.files?.[0];
    if (file) await this.send(file);
    from.value = '';
  }

  protected async withdraw(): Promise<void> {
    this.result.set(null);
    if (await this.attempt.run(() => codesControllerWithdraw({ path: this.path() }))) this.changed.emit();
  }

  private async send(body: Blob): Promise<boolean> {
    this.result.set(null);
    const worked = await this.attempt.run(async () => {
      this.result.set((await codesControllerAdd({ path: this.path(), body })).data);
    });
    if (worked) this.changed.emit();
    return worked;
  }

  private path() {
    return { programId: this.program.id(), rewardId: this.reward().id };
  }
}
