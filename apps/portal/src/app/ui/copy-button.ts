import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, inject, input, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Icon } from './icon';

const SHOWN_MS = 2500;
const LOOKS = { primary: 'btn-primary', quiet: 'btn-ghost btn-small' } as const;

/** Copies text, says so on the button and to screen readers. */
@Component({
  selector: 'ff-copy',
  imports: [Icon, TranslocoPipe],
  template: `
    <button type="button" class="btn w-full" [class]="looks[look()]" (click)="copy()">
      <ff-icon [name]="copied() ? 'check' : 'copy'" />{{ (copied() ? 'copy.done' : label()) | transloco }}
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
  protected readonly copied = signal(false);

  protected async copy(): Promise<void> {
    await writeClipboard(this.text());
    this.copied.set(true);
    void this.announcer.announce(this.transloco.translate('copy.done'));
    setTimeout(() => this.copied.set(false), SHOWN_MS);
  }
}

/** The clipboard of the page; where it is closed (plain http on another host) or refused, by selecting. */
export async function writeClipboard(text: string): Promise<void> {
  if (await navigator.clipboard?.writeText(text).then(() => true, () => false)) return;
  const before = document.activeElement;
  const area = Object.assign(document.createElement('textarea'), { value: text });
  (document.querySelector('dialog:modal') ?? document.body).append(area); // outside of an open dialog nothing can be selected
  area.focus(); // selecting does not, everywhere
  area.select();
  document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
}
