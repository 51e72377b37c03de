import { effect, type Signal } from '@angular/core';

const LOOK_AGAIN_MS = 1_000;

/** Reads something again after each answer, as long as something is going on there. Within an injection context. */
export function lookAgainWhile(works: Signal<boolean>, shown: Signal<unknown>, reload: () => void): void {
  effect((onCleanup) => {
    if (!works()) return;
    shown();
    const timer = setTimeout(reload, LOOK_AGAIN_MS);
    onCleanup(() => clearTimeout(timer));
  });
}
