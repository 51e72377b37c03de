import { afterNextRender, Component, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { grantsControllerGive, type Member, type Reward } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { ProblemAlert } from '../../ui/problem-alert';
import { textIn } from '../pages/text-in';
import { MemberChoice } from '../people/member-choice';
import { StaffProgram } from '../staff-program';

/** Gives somebody a reward by hand: who, what, and why. */
@Component({
  selector: 'ff-give-dialog',
  imports: [MemberChoice, ProblemAlert, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(520px,calc(100vw-32px))] rounded-card border border-line bg-card p-5 text-ink shadow-2xl backdrop:bg-black/50 sm:p-6" aria-labelledby="give-title" (close)="closed.emit()">
      <form class="grid gap-4" (submit)="$event.preventDefault(); give(which.value, why.value)">
        <h2 id="give-title">{{ 'staff.give' | transloco }}</h2>
        <ff-member-choice label="staff.give_who" [(member)]="member" />
        <label class="field"><span class="label">{{ 'staff.give_what' | transloco }}</span><select #which class="input" required><option value="">{{ 'claim.choose' | transloco }}</option>@for (reward of rewards(); track reward.id) { <option [value]="reward.id">{{ titleOf(reward) }}@if (reward.pool; as pool) { ({{ 'staff.units' | transloco: { count: pool.unitsLeft } }})}</option> }</select></label>
        <label class="field"><span class="label">{{ 'staff.give_why' | transloco }}</span><input #why class="input" required maxlength="500" autocomplete="off"></label>
        <ff-problem [problem]="attempt.problem()" />
        <div class="flex flex-wrap justify-end gap-2"><button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button><button type="submit" class="btn btn-primary" [disabled]="attempt.busy() || !member()">{{ 'staff.give_send' | transloco }}</button></div>
      </form>
    </dialog>
  `,
})
export class GiveDialog {
  readonly rewards = input.required<readonly Reward[]>();
  readonly given = output<void>();
  readonly closed = output<void>();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  protected readonly member = signal<Member | null>(null);

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected titleOf(reward: Reward): string {
    return textIn(reward.title, this.language.current());
  }

  protected async give(rewardId: string, reason: string): Promise<void> {
    const memberId = this.member()?.id;
    if (!memberId || !rewardId || !reason.trim()) return;
    if (!(await this.attempt.run(() => grantsControllerGive({ path: { programId: this.program.id() }, body: { memberId, rewardId, reason: reason.trim() } })))) return;
    this.given.emit();
    this.dialog().nativeElement.close();
  }
}
