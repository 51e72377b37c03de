import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MemberBook, memberBookControllerAddNote, memberBookControllerRemoveNote } from '../../api/generated';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { NoteList, type NotePlace } from './note-list';

/** What the team knows of a person, and what the person has written to the team. */
@Component({
  selector: 'ff-person-notes',
  imports: [LocalDatePipe, NoteList, StatusPill, TranslocoPipe],
  templateUrl: './person-notes.html',
})
export class PersonNotes {
  readonly book = input.required<MemberBook>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  protected readonly may = computed(() => this.program.may('members:write') && this.book().member.standing !== 'erased');
  protected readonly place = computed<NotePlace>(() => {
    const path = { programId: this.program.id(), memberId: this.book().member.id };
    return {
      add: (body) => memberBookControllerAddNote({ path, body }),
      remove: (noteId) => memberBookControllerRemoveNote({ path: { ...path, noteId } }),
    };
  });
}
