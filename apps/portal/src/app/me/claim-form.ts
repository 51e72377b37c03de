import { afterNextRender, Component, computed, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { type FieldTree, form, FormField, maxLength, required, submit } from '@angular/forms/signals';
import { TranslocoPipe } from '@jsverse/transloco';
import { type ClaimRequest, type MyGrant, myRewardsControllerClaim, myRewardsControllerCorrect } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { Language } from '../i18n/language';
import { FieldError } from '../ui/field-error';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';
import { countries } from './countries';

const EMPTY = { size: '', name: '', line1: '', line2: '', postalCode: '', city: '', region: '', country: '' };
type Details = typeof EMPTY;

/** Asks for what the reward needs, and nothing else; of one that is claimed already it changes the details. */
@Component({
  selector: 'ff-claim-form',
  imports: [FieldError, FormField, ProblemAlert, TextField, TranslocoPipe],
  templateUrl: './claim-form.html',
})
export class ClaimForm {
  readonly slug = input.required<string>();
  readonly grant = input.required<MyGrant>();
  readonly claimed = output<void>();
  readonly closed = output<void>();

  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly language = inject(Language);
  protected readonly countries = computed(() => countries(this.language.current()));
  protected readonly claimedBefore = computed(() => this.grant().status === 'claimed');
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly lines = [
    { key: 'name', autocomplete: 'name' }, { key: 'line1', autocomplete: 'address-line1' }, { key: 'line2', autocomplete: 'address-line2' },
    { key: 'postalCode', autocomplete: 'postal-code' }, { key: 'city', autocomplete: 'address-level2' }, { key: 'region', autocomplete: 'address-level1' },
  ] as const;
  protected readonly details = form(signal<Details>({ ...EMPTY }), (path) => {
    const toSend = { when: () => this.grant().needs.address };
    required(path.size, { when: () => this.grant().needs.sizes.length > 0 });
    for (const field of [path.name, path.line1, path.postalCode, path.city, path.country]) required(field, toSend);
    maxLength(path.name, 80);
    maxLength(path.line1, 120);
    maxLength(path.line2, 120);
    maxLength(path.postalCode, 16);
    maxLength(path.city, 80);
    maxLength(path.region, 80);
  });

  constructor() {
    afterNextRender(() => {
      this.details().value.set(detailsOf(this.grant()));
      this.dialog().nativeElement.showModal();
    });
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    const sent = await submit(this.details, (fields) => this.claim(fields));
    if (!sent && !this.problem()) this.dialog().nativeElement.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  /** What the API refuses goes to its field; anything else above the form. */
  private async claim(fields: FieldTree<Details>) {
    try {
      this.problem.set(null);
      const request = { path: { slug: this.slug(), grantId: this.grant().id }, body: requestOf(this.grant(), fields().value()) };
      await (this.claimedBefore() ? myRewardsControllerCorrect(request) : myRewardsControllerClaim(request));
      this.claimed.emit();
      return undefined;
    } catch (error) {
      const problem = readProblem(error);
      const known = problem.fields.map(({ field }) => field.replace('address.', '')).filter((key): key is keyof Details => key in EMPTY);
      if (known.length === 0) this.problem.set(problem);
      return known.map((key) => ({ kind: 'invalid', fieldTree: fields[key] }));
    }
  }
}

/** What was said before, for who changes it. */
function detailsOf({ claim }: MyGrant): Details {
  const { size, address } = claim ?? {};
  return { ...EMPTY, ...address, size: size ?? '' };
}

function requestOf(grant: MyGrant, details: Details): ClaimRequest {
  const { size, line2, region, ...rest } = details;
  const address = { ...rest, ...(line2.trim() ? { line2 } : {}), ...(region.trim() ? { region } : {}) };
  return { ...(grant.needs.sizes.length > 0 ? { size } : {}), ...(grant.needs.address ? { address } : {}) };
}
