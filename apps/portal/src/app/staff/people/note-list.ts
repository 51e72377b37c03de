import { Component, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { LIMITS } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import type { NoteRequest, StaffNote } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Session } from '../../session/session';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';

const TONES: Record<Exclude<StaffNote['kind'], 'note'>, Tone> = { suspended: 'warn', reinstated: 'good', cohort: 'good', adjusted: 'plain', reward: 'plain' };

/** Where notes are kept. */
export interface NotePlace {
  add(body: NoteRequest): Promise<unknown>;
  remove(noteId: string): Promise<unknown>;
}

/** Notes of the team, newest first, and the place to write one. */
@Component({
  selector: 'ff-note-list',
  imports: [LocalDatePipe, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  template: `
    @if (may()) {
      <form class="mb-4 grid gap-2" (submit)="$event.preventDefault(); add(field)">
        <textarea #field class="input min-h-20 py-2" rows="3" [attr.maxlength]="most" required [attr.aria-label]="label() | transloco" [placeholder]="label() | transloco"></textarea>
        <div><button type="submit" class="btn btn-ghost btn-small" [disabled]="attempt.busy()">{{ 'person.note_add' | transloco }}</button></div>
      </form>
    }
    <ff-problem class="mb-3" [problem]="attempt.problem()" />
    <ul class="rows grid">
      @for (note of notes(); track note.id) {
        <li>
          <p class="wrap-anywhere whitespace-pre-line">@if (note.kind !== 'note') { <ff-pill class="me-1" [tone]="tones[note.kind]">{{ 'person.note_kind.' + note.kind | transloco }}</ff-pill> }{{ note.text }}</p>
          <p class="mt-1 flex flex-wrap items-center gap-x-3 text-[13px] text-ink-2">{{ note.author.name ?? ('person.somebody' | transloco) }} · {{ note.createdAt | localDate }}
            @if (note.referralId && note.referralId !== referralId()) { <a class="link" [routerLink]="['/staff', program.role()?.slug, 'friends']" [queryParams]="{ open: note.referralId }">{{ 'person.note_evidence' | transloco }}</a> }
            @if (mayRemove(note)) { <button type="button" class="link min-h-6" [disabled]="attempt.busy()" (click)="remove(note)">{{ 'person.note_remove' | transloco }}</button> }</p>
        </li>
      } @empty { <li class="text-ink-2">{{ 'person.notes_none' | transloco }}</li> }
    </ul>
  `,
  host: { class: 'block' },
})
export class NoteList {
  readonly notes = input.required<readonly StaffNote[]>();
  readonly place = input.required<NotePlace>();
  readonly may = input.required<boolean>();
  /** Message key of the field. */
  readonly label = input.required<string>();
  /** The evidence that is open beside them. */
  readonly referralId = input<string | null>(null);
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly session = inject(Session);
  protected readonly most = LIMITS.noteChars;
  protected readonly tones = TONES;
  protected readonly attempt = new Attempt();
  /** One per note, not per try. */
  private id = newId();

  protected mayRemove(note: StaffNote): boolean {
    return this.may() && note.kind === 'note' && (note.author.id === this.session.me()?.account.id || this.program.may('ledger:adjust'));
  }

  protected async add(field: HTMLTextAreaElement): Promise<void> {
    const body = { id: this.id, text: field.value };
    if (!(await this.attempt.run(() => this.place().add(body)))) return;
    this.id = newId();
    field.value = '';
    field.blur(); // the next key is one of the desk's again
    this.changed.emit();
  }

  protected async remove(note: StaffNote): Promise<void> {
    if (await this.attempt.run(() => this.place().remove(note.id))) this.changed.emit();
  }
}
