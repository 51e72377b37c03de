import { type HttpClient, HttpErrorResponse, type HttpRequest, HttpResponse } from '@angular/common/http';
import { filter as only, lastValueFrom } from 'rxjs';

/** A file that the API answers with. @throws the API's problem, also where it came in place of the file */
export async function readFile(http: HttpClient, request: HttpRequest<unknown>): Promise<Blob> {
  const answer = await lastValueFrom(http.request(request.clone({ responseType: 'blob' })).pipe(only((event) => event instanceof HttpResponse))).catch(async (error: unknown) => { throw await problemOf(error); });
  return answer.body as Blob;
}

async function problemOf(error: unknown): Promise<unknown> {
  if (!(error instanceof HttpErrorResponse) || !(error.error instanceof Blob)) return error;
  return JSON.parse(await error.error.text()) as unknown;
}
