import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { Language } from '../i18n/language';

/** Words that come from the API, such as reasons and names of rewards, in the language the portal is read in. */
export const inOwnLanguage: HttpInterceptorFn = (request, next) => next(request.clone({ setHeaders: { 'Accept-Language': inject(Language).current() } }));
