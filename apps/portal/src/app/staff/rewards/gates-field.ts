import { Component, input, linkedSignal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Reward, RewardChangeRequest } from '../../api/generated';
import { fractionDigits, toMinor } from '../../i18n/money';

const APPROVALS = ['automatic', 'above', 'always'] as const;

/** Who says yes to a reward, when it may be claimed, how many one member can get, and for how many points: fields of the reward's form. */
@Component({
  selector: 'ff-gates-field',
  imports: [TranslocoPipe],
  template: `
    <fieldset class="grid gap-5"><legend class="label mb-3 text-[16px]!">{{ 'staff.gates' | transloco }}</legend>
      <div class="grid items-start gap-5 sm:grid-cols-2">
        <label class="field"><span class="label">{{ 'staff.approval' | transloco }}</span><select #choice class="input" name="approval" (change)="approval.set(approvalOf(choice.value))">@for (each of approvals; track each) { <option [value]="each" [selected]="each === approval()">{{ 'staff.approval_choice.' + each | transloco }}</option> }</select></label>
        @if (approval() === 'above') { <label class="field"><span class="label">{{ 'staff.approve_above' | transloco: { currency: currency() } }}</span><input class="input" type="number" inputmode="decimal" name="approveAbove" min="0" max="1000000" required [step]="10 ** -digits()" [value]="above()"></label> }
        <label class="field"><span class="label">{{ 'staff.hold_days' | transloco }}</span><input class="input" type="number" name="holdDays" min="0" max="365" required aria-describedby="hold-hint" [value]="reward()?.holdDays ?? 0"><span class="hint" id="hold-hint">{{ 'staff.hold_days_hint' | transloco }}</span></label>
        <label class="field"><span class="label">{{ 'staff.claim_days' | transloco }}</span><input class="input" type="number" name="claimDays" min="1" max="730" aria-describedby="claim-hint" [value]="reward()?.claimDays ?? ''" [placeholder]="'staff.claim_days_none' | transloco"><span class="hint" id="claim-hint">{{ 'staff.claim_days_hint' | transloco }}</span></label>
        <label class="field"><span class="label">{{ 'staff.max_per_member' | transloco }}</span><input class="input" type="number" name="maxPerMember" min="1" max="1000" [value]="reward()?.maxPerMember ?? ''" [placeholder]="'staff.max_per_member_none' | transloco"></label>
        <label class="field"><span class="label">{{ 'staff.points_price' | transloco }}</span><input class="input" type="number" name="pointsPrice" min="1" max="10000000" aria-describedby="price-hint" [value]="reward()?.pointsPrice ?? ''" [placeholder]="'staff.points_price_none' | transloco"><span class="hint" id="price-hint">{{ 'staff.points_price_hint' | transloco }}</span></label>
      </div>
    </fieldset>
  `,
})
export class GatesField {
  readonly reward = input.required<Reward | null>();
  /** Of the cost, which the amount is compared with. */
  readonly currency = input.required<string>();
  protected readonly approvals = APPROVALS;
  protected readonly approval = linkedSignal<(typeof APPROVALS)[number]>(() => this.reward()?.approval ?? 'automatic');

  protected approvalOf(value: string): (typeof APPROVALS)[number] {
    return APPROVALS.find((each) => each === value) ?? 'automatic';
  }

  protected digits(): number {
    return fractionDigits(this.currency());
  }

  protected above(): string {
    const above = this.reward()?.approveAboveMinor;
    return above == null ? '' : (above / 10 ** this.digits()).toFixed(this.digits());
  }
}

/** What was typed into these fields. */
export function gatesIn(form: FormData, currency: string): Pick<RewardChangeRequest, 'approval' | 'approveAboveMinor' | 'holdDays' | 'claimDays' | 'maxPerMember' | 'pointsPrice'> {
  const numberIn = (name: string) => (form.get(name) ? Number(form.get(name)) : null);
  const approval = APPROVALS.find((each) => each === form.get('approval')) ?? 'automatic';
  return {
    approval, approveAboveMinor: approval === 'above' ? toMinor(numberIn('approveAbove') ?? 0, currency) : null,
    holdDays: numberIn('holdDays') ?? 0, claimDays: numberIn('claimDays'), maxPerMember: numberIn('maxPerMember'), pointsPrice: numberIn('pointsPrice'),
  };
}
