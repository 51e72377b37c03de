import { inject, Pipe, type PipeTransform } from '@angular/core';
import { durationText } from './duration';
import { Language } from './language';

/** How long ago an instant is. Reads a signal, so it must run again when that changes. */
@Pipe({ name: 'age', pure: false })
export class AgePipe implements PipeTransform {
  private readonly language = inject(Language);

  transform(instant: string): string {
    return durationText(Date.now() - Date.parse(instant), this.language.current());
  }
}
