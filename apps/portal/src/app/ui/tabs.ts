import { Component, type ElementRef, input, model, viewChildren } from '@angular/core';

export interface Tab {
  readonly key: string;
  readonly text: string;
}

/** Parts of one thing, one shown at a time. Arrow keys move along; the panel is the parent's, `panel-<key>`. */
@Component({
  selector: 'ff-tabs',
  template: `
    <div role="tablist" class="flex gap-x-1 overflow-x-auto border-b border-line" [attr.aria-label]="label()" (keydown)="steer($event)">
      @for (tab of tabs(); track tab.key) {
        <button #button type="button" role="tab" class="-mb-px min-h-10 border-b-2 px-3 font-medium whitespace-nowrap" [class]="tab.key === at() ? 'border-brand-ink text-ink' : 'border-transparent text-ink-2 hover:text-ink'"
          [id]="'tab-' + tab.key" [attr.aria-selected]="tab.key === at()" [attr.aria-controls]="'panel-' + tab.key" [tabIndex]="tab.key === at() ? 0 : -1" (click)="at.set(tab.key)">{{ tab.text }}</button>
      }
    </div>
  `,
})
export class Tabs {
  readonly tabs = input.required<readonly Tab[]>();
  readonly at = model.required<string>();
  readonly label = input.required<string>();
  private readonly buttons = viewChildren<ElementRef<HTMLButtonElement>>('button');

  protected steer(event: KeyboardEvent): void {
    const count = this.tabs().length;
    const now = this.tabs().findIndex(({ key }) => key === this.at());
    const next = { ArrowRight: (now + 1) % count, ArrowLeft: (now + count - 1) % count, Home: 0, End: count - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.at.set(this.tabs()[next]!.key);
    this.buttons()[next]?.nativeElement.focus();
  }
}
