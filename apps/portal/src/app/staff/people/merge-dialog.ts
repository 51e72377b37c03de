import { afterNextRender, Component, computed, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Member, mergesControllerMerge, mergesControllerUnmerge } from '../../api/generated';
import { mergesControllerPreviewResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { problemOfRead } from '../../api/problem';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StaffProgram } from '../staff-program';
import { MemberChoice } from './member-choice';
import { MergePreview } from './merge-preview';

/** What is to happen to a person and another one; null: who that is has yet to be said. */
export interface MergeAct {
  readonly kind: 'merged' | 'unmerged';
  readonly otherId: string | null;
}

/** Makes two members one or parts them again, after showing what that does. */
@Component({
  selector: 'ff-merge-dialog',
  imports: [MemberChoice, MergePreview, ProblemAlert, Reading, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(620px,calc(100vw-32px))] rounded-card border border-line bg-card p-5 text-ink shadow-2xl backdrop:bg-black/50 sm:p-6" aria-labelledby="merge-title" (close)="closed.emit()">
      <form class="grid gap-5" (submit)="$event.preventDefault(); send()">
        <div><h2 id="merge-title">{{ 'merge.title.' + act().kind | transloco }}</h2><p class="mt-2 text-ink-2">{{ 'merge.text.' + act().kind | transloco }}</p></div>
        @if (act().otherId === null) { <ff-member-choice label="merge.other" [except]="memberId()" [(member)]="chosen" /> }
        <ff-problem [problem]="attempt.problem() ?? problem()" />
        @if (preview(); as preview) { <ff-merge-preview [preview]="preview" [kind]="act().kind" /> } @else if (reading.isLoading()) { <ff-reading /> }
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button>
          <button type="submit" class="btn btn-primary" [disabled]="attempt.busy() || !preview()">{{ 'merge.do.' + act().kind | transloco }}</button>
        </div>
      </form>
    </dialog>
  `,
})
export class MergeDialog {
  readonly memberId = input.required<string>();
  readonly act = input.required<MergeAct>();
  readonly acted = output<void>();
  readonly closed = output<void>();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly program = inject(StaffProgram);
  protected readonly chosen = signal<Member | null>(null);
  private readonly otherId = computed(() => this.act().otherId ?? this.chosen()?.id ?? null);
  private readonly path = computed(() => ({ programId: this.program.id(), memberId: this.memberId() }));
  protected readonly reading = mergesControllerPreviewResource(() => {
    const other = this.otherId();
    return other ? { path: this.path(), query: { with: other, undo: this.act().kind === 'unmerged' ? 'true' : 'false' } } : undefined;
  });
  protected readonly preview = computed(() => (this.reading.hasValue() && !this.reading.isLoading() ? this.reading.value() : null));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));
  protected readonly attempt = new Attempt();
  /** One per dialog, not per try: sent again after a lost answer, it is the same act. */
  private readonly id = newId();

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected async send(): Promise<void> {
    const otherId = this.otherId();
    if (!otherId) return;
    const request = { path: this.path(), body: { id: this.id, otherId } };
    if (!(await this.attempt.run(() => (this.act().kind === 'merged' ? mergesControllerMerge(request) : mergesControllerUnmerge(request))))) return;
    this.acted.emit();
    this.dialog().nativeElement.close();
  }
}
