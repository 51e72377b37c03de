import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { StaffReferral } from '../../api/generated';
import { AgePipe, AwayPipe } from '../../i18n/age.pipe';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { inject } from '@angular/core';
import { friendTones } from './friend-tones';

const HOUR_MS = 3_600_000;

/** Friends as rows: chosen with the box, opened with the name. */
@Component({
  selector: 'ff-friend-table',
  imports: [AgePipe, Avatar, AwayPipe, Icon, LocalDatePipe, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './friend-table.html',
  host: { class: 'block' },
})
export class FriendTable {
  readonly friends = input.required<readonly StaffReferral[]>();
  readonly selected = input.required<ReadonlySet<string>>();
  /** Whose row the keys move. */
  readonly active = input.required<string | null>();
  readonly refused = input.required<ReadonlyMap<string, string>>();
  readonly sort = input.required<'newest' | 'oldest'>();
  readonly selectable = input.required<boolean>();
  readonly opened = output<string>();
  readonly toggled = output<string>();
  readonly allToggled = output<void>();
  readonly sorted = output<'newest' | 'oldest'>();
  protected readonly program = inject(StaffProgram);
  protected readonly tones = friendTones;
  protected readonly all = computed(() => this.friends().length > 0 && this.friends().every(({ id }) => this.selected().has(id)));

  /** Whether it has waited longer than it should. */
  protected isLate(friend: StaffReferral): boolean {
    return friend.status === 'held' && Date.now() - Date.parse(friend.changedAt) > this.program.reviewTarget() * HOUR_MS;
  }
}
