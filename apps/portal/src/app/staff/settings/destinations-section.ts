import { Component, computed, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Icon } from '../../ui/icon';
import type { WrongFields } from './settings-check';
import { hostOfAddress, hostOfText, type SettingsDraft } from './settings-draft';
import { WrongField } from './wrong-field';

/** The hosts that links may lead to, and the brand's own sign-up page on one of them. */
@Component({ selector: 'ff-destinations-section', imports: [Icon, TranslocoPipe, WrongField], templateUrl: './destinations-section.html' })
export class DestinationsSection {
  readonly draft = input.required<SettingsDraft>();
  readonly wrong = input.required<WrongFields>();
  readonly changed = output<Partial<SettingsDraft>>();
  protected readonly refused = signal(false);
  /** Of the destination, where it is not on the list: one press puts it there. */
  protected readonly missing = computed(() => {
    const host = hostOfAddress(this.draft().destination);
    return host !== null && !this.draft().allowedHosts.includes(host) ? host : null;
  });
  protected readonly wrongHost = computed(() => Object.keys(this.wrong()).some((field) => field.startsWith('allowedHosts')));

  protected add(field: HTMLInputElement): void {
    const host = hostOfText(field.value);
    this.refused.set(host === null);
    if (host === null) return;
    this.allow(host);
    field.value = '';
  }

  protected allow(host: string): void {
    if (!this.draft().allowedHosts.includes(host)) this.changed.emit({ allowedHosts: [...this.draft().allowedHosts, host] });
  }

  protected forbid(host: string): void {
    this.changed.emit({ allowedHosts: this.draft().allowedHosts.filter((other) => other !== host) });
  }
}
