import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { mergesControllerListResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { type MergeAct, MergeDialog } from './merge-dialog';

/** Who is the same person as this one, and the way to say so or to take it back. */
@Component({
  selector: 'ff-merge-card',
  imports: [LocalDatePipe, MergeDialog, ProblemAlert, RouterLink, TranslocoPipe],
  template: `
    <section class="card grid gap-3" aria-labelledby="merge-card">
      <div><h2 id="merge-card">{{ 'merge.card' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'merge.card_text' | transloco }}</p></div>
      <ff-problem [problem]="problem()" />
      @if (done(); as act) { <p class="done" role="status">{{ 'merge.done.' + act | transloco }}</p> }
      @if (merges(); as merges) {
        @if (merges.intoId; as hostId) {
          <p class="notice">{{ 'merge.closed' | transloco }} <a class="link" [routerLink]="['/staff', program.role()?.slug, 'people', hostId]" queryParamsHandling="preserve">{{ 'merge.to_host' | transloco }}</a></p>
        } @else {
          @if (merges.items.length > 0) {
            <ul class="rows grid rounded-inset border border-line px-4 py-2">
              @for (one of merges.items; track one.memberId) {
                <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2!">
                  <span class="min-w-0"><strong class="font-semibold">{{ one.name ?? one.email ?? ('staff.erased_person' | transloco) }}</strong><span class="block text-[13px] text-ink-2">@if (one.name && one.email) { {{ one.email }} · }{{ 'merge.since' | transloco: { date: one.mergedAt | localDate } }}</span></span>
                  @if (one.undoable) { <button type="button" class="btn btn-ghost btn-small" [attr.aria-label]="'merge.part_named' | transloco: { name: one.name ?? one.email }" (click)="begin({ kind: 'unmerged', otherId: one.memberId })">{{ 'merge.part' | transloco }}</button> }
                  @else { <span class="text-[13px] text-ink-2">{{ 'merge.later_first' | transloco }}</span> }
                </li>
              }
            </ul>
          }
          <div><button type="button" class="btn btn-ghost" (click)="begin({ kind: 'merged', otherId: null })">{{ 'merge.with' | transloco }}</button></div>
        }
      }
    </section>
    @if (asking(); as act) { <ff-merge-dialog [memberId]="memberId()" [act]="act" (acted)="isDone(act)" (closed)="asking.set(null)" /> }
  `,
})
export class MergeCard {
  readonly memberId = input.required<string>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly reading = mergesControllerListResource(() => ({ path: { programId: this.program.id(), memberId: this.memberId() } }));
  protected readonly merges = computed(() => (this.reading.hasValue() ? this.reading.value() : null));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));
  protected readonly asking = signal<MergeAct | null>(null);
  protected readonly done = signal<MergeAct['kind'] | null>(null);

  protected begin(act: MergeAct): void {
    this.done.set(null);
    this.asking.set(act);
  }

  protected isDone({ kind }: MergeAct): void {
    this.done.set(kind);
    this.reading.reload();
    this.changed.emit();
  }
}
