import { Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type ImportCheckRequest, importsControllerCheck, type PeopleImport } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { fieldsOf, type ImportField, mappingOf } from './columns';

const ORDERS = ['dmy', 'mdy'] as const;

/** Says what each column is, and where the consent to mail is from; then every line is checked. */
@Component({
  selector: 'ff-columns-form',
  imports: [ProblemAlert, TranslocoPipe],
  templateUrl: './columns-form.html',
})
export class ColumnsForm {
  readonly shown = input.required<PeopleImport>();
  readonly checked = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly orders = ORDERS;
  protected readonly attempt = new Attempt();
  /** Column by column; empty: not used. */
  protected readonly chosen = linkedSignal(() => fieldsOf(this.shown()));
  protected readonly fields = computed(() => (this.shown().kind === 'members' ? MEMBER_FIELDS : CUSTOMER_FIELDS));
  protected readonly hasDays = computed(() => this.chosen().some((field) => field === 'joined' || field === 'consentAt'));
  protected readonly hasAddress = computed(() => this.chosen().includes('email'));

  /** What a column was before is nobody's now. */
  protected choose(column: number, field: string): void {
    this.chosen.update((fields) => fields.map((other, n) => (n === column ? (field as ImportField | '') : other === field ? '' : other)));
  }

  protected async check(dateOrder: string, consentSource: string): Promise<void> {
    const body = { mapping: mappingOf(this.chosen()), dateOrder, consentSource } as ImportCheckRequest;
    if (await this.attempt.run(() => importsControllerCheck({ path: { programId: this.program.id(), importId: this.shown().id }, body }))) this.checked.emit();
  }
}

const MEMBER_FIELDS = ['email', 'name', 'lastName', 'language', 'joined', 'count', 'points', 'tags', 'cohort', 'code', 'consentAt', 'consentSource'] as const;
const CUSTOMER_FIELDS = ['email'] as const;
