import { APP_BASE_HREF, DOCUMENT } from '@angular/common';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, inject, provideAppInitializer, provideZonelessChangeDetection } from '@angular/core';
import { provideRouter, TitleStrategy, withComponentInputBinding, withInMemoryScrolling } from '@angular/router';
import { client } from './api/generated/client.gen';
import { provideHeyApiClient } from './api/generated/client/client.gen';
import { inOwnLanguage } from './api/own-language.interceptor';
import { ownRequests } from './api/own-requests.interceptor';
import { whenSignedInLongAgo } from './api/step-up.interceptor';
import { whenSignedOut } from './api/signed-out.interceptor';
import { routes } from './app.routes';
import { provideI18n } from './i18n/provide-i18n';
import { TranslatedTitle } from './i18n/translated-title';
import { steadyPresses } from './ui/steady-press';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    // Not a <base> element: the policy of the page forbids one, and files are under /portal/ while addresses are not.
    { provide: APP_BASE_HREF, useValue: '/' },
    provideRouter(routes, withComponentInputBinding(), withInMemoryScrolling({ scrollPositionRestoration: 'enabled' })),
    provideHttpClient(withInterceptors([ownRequests, inOwnLanguage, whenSignedOut, whenSignedInLongAgo])),
    provideHeyApiClient(client),
    provideI18n(),
    provideAppInitializer(() => steadyPresses(inject(DOCUMENT))),
    { provide: TitleStrategy, useClass: TranslatedTitle },
  ],
};
