import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, effect, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink, RouterOutlet } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type Member, membersControllerCount, membersControllerList, type PeopleFilter } from '../../api/generated';
import { Pages } from '../../api/pages';
import { Language } from '../../i18n/language';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StaffProgram } from '../staff-program';
import { BulkBar } from './bulk-bar';
import type { PersonDrawer } from './person-drawer';
import { PeopleFilters } from './people-filters';
import { PeopleExport } from './people-export';
import { isEmpty, type PeopleQuery, type PeopleSort, readQuery, writeQuery } from './people-query';
import { PeopleTable } from './people-table';
import { Picked } from './picked';
import { ViewTabs } from './view-tabs';

const SHOWN = 20;

/** Everybody in the program: found, filtered, sorted, kept in views, and changed many at once. One person opens beside the list. */
@Component({
  selector: 'ff-people-page',
  imports: [BulkBar, Icon, PeopleFilters, PeopleTable, ProblemAlert, Reading, RouterLink, RouterOutlet, TranslocoPipe, ViewTabs],
  templateUrl: './people-page.html',
})
export class PeoplePage {
  protected readonly program = inject(StaffProgram);
  protected readonly exporting = inject(PeopleExport);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly language = inject(Language);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);

  private readonly params = toSignal(this.route.queryParamMap, { requireSync: true });
  protected readonly query = computed(() => readQuery(this.params()), { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) });
  private readonly asked = computed(() => JSON.stringify([this.query().filter, this.query().sort]));
  protected readonly filtered = computed(() => !isEmpty(this.query().filter));

  protected readonly members = new Pages<Member>(async (cursor) =>
    (await membersControllerList({ path: { programId: this.program.id() }, query: { ...this.query().filter, sort: this.query().sort, limit: SHOWN, ...(cursor ? { cursor } : {}) } })).data);
  protected readonly total = signal<{ readonly count: number; readonly more: boolean } | null>(null);
  protected readonly picked = new Picked(this.members.items);
  protected readonly range = computed(() => {
    const total = this.total();
    const format = new Intl.NumberFormat(this.language.current());
    return total && { shown: format.format(this.members.items().length), total: `${format.format(total.count)}${total.more ? '+' : ''}` };
  });

  constructor() {
    effect(() => {
      this.asked();
      this.picked.clear();
      void this.reload();
    });
  }

  protected filter(filter: PeopleFilter): void {
    this.go({ ...this.query(), filter });
  }

  protected sort(sort: PeopleSort): void {
    this.go({ ...this.query(), sort });
    void this.announcer.announce(this.transloco.translate(`people.sorted.${sort.replace('.', '_')}`));
  }

  /** The address is the state: going back goes to the list before. */
  protected go(query: PeopleQuery): void {
    void this.router.navigate([], { relativeTo: this.route, queryParams: writeQuery(query), scroll: 'manual' });
  }

  protected open(id: string): void {
    void this.router.navigate([id], { relativeTo: this.route, queryParamsHandling: 'preserve', scroll: 'manual' });
  }

  /** Of a row, for those who open it in a tab of its own. */
  protected readonly addressOf = (id: string): string => this.router.serializeUrl(this.router.createUrlTree([id], { relativeTo: this.route, queryParamsHandling: 'preserve' }));

  /** Whoever was open may stand differently now. */
  protected closed(drawer: Pick<PersonDrawer, 'changed'>): void {
    if (drawer.changed()) void this.reload();
  }

  protected async reload(): Promise<void> {
    const asked = this.asked();
    const counted = membersControllerCount({ path: { programId: this.program.id() }, query: this.query().filter }).then(({ data }) => data, () => null);
    await this.members.reload();
    const total = await counted;
    if (asked === this.asked()) this.total.set(total);
  }
}
