import { Component, inject, Service, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Icon } from './icon';

const SHOWN_MS = 6_000;
/** Longer where there is something to press. */
const SHOWN_WITH_ACTION_MS = 12_000;

interface Toast {
  readonly text: string;
  readonly action?: { readonly label: string; run(): void };
}

/** A word about what has just been done, and at most one way to undo it. A new one takes the place of the last. */
@Service()
export class Toasts {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly current = signal<Toast | null>(null);
  readonly shown = this.current.asReadonly();

  say(text: string, action?: Toast['action']): void {
    this.current.set(action ? { text, action } : { text });
    this.leaveLater();
  }

  /** Nothing goes away under the hand. */
  stay(): void {
    clearTimeout(this.timer);
  }

  leaveLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close(), this.current()?.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    this.current.set(null);
  }

  act(): void {
    const action = this.current()?.action;
    this.close();
    action?.run();
  }
}

/** Where toasts appear: over everything but a bar of acts at the bottom, which stays in reach; read out politely. */
@Component({
  selector: 'ff-toasts',
  imports: [Icon, TranslocoPipe],
  template: `
    <div class="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex [body:has([data-bottom-bar])_&]:bottom-24 max-sm:[body:has([data-bottom-bar])_&]:bottom-44 justify-center px-4" role="status">
      @if (toasts.shown(); as toast) {
        <div class="pointer-events-auto flex max-w-[520px] items-center gap-3 rounded-inset bg-ink py-2 ps-4 pe-2 text-paper shadow-2xl" (mouseenter)="toasts.stay()" (mouseleave)="toasts.leaveLater()" (focusin)="toasts.stay()" (focusout)="toasts.leaveLater()">
          <span class="py-1">{{ toast.text }}</span>
          @if (toast.action; as action) { <button type="button" class="btn btn-small shrink-0 text-paper! underline underline-offset-3 focus-visible:outline-paper!" (click)="toasts.act()">{{ action.label }}</button> }
          <button type="button" class="btn btn-small shrink-0 px-2! text-paper! focus-visible:outline-paper!" [attr.aria-label]="'close' | transloco" (click)="toasts.close()"><ff-icon name="x" /></button>
        </div>
      }
    </div>
  `,
})
export class ToastArea {
  protected readonly toasts = inject(Toasts);
}
