import { HttpClient, HttpErrorResponse, HttpResponse } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { filter as only, lastValueFrom } from 'rxjs';
import type { Selection } from '../../api/generated';
import { membersControllerExportRequest } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { download } from '../../ui/download';
import { Toasts } from '../../ui/toasts';
import { StaffProgram } from '../staff-program';
import type { PeopleSort } from './people-query';

/** People as a file in the downloads. */
@Service()
export class PeopleExport {
  private readonly program = inject(StaffProgram);
  private readonly http = inject(HttpClient);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  readonly attempt = new Attempt();

  async run(select: Selection, sort: PeopleSort): Promise<void> {
    const request = membersControllerExportRequest({ path: { programId: this.program.id() }, body: { select, sort } }).clone({ responseType: 'blob' });
    const worked = await this.attempt.run(async () => {
      const answer = await lastValueFrom(this.http.request(request).pipe(only((event) => event instanceof HttpResponse))).catch(async (error: unknown) => { throw await problemOf(error); });
      download(`${this.program.role()?.slug}-people.csv`, answer.body as Blob, 'text/csv');
    });
    if (worked) this.toasts.say(this.transloco.translate('people.exported'));
  }
}

/** A problem that came where a file was expected. */
async function problemOf(error: unknown): Promise<unknown> {
  if (!(error instanceof HttpErrorResponse) || !(error.error instanceof Blob)) return error;
  return JSON.parse(await error.error.text()) as unknown;
}
