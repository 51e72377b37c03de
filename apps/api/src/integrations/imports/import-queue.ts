import { Injectable } from '@nestjs/common';
import { Jobs } from '../../platform/jobs/jobs.js';
import { newId } from '../../platform/ids.js';

export interface ImportJob {
  readonly programId: string;
  readonly importId: string;
}

/** Has an import worked on. Asked for twice, the second finds nothing left to do. */
@Injectable()
export class ImportQueue {
  constructor(private readonly jobs: Jobs) {}

  async go(programId: string, importId: string): Promise<void> {
    await this.jobs.insert<ImportJob>('imports', [{ id: newId(), data: { programId, importId } }]);
  }
}
