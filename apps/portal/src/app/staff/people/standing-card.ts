import { Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { standingsControllerReinstate, standingsControllerSuspend } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** Suspends a person or lets them back in; the reason is kept with the notes. */
@Component({
  selector: 'ff-standing-card',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <section class="card grid gap-3">
      <div><h2>{{ 'person.standing_title.' + act() | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'person.standing_text.' + act() | transloco }}</p></div>
      @if (asking()) {
        <form class="grid gap-3" (submit)="$event.preventDefault(); send(reason.value)">
          <label class="field"><span class="label">{{ 'person.why' | transloco }}</span><input #reason class="input" minlength="3" maxlength="500" required autocomplete="off"></label>
          <ff-problem [problem]="attempt.problem()" />
          <div class="flex gap-2"><button type="submit" class="btn" [class]="act() === 'suspend' ? 'btn-danger' : 'btn-ghost'" [disabled]="attempt.busy()">{{ 'person.standing_do.' + act() | transloco }}</button><button type="button" class="btn btn-ghost" (click)="asking.set(false)">{{ 'cancel' | transloco }}</button></div>
        </form>
      } @else { <div><button type="button" class="btn" [class]="act() === 'suspend' ? 'btn-danger' : 'btn-ghost'" (click)="asking.set(true)">{{ 'person.standing_do.' + act() | transloco }}</button></div> }
    </section>
  `,
})
export class StandingCard {
  readonly memberId = input.required<string>();
  readonly standing = input.required<string>();
  readonly changed = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly act = computed(() => (this.standing() === 'suspended' ? 'reinstate' : 'suspend'));
  protected readonly asking = signal(false);
  protected readonly attempt = new Attempt();
  /** One per change, not per try. */
  private id = newId();

  protected async send(reason: string): Promise<void> {
    const request = { path: { programId: this.program.id(), memberId: this.memberId() }, body: { id: this.id, reason } };
    if (!(await this.attempt.run(() => (this.act() === 'suspend' ? standingsControllerSuspend(request) : standingsControllerReinstate(request))))) return;
    this.id = newId();
    this.asking.set(false);
    this.changed.emit();
  }
}
