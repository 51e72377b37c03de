import { inject, Pipe, type PipeTransform } from '@angular/core';
import { Language } from './language';

/** An instant as a full date in the reader's language. Reads a signal, so it must run again when that changes. */
@Pipe({ name: 'localDate', pure: false })
export class LocalDatePipe implements PipeTransform {
  private readonly language = inject(Language);

  transform(instant: string | null): string {
    return instant ? new Intl.DateTimeFormat(regional(this.language.current()), { dateStyle: 'long' }).format(new Date(instant)) : '';
  }
}

/** An instant as day and month, where there is little room. */
@Pipe({ name: 'shortDate', pure: false })
export class ShortDatePipe implements PipeTransform {
  private readonly language = inject(Language);

  transform(instant: string | null): string {
    return instant ? new Intl.DateTimeFormat(regional(this.language.current()), { day: 'numeric', month: 'short' }).format(new Date(instant)) : '';
  }
}

/** The reader's own kind of a language, so that dates read as at home: `en-GB` of `en`. */
export function regional(language: string): string {
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`) && isTag(tag)) ?? language;
}

/** Some browsers make a tag of the system's locale that is none: `en-US@posix`. */
function isTag(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
