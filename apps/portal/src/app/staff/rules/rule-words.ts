import { inject, Service } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import { Language } from '../../i18n/language';
import type { Sentence, Slot, Words } from './sentence';

/** A piece of a sentence: words, or the name of a slot. */
export type Piece = { readonly text: string } | { readonly slot: string };

// Stands around the name of a slot while the message is put together; no text contains it.
const MARK = '\u0002';

/** Sentences in the reader's language. Reads signals: what calls it runs again when the language changes. */
@Service()
export class RuleWords {
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);
  private readonly loaded = toSignal(this.transloco.selectTranslation());

  say(words: Words): string {
    return 'name' in words ? words.name : this.tell(words.key, words.params);
  }

  /** The sentence with its slots where the language puts them. */
  pieces(sentence: Sentence): Piece[] {
    const marks = Object.fromEntries(Object.keys(sentence.slots).map((name) => [name, `${MARK}${name}${MARK}`]));
    return this.tellAll(sentence, marks).split(MARK).map((piece, index) => (index % 2 ? { slot: piece } : { text: piece }));
  }

  /** The whole sentence, to be read. */
  sentence(sentence: Sentence): string {
    return this.tellAll(sentence, Object.fromEntries(Object.entries(sentence.slots).map(([name, slot]) => [name, this.value(slot)])));
  }

  /** What fills a slot. */
  value(slot: Slot): string {
    switch (slot.kind) {
      case 'number': return new Intl.NumberFormat(this.tag(), { minimumFractionDigits: slot.digits ?? 0 }).format(slot.value / 10 ** (slot.digits ?? 0));
      case 'text': return slot.value || (slot.empty ? this.tell(slot.empty) : '');
      case 'day': return new Intl.DateTimeFormat(this.tag(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${slot.value}T00:00:00Z`));
      case 'choice': return this.say(slot.choices.find(({ value }) => value === slot.value)?.words ?? { name: slot.value });
    }
  }

  tell(key: string, params: Readonly<Record<string, unknown>> = {}): string {
    this.loaded();
    return this.transloco.translate(key, params);
  }

  private tellAll({ keys, params }: Sentence, slots: Readonly<Record<string, string>>): string {
    return keys.map((key) => this.tell(key, { ...params, ...slots })).join(' ');
  }

  private tag(): string {
    return this.language.current() === 'en' ? 'en-GB' : this.language.current();
  }
}
