import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Member } from '../../api/generated';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { Sparkline } from '../../ui/sparkline';
import { StatusPill } from '../../ui/status-pill';
import { TierPill } from '../../ui/tier-pill';
import { Cohorts } from '../cohorts/cohorts';
import { nextSort, type PeopleSort } from './people-query';
import type { Picked } from './picked';

type Column = 'joined' | 'qualified' | 'name';
const TAGS_SHOWN = 2;

/** People as rows: picked by a box, opened by the name, sorted by the heads of the columns. */
@Component({
  selector: 'ff-people-table',
  imports: [Avatar, CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon, LocalDatePipe, Sparkline, StatusPill, TierPill, TranslocoPipe],
  templateUrl: './people-table.html',
})
export class PeopleTable {
  readonly rows = input.required<readonly Member[]>();
  readonly sort = input.required<PeopleSort>();
  readonly picked = input.required<Picked>();
  readonly addressOf = input.required<(id: string) => string>();
  readonly sorted = output<PeopleSort>();
  readonly opened = output<string>();
  /** One row is to be tagged. */
  readonly tagged = output<string>();
  protected readonly cohorts = inject(Cohorts);
  protected readonly tagsShown = TAGS_SHOWN;

  protected direction(column: Column): 'ascending' | 'descending' | null {
    const [by, way] = this.sort().split('.');
    return by === column ? (way === 'asc' ? 'ascending' : 'descending') : null;
  }

  protected sortBy(column: Column): void {
    this.sorted.emit(nextSort(this.sort(), column));
  }

  /** A tab of its own is the browser's business. */
  protected follow(event: MouseEvent, id: string): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.opened.emit(id);
  }

  protected moves(weeks: readonly number[]): boolean {
    return weeks.some((count) => count > 0);
  }
}
