import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { catalogueControllerChange, catalogueControllerCreate, type NewRewardRequest, type RewardChangeRequest } from '../../api/generated';
import { catalogueControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { fractionDigits, toMinor } from '../../i18n/money';
import { worthText } from '../../i18n/worth-text';
import { type ChosenPicture, PictureField } from '../../ui/picture-field';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StaffProgram } from '../staff-program';
import { CodeList } from './code-list';
import { textsOf } from '../pages/texts-of';
import { GatesField, gatesIn } from './gates-field';
import { UnlockFields, unlockIn } from './unlock-fields';
import { RewardHookCard } from './reward-hook';
import { type ShopDraft, ShopPreview } from './shop-preview';
import { VariantStock } from './variant-stock';
import { type EditedVariant, VariantsField } from './variants-field';
import { WorthFields, worthIn } from './worth-fields';

const KINDS = ['swag', 'discount_code', 'account_credit', 'cash', 'gift_card', 'event_seat', 'unlock', 'custom'] as const;
const CODE_SOURCES = ['made', 'listed', 'stripe'] as const;

/** A new reward, or what is said of one that exists. Its kind stays what it was. */
@Component({
  selector: 'ff-reward-form-page',
  imports: [CodeList, GatesField, PictureField, ProblemAlert, Reading, RewardHookCard, RouterLink, ShopPreview, TranslocoPipe, UnlockFields, VariantsField, VariantStock, WorthFields],
  templateUrl: './reward-form-page.html',
})
export class RewardFormPage {
  /** Of the address; without it a new one. */
  readonly rewardId = input<string>();
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly words = inject(TranslocoService);
  private readonly language = inject(Language);
  protected readonly kinds = KINDS;
  protected readonly codeSources = CODE_SOURCES;
  protected readonly attempt = new Attempt();
  protected readonly reading = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly reward = computed(() => (this.reading.hasValue() ? (this.reading.value().items.find(({ id }) => id === this.rewardId()) ?? null) : null));
  protected readonly kind = linkedSignal<NewRewardRequest['kind']>(() => this.reward()?.kind ?? 'swag');
  protected readonly codeSource = linkedSignal<NewRewardRequest['codeSource']>(() => this.reward()?.codeSource ?? 'made');
  protected readonly isMoney = computed(() => this.kind() === 'account_credit' || this.kind() === 'cash');
  /** What comes from a list, or from somebody who is asked: in one kind only, and without a parcel. */
  protected readonly comesAlone = computed(() => this.kind() === 'discount_code' || this.kind() === 'gift_card' || this.kind() === 'unlock' || this.isMoney());
  /** Whether somebody brings it once claimed, as it is worth something. */
  protected readonly isBrought = computed(() => this.isMoney() || (this.kind() === 'discount_code' && this.codeSource() === 'stripe'));
  protected readonly givenBy = computed(() => (this.isBrought() && this.reading.hasValue()
    ? (this.reading.value().givers.find(({ kind, codeSource }) => kind === this.kind() && codeSource === (kind === 'discount_code' ? this.codeSource() : null))?.givenBy ?? null) : null));
  protected readonly worth = computed(() => { const reward = this.reward(); return reward?.worth ? worthText(reward.worth, reward.kind, this.words, this.language.current()) : null; });
  protected readonly needsAddress = linkedSignal(() => this.reward()?.needsAddress ?? true);
  /** As in what was said of another reward. */
  protected readonly currency = linkedSignal(() => this.reward()?.cost?.currency ?? (this.reading.hasValue() ? this.reading.value().items.find(({ cost }) => cost)?.cost?.currency : null) ?? 'EUR');
  protected readonly costDigits = computed(() => fractionDigits(this.currency()));
  protected readonly cost = computed(() => { const cost = this.reward()?.cost; return cost ? (cost.amountMinor / 10 ** fractionDigits(cost.currency)).toFixed(fractionDigits(cost.currency)) : ''; });
  protected readonly picture = linkedSignal<ChosenPicture | null>(() => this.reward()?.picture ?? null);
  /** As its members would see it in the shop: what is saved, then what is typed. */
  protected readonly draft = linkedSignal<ShopDraft | null>(() => this.reward());
  protected readonly units = linkedSignal(() => this.reward()?.pool?.unitsLeft ?? null);
  /** Null until somebody has changed them. */
  protected readonly variants = signal<readonly EditedVariant[] | null>(null);
  /** Where each variant has a number, or codes are uploaded, the reward has none of its own. */
  protected readonly asksStock = computed(() => this.kind() !== 'discount_code' && this.kind() !== 'gift_card' && !(this.variants()?.length && this.variants()!.every(({ stock }) => stock !== null)));
  protected readonly locales = computed(() => {
    const { settings } = this.program;
    if (!settings.hasValue()) return [];
    const { defaultLocale, locales } = settings.value();
    return [defaultLocale, ...locales.filter((locale) => locale !== defaultLocale)];
  });
  protected readonly isReady = computed(() => this.program.settings.hasValue() && (!this.rewardId() || this.reward() !== null));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected kindOf(value: string): NewRewardRequest['kind'] {
    return KINDS.find((kind) => kind === value) ?? 'swag';
  }

  protected typed(form: HTMLFormElement): void {
    const typed = new FormData(form);
    const { approval, pointsPrice } = gatesIn(typed, this.currency());
    const { amount, percentOff = null, minimumMinor = null, validDays = null } = worthIn(typed);
    const worth = amount || percentOff ? { amountMinor: amount?.amountMinor ?? null, currency: amount?.currency ?? null, percentOff, minimumMinor, validDays } : null;
    this.draft.set({ title: textsOf(typed, 'title'), description: textsOf(typed, 'description'), approval, pointsPrice, worth: this.reward()?.worth ?? worth });
    if (!this.rewardId()) this.units.set(typed.get('stock') ? Number(typed.get('stock')) : null);
  }

  protected async save(form: HTMLFormElement): Promise<void> {
    const typed = new FormData(form);
    const programId = this.program.id();
    const rewardId = this.rewardId();
    const described = this.described(typed);
    const worked = await this.attempt.run(() => (rewardId
      ? catalogueControllerChange({ path: { programId, rewardId }, body: described })
      : catalogueControllerCreate({ path: { programId }, body: { ...described, ...this.newIn(typed) } })));
    if (worked) await this.router.navigate(['/staff', this.program.role()?.slug, 'rewards']);
  }

  private described(form: FormData): RewardChangeRequest {
    const comesAlone = this.comesAlone();
    const offered = this.reward()?.variants.map(({ id, label, sku }): EditedVariant => ({ id, label, sku, stock: null })) ?? [];
    return {
      title: textsOf(form, 'title'), description: textsOf(form, 'description'),
      needsAddress: !comesAlone && this.needsAddress(), asksPhone: !comesAlone && form.has('asksPhone'),
      contents: comesAlone ? [] : piecesIn(form), lowAt: Number(form.get('lowAt')), cost: this.costIn(form), pictureId: this.picture()?.id ?? null,
      variants: comesAlone ? [] : [...(this.variants() ?? offered)],
      unlock: unlockIn(form, (field) => textsOf(form, field)),
      ...gatesIn(form, this.currency().trim().toUpperCase()),
    };
  }

  private costIn(form: FormData): RewardChangeRequest['cost'] {
    const currency = this.currency().trim().toUpperCase();
    return form.get('cost') ? { amountMinor: toMinor(Number(form.get('cost')), currency), currency } : null;
  }

  private newIn(form: FormData): Omit<NewRewardRequest, keyof RewardChangeRequest> {
    return { kind: this.kind(), codeSource: this.codeSource(), ...worthIn(form), stock: form.get('stock') ? Number(form.get('stock')) : null };
  }
}

/** One a line. */
function piecesIn(form: FormData): string[] {
  const typed = form.get('contents');
  return typeof typed === 'string' ? typed.split('\n').map((line) => line.trim()).filter(Boolean) : [];
}
