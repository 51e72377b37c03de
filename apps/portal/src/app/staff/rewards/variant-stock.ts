import { Component, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { catalogueControllerStockOfVariant, type Reward } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** What lies on the shelf of each variant. */
@Component({
  selector: 'ff-variant-stock',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <h2 class="mb-1.5">{{ 'staff.stock' | transloco }}</h2>
    <p class="mb-4 text-ink-2">{{ 'staff.variant_stock_text' | transloco }}</p>
    <ff-problem class="mb-4" [problem]="attempt.problem()" />
    <ul class="rows grid">
      @for (variant of reward().variants; track variant.id) {
        <li class="flex flex-wrap items-center justify-between gap-3">
          <span><strong class="font-semibold">{{ variant.label }}</strong>@if (variant.sku) {<span class="block text-[13px] text-ink-2">{{ variant.sku }}</span>}</span>
          <form class="flex items-center gap-2" (submit)="$event.preventDefault(); save(variant.id, units.value)">
            <input #units class="input min-h-9 w-36" type="number" min="0" max="1000000" [value]="variant.unitsLeft ?? ''" [placeholder]="'staff.units_enough' | transloco" [attr.aria-label]="'staff.stock_named' | transloco: { title: variant.label }">
            <button type="submit" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" [attr.aria-label]="'staff.save_named' | transloco: { title: variant.label }">{{ 'staff.save' | transloco }}</button>
          </form>
        </li>
      }
    </ul>
    @if (reward().pool; as pool) { <p class="mt-4 text-ink-2">{{ 'staff.variant_promised' | transloco: { count: pool.unitsLeft } }}</p> }
  `,
  host: { class: 'card block' },
})
export class VariantStock {
  readonly reward = input.required<Reward>();
  readonly changed = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly attempt = new Attempt();

  /** @param typed empty: there is always enough */
  protected async save(variantId: string, typed: string): Promise<void> {
    const path = { programId: this.program.id(), rewardId: this.reward().id, variantId };
    if (await this.attempt.run(() => catalogueControllerStockOfVariant({ path, body: { unitsLeft: typed === '' ? null : Number(typed) } }))) this.changed.emit();
  }
}
