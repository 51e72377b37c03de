import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type WhatIfRequest, whatIfsControllerStart } from '../../api/generated';
import { whatIfsControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { ProblemAlert } from '../../ui/problem-alert';
import { isOpen } from '../runs/run-state';
import { StaffProgram } from '../staff-program';
import { knownAnswer } from './known-answer';

/** Before something is published: whom it moves, where that is known; else the way to find out. */
@Component({
  selector: 'ff-foresight',
  imports: [ProblemAlert, RouterLink, TranslocoPipe],
  template: `
    <section class="grid gap-3 rounded-inset bg-sunken p-4" [attr.aria-label]="'what_if.whom' | transloco">
      @if (known(); as answer) {
        @let view = answer.result!.publish;
        <p><strong class="font-semibold">{{ (view.people.changed === 0 ? 'what_if.nothing' : 'what_if.sentence') | transloco: { gain: view.people.gain, lose: view.people.lose, reviews: view.reviews, changed: view.people.changed } }}</strong></p>
        <div><a class="link" [routerLink]="addressOf(answer.id)">{{ 'what_if.see_who' | transloco }}</a></div>
      } @else if (open(); as run) {
        <p>{{ 'what_if.running' | transloco }}</p>
        <div><a class="link" [routerLink]="addressOf(run.id)">{{ 'what_if.look' | transloco }}</a></div>
      } @else {
        <p>{{ 'what_if.unasked' | transloco }}</p>
        <div><button type="button" class="btn btn-ghost" [disabled]="attempt.busy()" (click)="ask()">{{ 'what_if.ask' | transloco }}</button></div>
      }
      <ff-problem [problem]="attempt.problem()" />
    </section>
  `,
  host: { class: 'block' },
})
export class Foresight {
  readonly draft = input.required<WhatIfRequest>();
  private readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly list = whatIfsControllerListResource(() => ({ path: { programId: this.program.id() } }));
  private readonly asked = computed(() => (this.list.hasValue() ? this.list.value().items : []));
  protected readonly known = computed(() => knownAnswer(this.asked(), this.draft()));
  /** One at a time. */
  protected readonly open = computed(() => this.asked().find(isOpen) ?? null);
  protected readonly attempt = new Attempt();

  protected addressOf(id: string): unknown[] {
    return ['/staff', this.program.role()?.slug, 'rules', 'what-if', id];
  }

  protected async ask(): Promise<void> {
    const worked = await this.attempt.run(async () => {
      const { data } = await whatIfsControllerStart({ path: { programId: this.program.id() }, body: this.draft() });
      await this.router.navigate(this.addressOf(data.id));
    });
    if (!worked) this.list.reload(); // somebody else may be asking just now
  }
}
