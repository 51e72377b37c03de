import { inject, Service } from '@angular/core';
import type { Grant } from '../../api/generated';
import { Language } from '../../i18n/language';
import { textIn } from '../pages/text-in';

/** What a parcel holds and where it goes, in the reader's language. */
@Service()
export class Titles {
  private readonly language = inject(Language);

  of({ reward, variant }: Pick<Grant, 'reward' | 'variant'>): string {
    return [textIn(reward.title, this.language.current()), variant?.label].filter(Boolean).join(' · ');
  }

  country(code: string): string {
    return new Intl.DisplayNames(this.language.current(), { type: 'region' }).of(code) ?? code;
  }
}
