import { HttpClient } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { Selection } from '../../api/generated';
import { membersControllerExportRequest } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { readFile } from '../../api/read-file';
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
    const request = membersControllerExportRequest({ path: { programId: this.program.id() }, body: { select, sort } });
    const worked = await this.attempt.run(async () => {
      download(`${this.program.role()?.slug}-people.csv`, await readFile(this.http, request), 'text/csv');
    });
    if (worked) this.toasts.say(this.transloco.translate('people.exported'));
  }
}
