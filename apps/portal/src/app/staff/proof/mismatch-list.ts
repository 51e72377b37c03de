import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Verification } from '../../api/generated';
import { StaffProgram } from '../staff-program';

/** What is stored otherwise than it should be, and in whose book; in the words of `npm run verify`. */
@Component({
  selector: 'ff-mismatch-list',
  imports: [RouterLink, TranslocoPipe],
  template: `
    <ul class="rows grid">
      @for (mismatch of result().named; track $index) {
        <li class="grid gap-1 py-3!">
          <span class="flex flex-wrap items-baseline justify-between gap-x-4"><strong class="font-semibold break-all">{{ mismatch.what }}</strong>@if (mismatch.memberId; as id) { <a class="link text-[13px]" [routerLink]="['/staff', program.role()?.slug, 'people', id]">{{ 'proof.whose' | transloco: { id: id.slice(-8) } }}</a> }</span>
          <span class="text-[13px] text-ink-2">{{ 'proof.stored' | transloco }} <code class="break-all text-ink">{{ mismatch.stored }}</code></span>
          <span class="text-[13px] text-ink-2">{{ (mismatch.memberId ? 'proof.expected' : 'proof.expected_in_file') | transloco }} <code class="break-all text-ink">{{ mismatch.expected }}</code></span>
        </li>
      }
    </ul>
    @if (result().mismatches > result().named.length) { <p class="hint mt-3">{{ 'proof.not_named' | transloco: { count: result().mismatches - result().named.length } }}</p> }
  `,
})
export class MismatchList {
  readonly result = input.required<NonNullable<Verification['result']>>();
  protected readonly program = inject(StaffProgram);
}
