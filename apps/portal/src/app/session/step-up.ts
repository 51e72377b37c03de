import { Service, signal } from '@angular/core';

/** How somebody shows that it is still them: a member by a mailed code, staff by password and second factor. */
export type StepUpLevel = 'member' | 'staff';

/** Asks whoever is signed in to show that it is still them, in place. Asked by several requests at once, it asks once. */
@Service()
export class StepUp {
  private readonly current = signal<StepUpLevel | null>(null);
  readonly asked = this.current.asReadonly();
  private waiting: ((shown: boolean) => void)[] = [];

  /** @returns whether they did; false where they closed the question */
  ask(level: StepUpLevel): Promise<boolean> {
    this.current.set(level);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  answer(shown: boolean): void {
    const waiting = this.waiting;
    this.waiting = [];
    this.current.set(null);
    for (const resolve of waiting) resolve(shown);
  }
}
