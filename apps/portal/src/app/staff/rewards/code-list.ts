import { Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type AddedCodes, codesControllerAdd, codesControllerWithdraw, type Reward } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** Codes or gift cards that somebody else has made: how many are left, and more of them. Which they are is never shown. */
@Component({
  selector: 'ff-code-list',
  imports: [ConfirmDialog, Icon, ProblemAlert, TranslocoPipe],
  template: `
    <h2 class="mb-1.5">{{ (ofCards() ? 'staff.cards' : 'staff.codes') | transloco }}</h2>
    <p class="mb-4 text-ink-2">{{ (ofCards() ? 'staff.cards_text' : 'staff.codes_text') | transloco }}</p>
    @if (reward().pool; as pool) { <p class="mb-1.5 font-display text-[21px] font-semibold">{{ 'staff.codes_left' | transloco: { count: pool.unitsLeft, given: pool.given } }}</p> }
    @if (reward().cards; as cards) {
      <p class="text-ink-2">{{ 'staff.cards_figures' | transloco: { seen: cards.seen } }}@if (cards.lapsed > 0) { {{ 'staff.cards_lapsed' | transloco: { count: cards.lapsed } }}}</p>
      @if (cards.lapsing > 0) { <p class="notice mt-3">{{ 'staff.cards_lapsing' | transloco: { count: cards.lapsing } }}.</p> }
    }
    <form class="mt-4 grid gap-3" (submit)="$event.preventDefault(); add(typed.value, typed)">
      <label class="field"><span class="label">{{ (ofCards() ? 'staff.cards_paste' : 'staff.codes_paste') | transloco }}</span><textarea #typed class="input min-h-28 py-2 font-mono text-[13px]" spellcheck="false" autocomplete="off" [placeholder]="example()"></textarea></label>
      @if (ofCards()) { <p class="hint">{{ 'staff.cards_paste_hint' | transloco }}</p> }
      <div class="flex flex-wrap gap-2">
        <button type="submit" class="btn btn-primary" [disabled]="attempt.busy()">{{ (ofCards() ? 'staff.cards_add' : 'staff.codes_add') | transloco }}</button>
        <button type="button" class="btn btn-ghost" [disabled]="attempt.busy()" (click)="tryOut(typed.value)">{{ 'staff.codes_try' | transloco }}</button>
        <button type="button" class="btn btn-ghost" [disabled]="attempt.busy()" (click)="file.click()">{{ 'staff.codes_file' | transloco }}</button>
        <input #file type="file" class="hidden" accept=".csv,.txt,text/csv,text/plain" (change)="tryFile(file)">
        @if (reward().pool?.unitsLeft) { <button type="button" class="btn btn-danger" [disabled]="attempt.busy()" (click)="asking.set(true)">{{ 'staff.codes_withdraw' | transloco }}</button> }
      </div>
    </form>
    <ff-problem class="mt-4" [problem]="attempt.problem()" />
    <div role="status">
      @if (result(); as result) {
        <p class="mt-4 flex items-start gap-2" [class]="result.tried ? 'notice' : 'done'">@if (!result.tried) { <ff-icon name="check" class="mt-0.5" /> }<span>{{ said(result.tried) | transloco: { added: result.added, known: result.known } }}@if (result.served > 0) { {{ 'staff.codes_served' | transloco: { count: result.served } }}}</span></p>
        @if (result.refusedCount > 0) {
          <div class="notice mt-3"><p>{{ 'staff.codes_refused' | transloco: { count: result.refusedCount } }}</p>
            <ul class="mt-1.5 list-disc ps-5">@for (line of result.refused; track line.line) { <li>{{ 'staff.codes_line' | transloco: { line: line.line } }} {{ 'staff.codes_why.' + line.why | transloco }}</li> }</ul></div>
        }
      }
    </div>
    @if (chosen(); as file) { <button type="button" class="btn btn-primary mt-3" [disabled]="attempt.busy()" (click)="addFile(file)">{{ 'staff.codes_add_file' | transloco: { name: file.name } }}</button> }
    @if (asking()) { <ff-confirm [heading]="(ofCards() ? 'staff.cards_withdraw_ask' : 'staff.codes_withdraw_ask') | transloco: { count: reward().pool?.unitsLeft }" [text]="(ofCards() ? 'staff.cards_withdraw_text' : 'staff.codes_withdraw_text') | transloco" [action]="'staff.codes_withdraw' | transloco" (confirmed)="withdraw()" (closed)="asking.set(false)" /> }
  `,
  host: { class: 'card block' },
})
export class CodeList {
  readonly reward = input.required<Reward>();
  readonly changed = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly attempt = new Attempt();
  protected readonly result = signal<(AddedCodes & { readonly tried: boolean }) | null>(null);
  /** A file that was tried out, and may be added. */
  protected readonly chosen = signal<File | null>(null);
  protected readonly asking = signal(false);
  protected readonly ofCards = computed(() => this.reward().kind === 'gift_card');

  protected readonly example = computed(() => (this.ofCards() ? '6006 4912 0001; 0042; 2027-12-31' : 'SPRING-1A2B\nSPRING-3C4D'));

  protected said(tried: boolean): string {
    return `staff.${this.ofCards() ? 'cards' : 'codes'}_${tried ? 'would_add' : 'added'}`;
  }

  protected async add(text: string, field: HTMLTextAreaElement): Promise<void> {
    if (text.trim() && (await this.send(asCsv(text), 'false'))) field.value = '';
  }

  protected async tryOut(text: string): Promise<void> {
    if (text.trim()) await this.send(asCsv(text), 'true');
  }

  /** What is in a file is seen before it is added. */
  protected async tryFile(from: HTMLInputElement): Promise<void> {
    const file = from.files?.[0];
    if (file && (await this.send(file, 'true'))) this.chosen.set(file);
    from.value = '';
  }

  protected async addFile(file: File): Promise<void> {
    await this.send(file, 'false');
  }

  protected async withdraw(): Promise<void> {
    this.result.set(null);
    if (await this.attempt.run(() => codesControllerWithdraw({ path: this.path() }))) this.changed.emit();
  }

  private async send(body: Blob, dryRun: 'true' | 'false'): Promise<boolean> {
    this.result.set(null);
    this.chosen.set(null);
    const tried = dryRun === 'true';
    const worked = await this.attempt.run(async () => {
      this.result.set({ ...(await codesControllerAdd({ path: this.path(), query: { dryRun }, body })).data, tried });
    });
    if (worked && !tried) this.changed.emit();
    return worked;
  }

  private path() {
    return { programId: this.program.id(), rewardId: this.reward().id };
  }
}

function asCsv(text: string): Blob {
  return new Blob([text], { type: 'text/csv' });
}
