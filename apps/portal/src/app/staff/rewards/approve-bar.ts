import { Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type ApprovedGrants, moneyControllerApprove, moneyControllerReject } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { AskDialog } from '../../ui/ask-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** Says yes or no to the rewards that are ticked, and what came of it. */
@Component({
  selector: 'ff-approve-bar',
  imports: [AskDialog, ProblemAlert, TranslocoPipe],
  template: `
    <div class="mb-4 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-line bg-card p-4">
      <label class="flex min-h-8 flex-1 items-center gap-2.5"><input #every type="checkbox" class="size-4 accent-brand" [checked]="all().length > 0 && picked().size === all().length" [disabled]="all().length === 0" (change)="picks.emit(every.checked ? all() : [])">{{ 'staff.approve_picked' | transloco: { count: picked().size } }}</label>
      <button type="button" class="btn btn-primary btn-small" [disabled]="picked().size === 0 || attempt.busy()" (click)="approve()">{{ 'staff.approve' | transloco }}</button>
      <button type="button" class="btn btn-ghost btn-small" [disabled]="picked().size === 0 || attempt.busy()" (click)="rejecting.set(true)">{{ 'staff.reject' | transloco }}</button>
    </div>
    <ff-problem class="mb-4" [problem]="rejecting() ? null : attempt.problem()" />
    <div role="status">@if (outcome(); as outcome) { <p class="done mb-4">{{ 'staff.approved_outcome' | transloco: { approved: outcome.approved, waiting: outcome.waiting } }}@for (why of refusals(); track why.code) { <span class="block">{{ 'staff.not_approved.' + why.code | transloco: { count: why.count } }}</span> }</p> }</div>
    @if (rejecting()) {
      <ff-ask [heading]="'staff.reject_heading' | transloco: { count: picked().size }" [text]="'staff.reject_text' | transloco" [label]="'staff.reason' | transloco" [action]="'staff.reject' | transloco" [most]="500" [problem]="attempt.problem()" (answered)="reject($event)" (closed)="rejecting.set(false)" />
    }
  `,
})
export class ApproveBar {
  /** Grants that this person can approve, and those of them that are ticked. */
  readonly all = input.required<readonly string[]>();
  readonly picked = input.required<ReadonlySet<string>>();
  readonly picks = output<readonly string[]>();
  readonly done = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly attempt = new Attempt();
  protected readonly rejecting = signal(false);
  protected readonly outcome = signal<ApprovedGrants | null>(null);
  protected readonly refusals = computed(() => [...Map.groupBy(this.outcome()?.refused ?? [], ({ code }) => code)].map(([code, list]) => ({ code, count: list.length })));

  protected async approve(): Promise<void> {
    this.outcome.set(null);
    await this.attempt.run(async () => this.outcome.set((await moneyControllerApprove({ path: this.path(), body: { grantIds: [...this.picked()] } })).data));
    this.done.emit();
  }

  protected async reject(reason: string): Promise<void> {
    this.outcome.set(null);
    if (!(await this.attempt.run(() => moneyControllerReject({ path: this.path(), body: { grantIds: [...this.picked()], reason } })))) return;
    this.rejecting.set(false);
    this.done.emit();
  }

  private path() {
    return { programId: this.program.id() };
  }
}
