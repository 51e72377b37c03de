import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { CopyButton } from '../../ui/copy-button';

/** Lines to copy into a file, as they are. */
@Component({
  selector: 'ff-code',
  imports: [CopyButton, TranslocoPipe],
  template: `
    <div class="flex flex-wrap items-center justify-between gap-2"><span class="label">{{ label() | transloco }}</span><ff-copy [text]="code()" label="developers.copy" look="quiet" /></div>
    <pre class="overflow-x-auto rounded-inset bg-sunken p-4 font-mono text-[13px] leading-[1.55]" [class]="isLine() ? 'break-all whitespace-pre-wrap' : ''" tabindex="0" role="region" [attr.aria-label]="label() | transloco"><code>{{ code() }}</code></pre>
  `,
  host: { class: 'grid min-w-0 gap-2' },
})
export class CodeBlock {
  readonly code = input.required<string>();
  /** Message key. */
  readonly label = input.required<string>();
  /** One long word is broken; lines keep their shape and scroll. */
  protected readonly isLine = computed(() => !this.code().includes('\n'));
}
