import { signal } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';

/** A screen with something on it that is lost when one leaves. */
export interface KeepsUnsaved {
  readonly unsaved: Unsaved;
}

/** Asks before leaving, as long as something is unsaved. The screen shows the question while `asking` is there. */
export class Unsaved {
  private readonly waiting = signal<((leave: boolean) => void) | null>(null);
  readonly asking = this.waiting.asReadonly();

  constructor(readonly isThere: () => boolean) {}

  mayLeave(): boolean | Promise<boolean> {
    return this.isThere() ? new Promise((resolve) => this.waiting.set(resolve)) : true;
  }

  answer(leave: boolean): void {
    this.waiting()?.(leave);
    this.waiting.set(null);
  }

  /** For the tab itself: the browser asks in its own words. */
  hold(event: BeforeUnloadEvent): void {
    if (this.isThere()) event.preventDefault();
  }
}

export const leavesNothingUnsaved: CanDeactivateFn<KeepsUnsaved> = (screen) => screen.unsaved.mayLeave();
