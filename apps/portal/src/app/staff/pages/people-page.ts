import { Component, effect, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Member, membersControllerList } from '../../api/generated';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { TierPill } from '../../ui/tier-pill';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';

const WAIT_MS = 200;
const SHOWN = 20;

/** Everybody in the program, newest first, searched as one types. */
@Component({
  selector: 'ff-people-page',
  imports: [Avatar, Icon, LocalDatePipe, PageHeading, ProblemAlert, RouterLink, StatusPill, TierPill, TranslocoPipe],
  templateUrl: './people-page.html',
})
export class PeoplePage {
  private readonly program = inject(StaffProgram);

  protected readonly typed = signal('');
  protected readonly search = signal('');
  protected readonly members = new Pages<Member>(async (cursor) =>
    (await membersControllerList({ path: { programId: this.program.id() }, query: { limit: SHOWN, ...(this.search() ? { search: this.search() } : {}), ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    effect((onCleanup) => {
      const typed = this.typed().trim();
      const timer = setTimeout(() => this.search.set(typed), WAIT_MS);
      onCleanup(() => clearTimeout(timer));
    });
    effect(() => {
      this.search();
      void this.members.reload();
    });
  }
}
