import { Component, computed, inject } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { proofControllerCancel, proofControllerVerify } from '../../api/generated';
import { proofControllerVerificationsResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { lookAgainWhile } from '../look-again';
import { PageHeading } from '../page-heading';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { RunProgress } from '../runs/run-progress';
import { isOpen, RUN_TONES } from '../runs/run-state';
import { StaffProgram } from '../staff-program';
import { CheckpointList } from './checkpoint-list';
import { MismatchList } from './mismatch-list';
import { verdictOf } from './verdict';

/** Whether all that is stored is what its facts say: as it stands, asked for anew, and what to keep so that it can be shown later. */
@Component({
  selector: 'ff-proof-page',
  imports: [CheckpointList, MismatchList, PageHeading, ProblemAlert, Reading, RunProgress, StatusPill, TranslocoPipe, ZonedTimePipe],
  templateUrl: './proof-page.html',
})
export class ProofPage {
  protected readonly program = inject(StaffProgram);
  private readonly reading = proofControllerVerificationsResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly tones = RUN_TONES;
  protected readonly runs = computed(() => (this.reading.hasValue() ? this.reading.value().items : null));
  protected readonly verdict = computed(() => { const runs = this.runs(); return runs && verdictOf(runs); });
  /** One at a time. */
  protected readonly open = computed(() => this.runs()?.find(isOpen) ?? null);
  protected readonly attempt = new Attempt();
  protected readonly problem = computed(() => problemOfRead(this.reading.error()) ?? this.attempt.problem());

  constructor() {
    lookAgainWhile(computed(() => this.open() !== null), this.runs, () => this.reading.reload());
  }

  protected async verify(): Promise<void> {
    await this.attempt.run(() => proofControllerVerify({ path: { programId: this.program.id() } }));
    this.reading.reload(); // also where another one was running already
  }

  protected async stop(id: string): Promise<void> {
    await this.attempt.run(() => proofControllerCancel({ path: { programId: this.program.id(), id } }));
    this.reading.reload();
  }
}
