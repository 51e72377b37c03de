import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type PeopleView, peopleViewsControllerChange, peopleViewsControllerCreate, peopleViewsControllerRemove } from '../../api/generated';
import { peopleViewsControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { AskDialog } from '../../ui/ask-dialog';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { StaffProgram } from '../staff-program';
import { isEmpty, isSame, type PeopleQuery } from './people-query';

/** Saved views as tabs over the list; what was changed since can be saved, as the same view or another. */
@Component({
  selector: 'ff-view-tabs',
  imports: [AskDialog, CdkMenu, CdkMenuItem, CdkMenuTrigger, ConfirmDialog, Icon, TranslocoPipe],
  templateUrl: './view-tabs.html',
})
export class ViewTabs {
  readonly query = input.required<PeopleQuery>();
  readonly chosen = output<PeopleQuery>();
  protected readonly program = inject(StaffProgram);
  private readonly saved = peopleViewsControllerListResource(() => (this.program.id() ? { path: { programId: this.program.id() } } : undefined));

  protected readonly views = computed(() => (this.saved.hasValue() ? this.saved.value().items : []));
  protected readonly current = computed(() => this.views().find(({ id }) => id === this.query().view) ?? null);
  protected readonly isChanged = computed(() => { const view = this.current(); return view !== null && !isSame(view, this.query()); });
  /** There is something to save that no view says yet. */
  protected readonly isNew = computed(() => !isEmpty(this.query().filter) && !this.views().some((view) => isSame(view, this.query())));
  protected readonly naming = signal<'new' | 'rename' | null>(null);
  protected readonly removing = signal<PeopleView | null>(null);
  protected readonly attempt = new Attempt();

  protected choose(view: PeopleView | null): void {
    this.chosen.emit(view ? { filter: view.filter, sort: view.sort, view: view.id } : { filter: {}, sort: 'joined.desc', view: null });
  }

  protected name(what: 'new' | 'rename'): void {
    this.attempt.problem.set(null);
    this.naming.set(what);
  }

  protected async save(name: string): Promise<void> {
    const view = this.naming() === 'rename' ? this.current() : null;
    const { filter, sort } = view ?? this.query();
    await this.keep(view, { name, filter, sort });
  }

  protected async update(view: PeopleView): Promise<void> {
    const { filter, sort } = this.query();
    await this.keep(view, { name: view.name, filter, sort });
  }

  protected async remove(view: PeopleView): Promise<void> {
    if (!(await this.attempt.run(() => peopleViewsControllerRemove({ path: { programId: this.program.id(), viewId: view.id } })))) return;
    this.saved.reload();
    this.choose(null);
  }

  /** A list was kept elsewhere. */
  reload(): void {
    this.saved.reload();
  }

  private async keep(view: PeopleView | null, body: Pick<PeopleView, 'name' | 'filter' | 'sort'>): Promise<void> {
    const path = { programId: this.program.id() };
    await this.attempt.run(async () => {
      const { data } = view ? await peopleViewsControllerChange({ path: { ...path, viewId: view.id }, body }) : await peopleViewsControllerCreate({ path, body });
      this.naming.set(null);
      this.saved.reload();
      this.chosen.emit({ ...this.query(), view: data.id });
    });
  }
}
