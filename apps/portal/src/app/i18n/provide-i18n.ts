import { type EnvironmentProviders, inject, Injectable, makeEnvironmentProviders, provideAppInitializer } from '@angular/core';
import { provideTransloco, provideTranslocoTranspiler, type Translation, type TranslocoLoader, TranslocoService } from '@jsverse/transloco';
import { LOCALES } from '@fanfare/contracts';
import { firstValueFrom } from 'rxjs';
import { IcuTranspiler } from './icu-transpiler';
import { Language } from './language';

/** Each language is a file of its own with a hash in its name, as every other file of the portal. */
@Injectable()
class BundledTranslations implements TranslocoLoader {
  getTranslation(language: string): Promise<Translation> {
    return (language === 'de' ? import('./de.json') : import('./en.json')).then((file) => file.default);
  }
}

/** Texts of both languages, the browser's first; nothing is drawn before they are there. */
export function provideI18n(): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideTransloco({
      config: { availableLangs: [...LOCALES], defaultLang: 'en', fallbackLang: 'en', reRenderOnLangChange: true, prodMode: true, missingHandler: { useFallbackTranslation: true, logMissingKey: false } },
      loader: BundledTranslations,
    }),
    provideTranslocoTranspiler(IcuTranspiler),
    provideAppInitializer(() => {
      const transloco = inject(TranslocoService);
      const language = inject(Language);
      language.start();
      return firstValueFrom(transloco.load(language.current()));
    }),
  ]);
}
