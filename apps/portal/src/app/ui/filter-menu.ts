import { CdkMenu, CdkMenuItemRadio, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, input, model } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Icon } from './icon';

export interface FilterOption {
  readonly value: string;
  readonly text: string;
}

/** A filter as a chip: dashed while it filters nothing, solid and with a way to clear it when it does. */
@Component({
  selector: 'ff-filter-menu',
  imports: [CdkMenu, CdkMenuItemRadio, CdkMenuTrigger, Icon, TranslocoPipe],
  template: `
    <span class="chip" [class.chip-set]="chosen()">
      <button type="button" class="chip-part" [cdkMenuTriggerFor]="menu">
        @if (chosen(); as option) { <span class="font-normal">{{ label() | transloco }}:</span> {{ option.text }} } @else { <ff-icon name="filter" />{{ label() | transloco }} }
      </button>
      @if (chosen(); as option) { <button type="button" class="chip-part chip-clear" [attr.aria-label]="'filter.clear' | transloco: { name: label() | transloco }" (click)="value.set(null)"><ff-icon name="x" /></button> }
    </span>
    <ng-template #menu>
      <div cdkMenu class="menu" [attr.aria-label]="label() | transloco">
        @for (option of options(); track option.value) {
          <button type="button" cdkMenuItemRadio class="menu-item" [cdkMenuItemChecked]="option.value === value()" (cdkMenuItemTriggered)="value.set(option.value)">
            <span class="min-w-0 truncate">{{ option.text }}</span>@if (option.value === value()) { <ff-icon name="check" /> }
          </button>
        } @empty { <p class="px-3 py-2 text-ink-2">{{ empty() | transloco }}</p> }
      </div>
    </ng-template>
  `,
})
export class FilterMenu {
  /** Message keys. */
  readonly label = input.required<string>();
  readonly empty = input('filter.nothing');
  readonly options = input.required<readonly FilterOption[]>();
  /** Null: filters nothing. */
  readonly value = model.required<string | null>();
  protected readonly chosen = computed(() => {
    const value = this.value();
    return value === null ? null : (this.options().find((option) => option.value === value) ?? { value, text: value });
  });
}
