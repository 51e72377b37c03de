import { Component, effect, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import {
  type Grant, grantsControllerDeliver, grantsControllerFulfil, grantsControllerList, grantsControllerPack, grantsControllerReveal, grantsControllerShip, grantsControllerTakeBack,
  type RevealedAddress,
} from '../../api/generated';
import { Pages } from '../../api/pages';
import { type ApiProblem, readProblem } from '../../api/problem';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { FilterChips } from '../../ui/filter-chips';
import { ProblemAlert } from '../../ui/problem-alert';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';

const STATUSES = ['claimed', 'packed', 'shipped', 'delivered', 'returned', 'queued'] as const;
type Status = (typeof STATUSES)[number];
type Step = 'pack' | 'ship' | 'deliver' | 'return' | 'fulfil';
const STEPS = { pack: grantsControllerPack, deliver: grantsControllerDeliver, return: grantsControllerTakeBack, fulfil: grantsControllerFulfil };

/** Claimed rewards on their way from the shelf to the door. */
@Component({
  selector: 'ff-parcels-page',
  imports: [FilterChips, LocalDatePipe, PageHeading, ProblemAlert, TranslocoPipe],
  templateUrl: './parcels-page.html',
})
export class ParcelsPage {
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);

  protected readonly statuses = STATUSES;
  protected readonly status = signal<Status>('claimed');
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  /** Addresses that were looked at, by grant: looking is noted, so each is asked for once. */
  protected readonly revealed = signal<Readonly<Record<string, RevealedAddress>>>({});
  protected readonly grants = new Pages<Grant>(async (cursor) =>
    (await grantsControllerList({ path: { programId: this.program.id() }, query: { status: this.status(), ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    effect(() => {
      this.status();
      this.grants.items.set([]);
      void this.grants.reload();
    });
  }

  protected titleOf(grant: Grant): string {
    const { title } = grant.reward;
    return title[this.language.current()] ?? Object.values(title)[0] ?? '';
  }

  /** What can be done next with a grant. */
  protected stepsOf(grant: Grant): Exclude<Step, 'ship'>[] {
    if (grant.status === 'claimed') return grant.hasAddress ? ['pack'] : ['fulfil'];
    if (grant.status === 'returned') return ['pack'];
    return grant.status === 'shipped' ? ['deliver', 'return'] : grant.status === 'delivered' ? ['return'] : [];
  }

  protected linesOf({ address, size }: RevealedAddress): string[] {
    const lines = address ? [address.name, address.line1, address.line2, `${address.postalCode} ${address.city}`, address.region, address.country] : [];
    return [...lines, size].filter((line): line is string => !!line);
  }

  protected take(grant: Grant, step: Exclude<Step, 'ship'>): Promise<void> {
    return this.attempt(() => STEPS[step]({ path: this.pathOf(grant) }));
  }

  protected ship(grant: Grant, tracking: string): Promise<void> {
    return this.attempt(() => grantsControllerShip({ path: this.pathOf(grant), body: tracking.trim() ? { tracking: tracking.trim() } : {} }));
  }

  protected async reveal(grant: Grant): Promise<void> {
    try {
      const { data } = await grantsControllerReveal({ path: this.pathOf(grant) });
      this.revealed.update((known) => ({ ...known, [grant.id]: data }));
    } catch (error) {
      this.problem.set(readProblem(error));
    }
  }

  private pathOf(grant: Grant) {
    return { programId: this.program.id(), grantId: grant.id };
  }

  private async attempt(send: () => Promise<unknown>): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      await send();
      await this.grants.reload();
    } catch (error) {
      this.problem.set(readProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
