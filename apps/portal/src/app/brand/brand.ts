import { DOCUMENT } from '@angular/common';
import { inject, Service, signal } from '@angular/core';
import { brandVariables } from './brand-variables';

/** The look of the program that is open: its name, and its colour on everything that acts or progresses. */
@Service()
export class Brand {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly shown = signal<string | null>(null);
  /** Null until a program is open. */
  readonly name = this.shown.asReadonly();

  /** @param color `#rrggbb` */
  wear(name: string, color: string): void {
    this.shown.set(name);
    for (const [variable, value] of Object.entries(brandVariables(color))) this.root.style.setProperty(variable, value);
  }
}
