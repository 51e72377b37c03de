import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { ApiProblem } from '../api/problem';

/** What went wrong, said in words where the code has some, else in general ones. */
@Component({
  selector: 'ff-problem',
  imports: [TranslocoPipe],
  template: `@if (problem()) { <p class="alert" role="alert">{{ key() | transloco: facts() }}</p> }`,
  host: { class: 'block empty:hidden' },
})
export class ProblemAlert {
  readonly problem = input.required<ApiProblem | null>();
  private readonly transloco = inject(TranslocoService);
  protected readonly key = computed(() => {
    const key = `problem.${this.problem()?.code}`;
    return key in this.transloco.getTranslation(this.transloco.getActiveLang()) ? key : 'problem.general';
  });
  protected readonly facts = computed(() => ({ ...this.problem()?.facts }));
}
