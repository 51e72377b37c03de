import type { HttpInterceptorFn } from '@angular/common/http';

/** The header that no other site's form can send; the API demands it where a session cookie comes along. */
export const ownRequests: HttpInterceptorFn = (request, next) => next(request.clone({ setHeaders: { 'X-Requested-With': 'fanfare' } }));
