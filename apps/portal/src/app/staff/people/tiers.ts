import { computed, inject, Service } from '@angular/core';
import { rulebooksControllerListResource } from '../../api/generated/@angular/common.gen';
import { StaffProgram } from '../staff-program';

/** The tiers of the rules in force, from the lowest. */
@Service()
export class Tiers {
  private readonly program = inject(StaffProgram);
  private readonly rulebooks = rulebooksControllerListResource(() => (this.program.id() ? { path: { programId: this.program.id() } } : undefined));
  readonly all = computed(() => {
    const inForce = this.rulebooks.hasValue() ? this.rulebooks.value().items.find(({ status }) => status === 'in_force') : undefined;
    return (inForce?.rules.tiers ?? []).map((tier) => ({ id: tier.id, name: tier.name ?? '' }));
  });
}
