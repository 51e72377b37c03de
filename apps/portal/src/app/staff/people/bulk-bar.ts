import { Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { LIMITS } from '@fanfare/contracts';
import { type BulkRequest, type BulkResult, memberBookControllerListTags, membersControllerRunBulk } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { AskDialog } from '../../ui/ask-dialog';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Toasts } from '../../ui/toasts';
import { CohortDialog } from '../cohorts/cohort-dialog';
import { Cohorts } from '../cohorts/cohorts';
import { StaffProgram } from '../staff-program';
import { PeopleExport } from './people-export';
import type { PeopleQuery } from './people-query';
import type { Picked } from './picked';

type Act = BulkRequest['act']['kind'];

/** What can be done with those who are picked. */
@Component({
  selector: 'ff-bulk-bar',
  imports: [AskDialog, CohortDialog, Icon, ProblemAlert, TranslocoPipe],
  templateUrl: './bulk-bar.html',
})
export class BulkBar {
  readonly picked = input.required<Picked>();
  readonly query = input.required<PeopleQuery>();
  readonly total = input.required<{ readonly count: number; readonly more: boolean } | null>();
  readonly shown = input.required<number>();
  readonly changed = output<void>();
  /** A list was kept: its view. */
  readonly kept = output<PeopleQuery>();
  protected readonly program = inject(StaffProgram);
  protected readonly exporting = inject(PeopleExport);
  protected readonly cohorts = inject(Cohorts);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);

  protected readonly attempt = new Attempt();
  /** The act whose word is being asked for. */
  protected readonly asking = signal<Act | null>(null);
  /** Whether a cohort is being asked for. */
  protected readonly moving = signal(false);
  protected readonly tags = signal<readonly string[]>([]);
  protected readonly bounded = computed(() => !this.total()?.more && (this.total()?.count ?? 0) <= LIMITS.bulkMembers);
  protected readonly count = computed(() => (this.picked().all() ? (this.total()?.count ?? 0) : this.picked().count()));

  /** One row, or those who are picked. */
  async ask(act: Act): Promise<void> {
    this.attempt.problem.set(null);
    this.asking.set(act);
    this.tags.set(await memberBookControllerListTags({ path: { programId: this.program.id() } }).then(({ data }) => data.items.map(({ tag }) => tag), () => []));
  }

  protected async run(kind: Act, tag: string): Promise<void> {
    const select = this.picked().asSelection(this.query().filter);
    await this.attempt.run(async () => {
      const { data } = await membersControllerRunBulk({ path: { programId: this.program.id() }, body: { select, act: { kind, tag } } });
      this.finish(kind, tag, data);
    });
  }

  protected isMoved(): void {
    this.moving.set(false);
    this.picked().clear();
    this.changed.emit();
  }

  private finish(kind: Act, tag: string, { tag: folded, changed, full, viewId }: BulkResult): void {
    this.asking.set(null);
    this.toasts.say(this.transloco.translate(`people.done.${kind}`, { count: changed, tag }) + (full > 0 ? ` ${this.transloco.translate('people.done.full', { count: full })}` : ''));
    this.picked().clear();
    if (viewId) this.kept.emit({ filter: { tag: folded }, sort: 'joined.desc', view: viewId });
    this.changed.emit();
  }
}
