import { Component, computed, input } from '@angular/core';
import { hueOf } from './hue';

/** A person's initials on a colour of their own; decoration beside the name. */
@Component({
  selector: 'ff-avatar',
  template: '{{ initials() }}',
  host: {
    class: 'grid size-9 shrink-0 place-items-center rounded-full text-[12px] font-semibold',
    'aria-hidden': 'true',
    '[style.background]': "'oklch(0.91 0.05 ' + hue() + ')'",
    '[style.color]': "'oklch(0.38 0.09 ' + hue() + ')'",
  },
})
export class Avatar {
  readonly name = input.required<string | null>();
  protected readonly hue = computed(() => hueOf(this.name() ?? ''));
  protected readonly initials = computed(() => {
    const words = (this.name() ?? '').trim().split(/\s+/).filter(Boolean);
    const picked = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
    return picked.map((word) => [...word][0]!.toUpperCase()).join('') || '?';
  });
}
