import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Reviewer } from '../../api/generated';
import { AssignmentDesk } from './assignment-desk';

/** Chooses whom of the team to give friends to. */
@Component({
  selector: 'ff-give-to',
  imports: [TranslocoPipe],
  template: `
    <select #who class="input min-h-9 w-auto max-w-[180px] py-1 text-[13px]" [disabled]="desk.attempt.busy()" [attr.aria-label]="'assign.give_to' | transloco" (change)="choose(who)">
      <option value="" selected>{{ 'assign.give_to' | transloco }}</option>
      @for (person of others(); track person.accountId) { <option [value]="person.accountId">{{ person.name ?? ('person.somebody' | transloco) }}</option> }
    </select>
  `,
})
export class GiveTo {
  /** Who has them already. */
  readonly except = input<string | null>(null);
  readonly chosen = output<Reviewer>();
  protected readonly desk = inject(AssignmentDesk);
  protected readonly others = computed(() => this.desk.reviewers().filter(({ accountId }) => accountId !== this.except()));

  protected choose(who: HTMLSelectElement): void {
    const person = this.others().find(({ accountId }) => accountId === who.value);
    who.value = '';
    if (person) this.chosen.emit(person);
  }
}
