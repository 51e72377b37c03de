import { afterNextRender, Component, computed, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { type FieldTree, form, FormField, maxLength, pattern, required, submit, validate } from '@angular/forms/signals';
import { TranslocoPipe } from '@jsverse/transloco';
import { addressRules } from '@fanfare/domain/addresses';
import { foldIban, isIban } from '@fanfare/domain/iban';
import { type ClaimRequest, type MyGrant, myRewardsControllerBuy, myRewardsControllerClaim, myRewardsControllerCorrect } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { Language } from '../i18n/language';
import { FieldError } from '../ui/field-error';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';
import { countries, likelyCountry } from './countries';

const EMPTY = { variantId: '', country: '', name: '', line1: '', line2: '', postalCode: '', city: '', region: '', phone: '', holder: '', iban: '' };
type Details = typeof EMPTY;
/** What the API calls wrong, as the field's own words for it. */
const KINDS: Readonly<Record<string, string>> = { required: 'required', gone: 'gone', pattern: 'postal_code' };

/** What details are asked for: of a grant, or (by the reward's id) of what is bought. */
export type Claimable = Pick<MyGrant, 'id' | 'title' | 'needs' | 'claim'>;
/** Sent twice under one key, it is one order. */
export interface Purchase {
  readonly key: string;
  readonly price: number;
  readonly balance: number;
}

/** Asks for what the reward needs, as the country needs it, and nothing else; of one that is claimed already it changes the details, and of what is bought it says the price. */
@Component({
  selector: 'ff-claim-form',
  imports: [FieldError, FormField, ProblemAlert, TextField, TranslocoPipe],
  templateUrl: './claim-form.html',
})
export class ClaimForm {
  readonly slug = input.required<string>();
  readonly grant = input.required<Claimable>();
  /** Of what is bought, what it costs; without it, a grant is claimed. */
  readonly purchase = input<Purchase | null>(null);
  readonly claimed = output<void>();
  readonly closed = output<void>();

  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly language = inject(Language);
  protected readonly countries = computed(() => countries(this.language.current()));
  protected readonly claimedBefore = computed(() => this.grant().claim !== null);
  protected readonly heading = computed(() => (this.purchase() ? 'me.shop.get_named' : this.claimedBefore() ? 'me.rewards.change_named' : 'claim.title'));
  protected readonly action = computed(() => (this.purchase() ? 'me.shop.pay' : this.claimedBefore() ? 'me.rewards.save' : 'claim.submit'));
  protected readonly problem = signal<ApiProblem | null>(null);
  /** Variants that turned out to be gone while the form was open. */
  private readonly gone = signal<readonly string[]>([]);
  protected readonly variants = computed(() => this.grant().needs.variants.map((variant) => ({ ...variant, gone: variant.gone || this.gone().includes(variant.id) })));
  protected readonly anyGone = computed(() => this.variants().some(({ gone }) => gone));
  private readonly values = signal<Details>({ ...EMPTY });
  protected readonly rules = computed(() => addressRules(this.values().country));
  protected readonly postalCodeLabel = computed(() => `claim.postal.${this.rules().postalCodeName}${this.rules().postalCode === 'required' ? '' : '_optional'}`);
  protected readonly regionLabel = computed(() => `claim.region.${this.rules().regionName}${this.rules().region === 'required' ? '' : '_optional'}`);
  protected readonly details = form(this.values, (path) => {
    const isSent = () => this.grant().needs.address;
    required(path.variantId, { when: () => this.grant().needs.variants.length > 0 });
    for (const field of [path.name, path.line1, path.city, path.country]) required(field, { when: isSent });
    required(path.postalCode, { when: () => isSent() && this.rules().postalCode === 'required' });
    required(path.region, { when: () => isSent() && this.rules().region === 'required' });
    validate(path.postalCode, ({ value }) => (isSent() && value().trim() && this.rules().pattern?.test(value().trim().toUpperCase()) === false ? { kind: 'postal_code' } : null));
    pattern(path.phone, /^\s*\+?[0-9][0-9 ()/.-]{4,22}\s*$/, { error: { kind: 'phone' } });
    required(path.holder, { when: () => this.grant().needs.bank });
    required(path.iban, { when: () => this.grant().needs.bank });
    validate(path.iban, ({ value }) => (this.grant().needs.bank && value().trim() && !isIban(foldIban(value())) ? { kind: 'iban' } : null));
    maxLength(path.holder, 70);
    maxLength(path.name, 80);
    maxLength(path.line1, 120);
    maxLength(path.line2, 120);
    maxLength(path.postalCode, 16);
    maxLength(path.city, 80);
    maxLength(path.region, 80);
  });

  constructor() {
    afterNextRender(() => {
      this.values.set(detailsOf(this.grant()));
      this.dialog().nativeElement.showModal();
    });
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    const sent = await submit(this.details, (fields) => this.claim(fields));
    if (!sent && !this.problem()) this.focusFirstWrong();
  }

  /** The choice of a variant comes first, and is bound to no control. */
  private focusFirstWrong(): void {
    if (this.details.variantId().invalid()) this.dialog().nativeElement.querySelector<HTMLElement>('input[type=radio]:enabled')?.focus();
    else this.details().errorSummary()[0]?.fieldTree().focusBoundControl();
  }

  private deliver(details: ClaimRequest): Promise<unknown> {
    const [slug, { id }, purchase] = [this.slug(), this.grant(), this.purchase()];
    if (purchase) return myRewardsControllerBuy({ path: { slug }, body: { key: purchase.key, rewardId: id, points: purchase.price, details } });
    const request = { path: { slug, grantId: id }, body: details };
    return this.claimedBefore() ? myRewardsControllerCorrect(request) : myRewardsControllerClaim(request);
  }

  /** What the API refuses goes to its field; anything else above the form. */
  private async claim(fields: FieldTree<Details>) {
    try {
      this.problem.set(null);
      await this.deliver(requestOf(this.grant(), fields().value()));
      this.claimed.emit();
      return undefined;
    } catch (error) {
      const problem = readProblem(error);
      if (problem.code === 'reward.variant_gone') this.gone.update((known) => [...known, fields().value().variantId]);
      const known = problem.fields.map(({ field, code }) => ({ key: field.replace(/^(details\.)?((address|bank)\.)?/, ''), code })).filter(({ key }) => key in EMPTY);
      if (known.length === 0) this.problem.set(problem);
      return known.map(({ key, code }) => ({ kind: KINDS[code] ?? 'invalid', fieldTree: fields[key as keyof Details] }));
    }
  }
}

/** What was said before, for who changes it. */
function detailsOf({ claim }: Claimable): Details {
  const { variant, address } = claim ?? {};
  return { ...EMPTY, country: likelyCountry(), ...address, variantId: variant?.id ?? '' };
}

/** Only what is asked for, and what was filled in. */
function requestOf(grant: Claimable, { variantId, country, name, line1, city, holder, iban, ...more }: Details): ClaimRequest {
  const rules = addressRules(country);
  const asked = { line2: true, postalCode: true, region: rules.region !== 'none', phone: grant.needs.phone };
  const filled = Object.entries(more).map(([key, value]) => [key, value.trim()] as const).filter(([key, value]) => value !== '' && asked[key as keyof typeof asked]);
  return {
    ...(grant.needs.variants.length > 0 ? { variantId } : {}),
    ...(grant.needs.bank ? { bank: { holder: holder.trim(), iban: foldIban(iban) } } : {}),
    ...(grant.needs.address ? { address: { name, line1, city, country, ...Object.fromEntries(filled) } } : {}),
  };
}
