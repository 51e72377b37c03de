import { Component, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Avatar } from '../../ui/avatar';
import { StaffProgram } from '../staff-program';
import { AssignmentDesk, type Waiting } from './assignment-desk';
import { GiveTo } from './give-to';

/** Who of the team looks at a friend, and the ways to change that. */
@Component({
  selector: 'ff-assignee',
  imports: [Avatar, GiveTo, TranslocoPipe],
  template: `
    <span class="flex items-center gap-2">
      @if (friend().assignee; as person) { <ff-avatar class="size-7! text-[11px]!" [name]="person.name" /><span>{{ desk.isMine(friend()) ? ('assign.yours' | transloco) : ('assign.has' | transloco: { name: person.name ?? ('person.somebody' | transloco) }) }}</span> }
      @else { <span class="text-ink-2">{{ 'assign.nobodys' | transloco }}</span> }
    </span>
    @if (program.may('reviews:decide')) {
      <span class="flex flex-wrap items-center gap-2">
        @if (!friend().assignee || desk.isMine(friend())) {
          <button type="button" class="btn btn-ghost btn-small" aria-keyshortcuts="t" [disabled]="desk.attempt.busy()" (click)="desk.take([friend()])">{{ (friend().assignee ? 'assign.give_back' : 'assign.take') | transloco }}</button>
        } @else { <button type="button" class="btn btn-ghost btn-small" [disabled]="desk.attempt.busy()" (click)="desk.takeOver(friend())">{{ 'assign.take_over' | transloco }}</button> }
        <ff-give-to [except]="friend().assignee?.accountId ?? null" (chosen)="desk.give([friend()], $event)" />
      </span>
    }
  `,
  host: { class: 'flex flex-wrap items-center gap-x-4 gap-y-2 text-[13px]' },
})
export class Assignee {
  readonly friend = input.required<Waiting>();
  protected readonly program = inject(StaffProgram);
  protected readonly desk = inject(AssignmentDesk);
}
