import { HttpClient, HttpResponse } from '@angular/common/http';
import { Component, effect, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { lastValueFrom } from 'rxjs';
import { type Event as Gathering, guestListControllerCheckIn, guestListControllerList, guestListControllerUndo, type Invitation } from '../../api/generated';
import { guestListControllerExportRequest } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { Avatar } from '../../ui/avatar';
import { download } from '../../ui/download';
import { FilterChips } from '../../ui/filter-chips';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';

const WAIT_MS = 200;
const SHOWN = ['all', 'going', 'waiting', 'invited', 'declined'] as const;

/** Who was asked and what they answered; at the door, who is there. */
@Component({
  selector: 'ff-guest-list',
  imports: [Avatar, FilterChips, Icon, PagesFoot, ProblemAlert, StatusPill, TranslocoPipe],
  templateUrl: './guest-list.html',
})
export class GuestList {
  readonly event = input.required<Gathering>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly http = inject(HttpClient);
  protected readonly choices = SHOWN;
  protected readonly shown = signal<(typeof SHOWN)[number]>('all');
  protected readonly typed = signal('');
  protected readonly search = signal('');
  protected readonly attempt = new Attempt();
  protected readonly guests = new Pages<Invitation>(async (cursor) =>
    (await guestListControllerList({ path: { programId: this.program.id(), eventId: this.event().id }, query: this.query(cursor) })).data);

  constructor() {
    effect((onCleanup) => {
      const typed = this.typed().trim();
      const timer = setTimeout(() => this.search.set(typed), WAIT_MS);
      onCleanup(() => clearTimeout(timer));
    });
    effect(() => {
      this.search();
      this.shown();
      this.event();
      void this.guests.reload();
    });
  }

  /** Checks somebody in, or takes that back. The event is read again, and the list with it. */
  protected async turn(guest: Invitation): Promise<void> {
    const path = { programId: this.program.id(), eventId: this.event().id };
    const memberId = guest.member.id;
    await this.attempt.run(() => (guest.checkedInAt ? guestListControllerUndo({ path: { ...path, memberId } }) : guestListControllerCheckIn({ path, body: { memberId } })));
    this.changed.emit();
  }

  /** Everybody, whatever is searched for. */
  protected async takeAway(): Promise<void> {
    await this.attempt.run(async () => {
      const request = guestListControllerExportRequest({ path: { programId: this.program.id(), eventId: this.event().id } }).clone({ responseType: 'text' });
      const answer = await lastValueFrom(this.http.request<string>(request));
      if (answer instanceof HttpResponse && answer.body !== null) download('guests.csv', `\ufeff${answer.body}`, 'text/csv;charset=utf-8');
    });
  }

  private query(cursor: string | undefined) {
    const status = this.shown();
    return { ...(status === 'all' ? {} : { status }), ...(this.search() ? { search: this.search() } : {}), ...(cursor ? { cursor } : {}) };
  }
}
