import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, inject, input, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Icon } from './icon';

const SHOWN_MS = 2500;
const LOOKS = { primary: 'btn-primary', quiet: 'btn-ghost btn-small' } as const;

/** Copies text; says on the button and to screen readers that it has, or could not. */
@Component({
  selector: 'ff-copy',
  imports: [Icon, TranslocoPipe],
  template: `
    <button type="button" class="btn w-full" [class]="looks[look()]" (click)="copy()">
      <ff-icon [name]="said() === 'copy.done' ? 'check' : 'copy'" />{{ (said() ?? label()) | transloco }}
    </button>
  `,
})
export class CopyButton {
  readonly text = input.required<string>();
  /** Message key: what is copied. */
  readonly label = input('copy.link');
  readonly look = input<keyof typeof LOOKS>('primary');
  protected readonly looks = LOOKS;
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  protected readonly said = signal<'copy.done' | 'copy.failed' | null>(null);

  protected async copy(): Promise<void> {
    const said = (await writeClipboard(this.text())) ? 'copy.done' : 'copy.failed';
    this.said.set(said);
    void this.announcer.announce(this.transloco.translate(said));
    setTimeout(() => this.said.set(null), SHOWN_MS);
  }
}

/** The clipboard of the page; where it is closed (plain http on another host) or refused, by selecting. @returns whether it was copied */
export async function writeClipboard(text: string): Promise<boolean> {
  if (await navigator.clipboard?.writeText(text).then(() => true, () => false)) return true;
  const before = document.activeElement;
  const area = Object.assign(document.createElement('textarea'), { value: text });
  (document.querySelector('dialog:modal') ?? document.body).append(area); // outside of an open dialog nothing can be selected
  area.style.position = 'fixed'; // at the end of the page, selecting would scroll there
  area.focus({ preventScroll: true }); // selecting does not focus everywhere
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}
