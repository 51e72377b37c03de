import { Component, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { teamRequestsControllerExport } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { download } from '../../ui/download';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { EraseDialog } from './erase-dialog';

/** What people ask for by letter: everything about them, or to be erased. */
@Component({
  selector: 'ff-person-data',
  imports: [EraseDialog, ProblemAlert, TranslocoPipe],
  template: `
    <section class="card grid gap-3">
      <div><h2>{{ 'person_data.title' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'person_data.text' | transloco }}</p></div>
      <ff-problem [problem]="file.problem()" />
      <div class="flex flex-wrap gap-2">
        @if (program.may('members:export')) { <button type="button" class="btn btn-ghost" [disabled]="file.busy()" (click)="save()">{{ 'person_data.export' | transloco }}</button> }
        @if (program.may('members:erase')) { <button type="button" class="btn btn-danger" (click)="asking.set(true)">{{ 'person_data.erase' | transloco }}</button> }
      </div>
    </section>
    @if (asking()) { <ff-erase-dialog [memberId]="memberId()" [name]="name()" (closed)="end($event)" /> }
  `,
})
export class PersonData {
  readonly memberId = input.required<string>();
  readonly name = input.required<string>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  protected readonly file = new Attempt();
  protected readonly asking = signal(false);

  protected async save(): Promise<void> {
    await this.file.run(async () => {
      const { data } = await teamRequestsControllerExport({ path: { programId: this.program.id(), memberId: this.memberId() } });
      download(`${data.program.slug}-data.json`, JSON.stringify(data, null, 2), 'application/json');
    });
  }

  protected end(erased: boolean): void {
    this.asking.set(false);
    if (erased) this.changed.emit();
  }
}
