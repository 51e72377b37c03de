import { inject, Pipe, type PipeTransform } from '@angular/core';
import { Language } from '../../i18n/language';

/** A full date with the time of day, as it is in a time zone. Reads a signal, so it must run again when that changes. */
@Pipe({ name: 'zonedTime', pure: false })
export class ZonedTimePipe implements PipeTransform {
  private readonly language = inject(Language);

  transform(instant: string, timeZone: string): string {
    const tag = this.language.current() === 'en' ? 'en-GB' : this.language.current();
    return new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(new Date(instant));
  }
}
