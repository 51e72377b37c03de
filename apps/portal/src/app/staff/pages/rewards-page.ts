import { HttpErrorResponse } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { catalogueControllerStockOf, type Reward } from '../../api/generated';
import { catalogueControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { readProblem } from '../../api/problem';
import { Language } from '../../i18n/language';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { GrantList } from './grant-list';
import { textIn } from './text-in';

/** What members can earn, how much of it is left, and who has earned it. */
@Component({
  selector: 'ff-rewards-page',
  imports: [GrantList, Icon, PageHeading, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './rewards-page.html',
})
export class RewardsPage {
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  /** The reward whose stock is being typed. */
  protected readonly stocking = signal<string | null>(null);
  private readonly reading = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly rewards = computed(() => (this.reading.hasValue() ? this.reading.value().items : null));
  protected readonly problem = computed(() => {
    const error = this.reading.error();
    return error ? readProblem(error instanceof HttpErrorResponse ? error.error : null) : null;
  });

  protected titleOf(reward: Reward): string {
    return textIn(reward.title, this.language.current());
  }

  protected countsOf(reward: Reward): { status: string; count: number }[] {
    return Object.entries(reward.grants).map(([status, count]) => ({ status, count })).filter(({ count }) => count > 0);
  }

  /** @param typed empty: there is always enough */
  protected async stock(reward: Reward, typed: string): Promise<void> {
    const body = { unitsLeft: typed === '' ? null : Number(typed) };
    if (!(await this.attempt.run(() => catalogueControllerStockOf({ path: { programId: this.program.id(), rewardId: reward.id }, body })))) return;
    this.stocking.set(null);
    this.reading.reload();
  }
}
