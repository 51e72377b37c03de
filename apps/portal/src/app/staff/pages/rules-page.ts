import { HttpErrorResponse } from '@angular/common/http';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { rulebooksControllerPublish } from '../../api/generated';
import { rulebooksControllerListResource } from '../../api/generated/@angular/common.gen';
import { type ApiProblem, readProblem } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ProblemAlert } from '../../ui/problem-alert';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { changed, thresholdsOf, withThresholds } from './thresholds';

/** Tiers and milestones with their thresholds. A change is published as the next version, and holds from then on. */
@Component({
  selector: 'ff-rules-page',
  imports: [LocalDatePipe, PageHeading, ProblemAlert, TranslocoPipe],
  templateUrl: './rules-page.html',
})
export class RulesPage {
  protected readonly program = inject(StaffProgram);
  private readonly rulebooks = rulebooksControllerListResource(() => ({ path: { programId: this.program.id() } }));

  protected readonly versions = computed(() => (this.rulebooks.hasValue() ? this.rulebooks.value().items : []));
  protected readonly inForce = computed(() => this.versions().find((version) => version.status === 'in_force') ?? null);
  /** As typed, by id of tier or milestone; begins again with every version. */
  protected readonly draft = linkedSignal(() => thresholdsOf(this.inForce()?.rules));
  protected readonly isChanged = computed(() => changed(this.inForce()?.rules, this.draft()));
  protected readonly isValid = computed(() => Object.values(this.draft()).every((at) => Number.isInteger(at) && at >= 1));
  protected readonly groups = computed(() => {
    const rules = this.inForce()?.rules;
    return rules ? [{ key: 'rules.tiers', rows: rules.tiers }, { key: 'rules.milestones', rows: rules.milestones }] : [];
  });
  protected readonly busy = signal(false);
  protected readonly published = signal<number | null>(null);
  private readonly refused = signal<ApiProblem | null>(null);
  protected readonly problem = computed(() => {
    const error = this.rulebooks.error();
    return this.refused() ?? (error ? readProblem(error instanceof HttpErrorResponse ? error.error : null) : null);
  });

  protected set(id: string, typed: number): void {
    this.draft.update((draft) => ({ ...draft, [id]: typed }));
    this.published.set(null);
  }

  protected async publish(): Promise<void> {
    const base = this.inForce();
    if (!base || !this.isValid()) return;
    this.busy.set(true);
    this.refused.set(null);
    try {
      const body = { rules: withThresholds(base.rules, this.draft()), mode: 'from_now', keepTiers: true, basedOn: base.version } as const;
      const { data } = await rulebooksControllerPublish({ path: { programId: this.program.id() }, body });
      this.rulebooks.reload();
      this.published.set(data.version);
    } catch (error) {
      this.refused.set(readProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
