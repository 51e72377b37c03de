import { Component, computed, input, model } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Reward, VariantRequest } from '../../api/generated';
import { Icon } from '../../ui/icon';

/** One row: of a variant that is offered, its stock is set elsewhere. */
export interface EditedVariant extends VariantRequest {
  readonly label: string;
  readonly sku: string | null;
  readonly stock: number | null;
}
const NEW: EditedVariant = { label: '', sku: null, stock: null };

/** Sizes and colours that a reward comes in: none, or one a row. */
@Component({
  selector: 'ff-variants-field',
  imports: [Icon, TranslocoPipe],
  template: `
    <fieldset class="grid gap-2.5">
      <legend class="label mb-1">{{ 'staff.variants' | transloco }}</legend>
      <p class="hint">{{ 'staff.variants_text' | transloco }}</p>
      @for (variant of rows(); track $index; let n = $index) {
        <div class="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[1fr_1fr_110px_auto]">
          <input class="input" maxlength="40" required autocomplete="off" [attr.aria-label]="'staff.variant_label' | transloco: { n: n + 1 }" [placeholder]="'staff.variant_example' | transloco" [value]="variant.label" #label (input)="set(n, { label: label.value })">
          <input class="input max-sm:col-start-1" maxlength="60" autocomplete="off" [attr.aria-label]="'staff.variant_sku' | transloco: { n: n + 1 }" [placeholder]="'staff.sku' | transloco" [value]="variant.sku ?? ''" #sku (input)="set(n, { sku: sku.value.trim() || null })">
          @if (!variant.id) { <input class="input max-sm:col-start-1" type="number" min="0" max="1000000" [attr.aria-label]="'staff.variant_stock' | transloco: { n: n + 1 }" [placeholder]="'staff.units_enough' | transloco" [value]="variant.stock ?? ''" #stock (input)="set(n, { stock: stock.value === '' ? null : stock.valueAsNumber })"> }
          @else { <span class="self-center text-[13px] text-ink-2 max-sm:col-start-1">{{ leftOf(variant.id) }}</span> }
          <button type="button" class="btn btn-ghost btn-small max-sm:col-start-2 max-sm:row-start-1" [attr.aria-label]="'staff.variant_remove' | transloco: { label: variant.label }" (click)="remove(n)"><ff-icon name="x" /></button>
        </div>
      }
      @if (goes().length > 0) { <p class="hint">{{ 'staff.variants_go' | transloco: { labels: goes().join(', ') } }}</p> }
      <div><button type="button" class="btn btn-ghost btn-small" (click)="add()"><ff-icon name="plus" />{{ 'staff.variant_add' | transloco }}</button></div>
    </fieldset>
  `,
})
export class VariantsField {
  /** Those that are offered now. */
  readonly variants = input.required<Reward['variants']>();
  /** Null until somebody has changed them. */
  readonly edited = model.required<readonly EditedVariant[] | null>();
  protected readonly rows = computed(() => this.edited() ?? this.variants().map(({ id, label, sku }): EditedVariant => ({ id, label, sku, stock: null })));
  protected readonly goes = computed(() => this.variants().filter(({ id }) => !this.rows().some((row) => row.id === id)).map(({ label }) => label));

  protected leftOf(id: string): string {
    return String(this.variants().find((variant) => variant.id === id)?.unitsLeft ?? '');
  }

  protected add(): void {
    this.edited.set([...this.rows(), NEW]);
  }

  protected set(at: number, change: Partial<EditedVariant>): void {
    this.edited.set(this.rows().map((row, n) => (n === at ? { ...row, ...change } : row)));
  }

  protected remove(at: number): void {
    this.edited.set(this.rows().filter((_, n) => n !== at));
  }
}
