import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { catalogueControllerChange, catalogueControllerCreate, type NewRewardRequest } from '../../api/generated';
import { catalogueControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { textsOf } from './texts-of';

const KINDS = ['swag', 'discount_code', 'event_seat', 'custom'] as const;

/** A new reward, or what is said of one that exists. Its kind stays what it was. */
@Component({ selector: 'ff-reward-form-page', imports: [ProblemAlert, RouterLink, TranslocoPipe], templateUrl: './reward-form-page.html' })
export class RewardFormPage {
  /** Of the address; without it a new one. */
  readonly rewardId = input<string>();
  private readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  protected readonly kinds = KINDS;
  protected readonly attempt = new Attempt();
  private readonly reading = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly reward = computed(() => (this.reading.hasValue() ? (this.reading.value().items.find(({ id }) => id === this.rewardId()) ?? null) : null));
  protected readonly locales = computed(() => {
    const { settings } = this.program;
    if (!settings.hasValue()) return [];
    const { defaultLocale, locales } = settings.value();
    return [defaultLocale, ...locales.filter((locale) => locale !== defaultLocale)];
  });
  protected readonly isReady = computed(() => this.program.settings.hasValue() && (!this.rewardId() || this.reward() !== null));

  protected async save(form: HTMLFormElement): Promise<void> {
    const typed = new FormData(form);
    const programId = this.program.id();
    const rewardId = this.rewardId();
    const described = describedIn(typed);
    const worked = await this.attempt.run(() => (rewardId
      ? catalogueControllerChange({ path: { programId, rewardId }, body: described })
      : catalogueControllerCreate({ path: { programId }, body: { ...described, kind: typed.get('kind') as NewRewardRequest['kind'], stock: typed.get('stock') ? Number(typed.get('stock')) : null } })));
    if (worked) await this.router.navigate(['/staff', this.program.role()?.slug, 'rewards']);
  }
}

function describedIn(form: FormData): Omit<NewRewardRequest, 'kind' | 'stock'> {
  const sizes = String(form.get('sizes') ?? '').split(',').map((size) => size.trim()).filter(Boolean);
  return { title: textsOf(form, 'title'), description: textsOf(form, 'description'), needsAddress: form.has('needsAddress'), sizes };
}
