import { Component, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { importsControllerCreate, importsControllerList, type PeopleImport } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { TONES } from './import-tones';

const KINDS = ['members', 'customers'] as const;
const SHOWN = 20;

/** Where people from elsewhere come in, and what came before. */
@Component({
  selector: 'ff-imports-page',
  imports: [Icon, LocalDatePipe, PagesFoot, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './imports-page.html',
})
export class ImportsPage {
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  protected readonly kinds = KINDS;
  protected readonly tones = TONES;
  protected readonly kind = signal<PeopleImport['kind']>('members');
  protected readonly over = signal(false);
  protected readonly attempt = new Attempt();
  protected readonly imports = new Pages<PeopleImport>(async (cursor) => (await importsControllerList({ path: { programId: this.program.id() }, query: { limit: SHOWN, ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    void this.imports.reload();
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    void this.upload(event.dataTransfer?.files[0]);
  }

  protected async choose(from: HTMLInputElement): Promise<void> {
    await this.upload(from.files?.[0]);
    from.value = ''; // the same file may be chosen again
  }

  /** Whatever the system calls it, it goes out as what it is taken for. */
  private async upload(file: File | undefined): Promise<void> {
    if (!file) return;
    await this.attempt.run(async () => {
      const { data } = await importsControllerCreate({ path: { programId: this.program.id() }, query: { kind: this.kind(), fileName: file.name.slice(0, 200) }, body: new Blob([file], { type: 'text/csv' }) });
      await this.router.navigate(['/staff', this.program.role()?.slug, 'imports', data.id]);
    });
  }
}
