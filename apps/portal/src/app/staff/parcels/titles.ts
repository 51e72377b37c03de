import { inject, Service } from '@angular/core';
import type { Grant, Parcel } from '../../api/generated';
import { Language } from '../../i18n/language';
import { textIn } from '../pages/text-in';

/** What a parcel holds and where it goes, in the reader's language. */
@Service()
export class Titles {
  private readonly language = inject(Language);

  of({ reward, variant }: Pick<Grant, 'reward' | 'variant'>): string {
    return [textIn(reward.title, this.language.current()), variant?.label].filter(Boolean).join(' · ');
  }

  /** One thing in a parcel: a reward, or a piece of it. */
  item({ title, name, variant }: Pick<Parcel['items'][number], 'title' | 'name' | 'variant'>): string {
    return [textIn(title, this.language.current()), variant, name].filter(Boolean).join(' · ');
  }

  /** All that is in a parcel: `Welcome box · XS: T-shirt, Mug + Cap`. */
  inside({ items }: Pick<Parcel, 'items'>): string {
    const grants = Map.groupBy(items, ({ grantId }) => grantId);
    return [...grants.values()].map((pieces) => {
      const names = pieces.flatMap(({ name }) => name ?? []);
      return this.item({ ...pieces[0]!, name: null }) + (names.length > 0 ? `: ${names.join(', ')}` : '');
    }).join(' + ');
  }

  country(code: string): string {
    return new Intl.DisplayNames(this.language.current(), { type: 'region' }).of(code) ?? code;
  }
}
