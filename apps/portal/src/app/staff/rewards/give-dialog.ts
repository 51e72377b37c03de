import { afterNextRender, Component, effect, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { grantsControllerGive, type Member, membersControllerList, type Reward } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { Language } from '../../i18n/language';
import { ProblemAlert } from '../../ui/problem-alert';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';

const WAIT_MS = 200;
const FOUND = 6;

/** Gives somebody a reward by hand: who, what, and why. */
@Component({
  selector: 'ff-give-dialog',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(520px,calc(100vw-32px))] rounded-card border border-line bg-card p-5 text-ink shadow-2xl backdrop:bg-black/50 sm:p-6" aria-labelledby="give-title" (close)="closed.emit()">
      <form class="grid gap-4" (submit)="$event.preventDefault(); give(which.value, why.value)">
        <h2 id="give-title">{{ 'staff.give' | transloco }}</h2>
        <div class="field">
          <label class="label" for="give-who">{{ 'staff.give_who' | transloco }}</label>
          @if (member(); as chosen) {
            <p class="flex items-center justify-between gap-3 rounded-control border border-line-2 px-3 py-2"><span><strong class="font-semibold">{{ chosen.name ?? chosen.email }}</strong><span class="block text-[13px] text-ink-2">{{ chosen.email }}</span></span><button type="button" class="btn btn-ghost btn-small" (click)="member.set(null)">{{ 'staff.give_other' | transloco }}</button></p>
          } @else {
            <input id="give-who" type="search" class="input" autocomplete="off" maxlength="100" [placeholder]="'staff.people_search' | transloco" #who (input)="typed.set(who.value)">
            @if (search()) {
              <ul class="grid gap-1">
                @for (found of members.items(); track found.id) { <li><button type="button" class="w-full rounded-control px-3 py-2 text-start hover:bg-sunken" (click)="member.set(found)"><strong class="font-semibold">{{ found.name ?? found.email }}</strong><span class="block text-[13px] text-ink-2">{{ found.email }}</span></button></li> }
                @if (members.isEmpty()) { <li class="px-3 py-2 text-ink-2">{{ 'staff.give_nobody' | transloco }}</li> }
              </ul>
            }
          }
        </div>
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
  protected readonly typed = signal('');
  protected readonly search = signal('');
  protected readonly member = signal<Member | null>(null);
  protected readonly members = new Pages<Member>(async () => (await membersControllerList({ path: { programId: this.program.id() }, query: { limit: FOUND, search: this.search() } })).data);

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
    effect((onCleanup) => {
      const typed = this.typed().trim();
      const timer = setTimeout(() => this.search.set(typed), WAIT_MS);
      onCleanup(() => clearTimeout(timer));
    });
    effect(() => {
      if (this.search()) void this.members.reload();
    });
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
