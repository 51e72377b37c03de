import { Injectable } from '@angular/core';
import { DefaultTranspiler, type TranspileParams } from '@jsverse/transloco';
import { IntlMessageFormat, type PrimitiveType } from 'intl-messageformat';

/** ICU messages without a compiler at run time: the page's policy forbids `eval`. */
@Injectable()
export class IcuTranspiler extends DefaultTranspiler {
  private language = 'en';
  private readonly formats = new Map<string, IntlMessageFormat>();

  override transpile({ value, params }: TranspileParams): unknown {
    if (typeof value !== 'string' || !value.includes('{')) return value;
    return this.formatOf(value).format((params ?? {}) as Record<string, PrimitiveType>);
  }

  onLangChanged(language: string): void {
    this.language = language;
    this.formats.clear();
  }

  private formatOf(message: string): IntlMessageFormat {
    const known = this.formats.get(message);
    if (known) return known;
    const format = new IntlMessageFormat(message, this.language);
    this.formats.set(message, format);
    return format;
  }
}
