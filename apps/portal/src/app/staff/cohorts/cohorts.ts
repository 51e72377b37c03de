import { computed, inject, Service } from '@angular/core';
import type { Cohort } from '../../api/generated';
import { cohortsControllerListResource } from '../../api/generated/@angular/common.gen';
import { Language } from '../../i18n/language';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';

/** A cohort as it is called in the reader's language. */
export interface NamedCohort {
  readonly key: string;
  readonly name: string;
  readonly retired: boolean;
}

/** The cohorts of the open program; read again by whoever changes them. */
@Service()
export class Cohorts {
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly read = cohortsControllerListResource(() => (this.program.id() && this.program.may('rulebooks:read') ? { path: { programId: this.program.id() } } : undefined));
  /** Read, or not to be read by this person. */
  readonly isReady = computed(() => !this.read.isLoading());
  readonly all = computed<readonly Cohort[]>(() => (this.read.hasValue() ? this.read.value().items : []));
  readonly named = computed(() => this.all().map(({ key, name, retired }): NamedCohort => ({ key, name: textIn(name, this.language.current()), retired })));
  /** Those that somebody may come into. */
  readonly inUse = computed(() => this.named().filter(({ retired }) => !retired));

  /** The key itself where the cohort has not been read. */
  nameOf(key: string): string {
    return this.named().find((cohort) => cohort.key === key)?.name ?? key;
  }

  reload(): void {
    this.read.reload();
  }
}
