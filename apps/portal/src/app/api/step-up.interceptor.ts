import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { StepUp, type StepUpLevel } from '../session/step-up';
import { problemCode } from './problem';

const FORBIDDEN = 403;

/** What is only for somebody who has signed in a moment ago asks them to, and then goes on where it was. */
export const whenSignedInLongAgo: HttpInterceptorFn = (request, next) => {
  const stepUp = inject(StepUp);
  return next(request).pipe(catchError((error: unknown) => {
    if (!(error instanceof HttpErrorResponse) || error.status !== FORBIDDEN) return throwError(() => error);
    return from(asked(error).then((level) => level !== null && stepUp.ask(level))).pipe(switchMap((shown) => (shown ? next(request) : throwError(() => error))));
  }));
};

/** Which of the two is asked for; null where it is something else that is forbidden. */
async function asked({ error }: HttpErrorResponse): Promise<StepUpLevel | null> {
  const body: unknown = error instanceof Blob ? JSON.parse(await error.text()) : error;
  return problemCode(body) === 'auth.step_up_required' ? (body as { level: StepUpLevel }).level : null;
}
