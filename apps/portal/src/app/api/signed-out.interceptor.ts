import { DOCUMENT } from '@angular/common';
import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { Router } from '@angular/router';
import { catchError, throwError } from 'rxjs';
import { problemCode } from './problem';

/** Asks who is signed in: whoever asks copes with the answer "nobody". */
const WHO_AM_I = '/api/v1/me';

/** A session that ended leads to where one signs in: members to the public page, staff to their own form. */
export const whenSignedOut: HttpInterceptorFn = (request, next) => {
  const router = inject(Router);
  const location = inject(DOCUMENT).location;
  return next(request).pipe(
    catchError((error: unknown) => {
      if (request.url !== WHO_AM_I && error instanceof HttpErrorResponse && problemCode(error.error) === 'auth.required') leave(router, location);
      return throwError(() => error);
    }),
  );
};

function leave(router: Router, location: Location): void {
  const [, area, slug] = location.pathname.split('/');
  if (area === 'me') location.assign(slug ? `/sign-in?program=${encodeURIComponent(slug)}` : '/sign-in');
  else void router.navigateByUrl('/staff');
}
