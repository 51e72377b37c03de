import { Component, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MemberBook, memberBookControllerAddNote, memberBookControllerRemoveNote } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Session } from '../../session/session';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';

type Note = MemberBook['notes'][number];

/** What the team knows of a person, and what the person has written to the team. */
@Component({
  selector: 'ff-person-notes',
  imports: [LocalDatePipe, ProblemAlert, StatusPill, TranslocoPipe],
  templateUrl: './person-notes.html',
})
export class PersonNotes {
  readonly book = input.required<MemberBook>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly session = inject(Session);
  protected readonly attempt = new Attempt();
  /** One per note, not per try. */
  private id = newId();

  protected may(): boolean {
    return this.program.may('members:write') && this.book().member.standing !== 'erased';
  }

  protected mayRemove(note: Note): boolean {
    return this.may() && note.kind === 'note' && (note.author.id === this.session.me()?.account.id || this.program.may('ledger:adjust'));
  }

  protected async add(field: HTMLTextAreaElement): Promise<void> {
    const body = { id: this.id, text: field.value };
    if (!(await this.attempt.run(() => memberBookControllerAddNote({ path: this.path(), body })))) return;
    this.id = newId();
    field.value = '';
    this.changed.emit();
  }

  protected async remove(note: Note): Promise<void> {
    if (await this.attempt.run(() => memberBookControllerRemoveNote({ path: { ...this.path(), noteId: note.id } }))) this.changed.emit();
  }

  private path(): { programId: string; memberId: string } {
    return { programId: this.program.id(), memberId: this.book().member.id };
  }
}
