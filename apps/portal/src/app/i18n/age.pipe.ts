import { inject, Pipe, type PipeTransform } from '@angular/core';
import { durationText, relativeText } from './duration';
import { Language } from './language';

/** How long ago an instant is. Reads a signal, so it must run again when that changes. */
@Pipe({ name: 'age', pure: false })
export class AgePipe implements PipeTransform {
  private readonly language = inject(Language);

  transform(instant: string): string {
    return durationText(Date.now() - Date.parse(instant), this.language.current());
  }
}

/** How far off an instant is: `in 3 hours`. Reads a signal, so it must run again when that changes. */
@Pipe({ name: 'away', pure: false })
export class AwayPipe implements PipeTransform {
  private readonly language = inject(Language);

  transform(instant: string): string {
    return relativeText(Date.parse(instant) - Date.now(), this.language.current());
  }
}
