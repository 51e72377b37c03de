import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { importsControllerCancel, importsControllerStart } from '../../api/generated';
import { importsControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { lookAgainWhile } from '../look-again';
import { StaffProgram } from '../staff-program';
import { ColumnsForm } from './columns-form';
import { ImportLines } from './import-lines';
import { TONES } from './import-tones';

/** One import, from its columns to its end: nothing happens before the check was seen. */
@Component({
  selector: 'ff-import-page',
  imports: [ColumnsForm, ConfirmDialog, ImportLines, ProblemAlert, Reading, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './import-page.html',
})
export class ImportPage {
  /** Of the address. */
  readonly importId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  protected readonly tones = TONES;
  protected readonly outcomes = ['new', 'here', 'refused'] as const;
  private readonly resource = importsControllerShowResource(() => ({ path: { programId: this.program.id(), importId: this.importId() } }));
  protected readonly shown = computed(() => (this.resource.hasValue() ? this.resource.value() : null));
  protected readonly works = computed(() => this.shown()?.status === 'checking' || this.shown()?.status === 'running');
  protected readonly percent = computed(() => Math.round((this.shown()?.progress ?? 0) * 100));
  /** The columns are named once more. */
  protected readonly naming = signal(false);
  protected readonly stopping = signal(false);
  protected readonly attempt = new Attempt();
  protected readonly problem = computed(() => problemOfRead(this.resource.error()) ?? this.attempt.problem());

  constructor() {
    lookAgainWhile(this.works, this.shown, () => this.resource.reload());
  }

  protected checked(): void {
    this.naming.set(false);
    this.resource.reload();
  }

  protected async start(): Promise<void> {
    if (await this.attempt.run(() => importsControllerStart({ path: { programId: this.program.id(), importId: this.importId() } }))) this.resource.reload();
  }

  protected async stop(): Promise<void> {
    if (await this.attempt.run(() => importsControllerCancel({ path: { programId: this.program.id(), importId: this.importId() } }))) this.resource.reload();
  }
}
