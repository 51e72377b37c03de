import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { myPayoutsControllerCheck, myPayoutsControllerLink, type PayoutState } from '../api/generated';
import { Attempt } from '../api/attempt';
import { Language } from '../i18n/language';
import { ShortDatePipe } from '../i18n/local-date.pipe';
import { moneyText } from '../i18n/money';
import { payoutState, refusalText } from '../i18n/payout-text';
import { ProblemAlert } from '../ui/problem-alert';
import { StatusPill, type Tone } from '../ui/status-pill';
import { countries, likelyCountry } from './countries';

const TONES: Record<PayoutState['state'], Tone> = { none: 'warn', started: 'warn', restricted: 'bad', ready: 'good' };

/** A member's account at Stripe: the way there, where it stands, and the latest that went to their bank. */
@Component({
  selector: 'ff-payout-account',
  imports: [ProblemAlert, ShortDatePipe, StatusPill, TranslocoPipe],
  template: `
    <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2"><h2>{{ 'payout.heading' | transloco }}</h2>@if (state(); as state) { <ff-pill [tone]="tones[state.state]">{{ 'payout.state.' + state.state | transloco }}</ff-pill> }</div>
    @if (came() === 'renew') { <p class="notice">{{ 'payout.renew' | transloco }}</p> }
    @if (state(); as state) {
      <p class="text-ink-2">{{ 'payout.text.' + state.state | transloco }}</p>
      @if (state.payout; as payout) { <p [class.notice]="payout.status === 'failed'">{{ 'payout.latest.' + at(payout) | transloco: { amount: money(payout), date: (payout.arrivesAt | shortDate), why: (why(payout) | transloco) } }}</p> }
      @if (state.state !== 'ready') {
        <form class="flex flex-wrap items-end gap-3" (submit)="$event.preventDefault(); go(country.value)">
          <label class="field"><span class="label">{{ 'payout.country' | transloco }}</span><select #country class="input" [disabled]="state.state !== 'none'">@for (each of choices(); track each.code) { <option [value]="each.code" [selected]="each.code === likely">{{ each.name }}</option> }</select></label>
          <button type="submit" class="btn btn-primary" [disabled]="attempt.busy()">{{ (state.state === 'none' ? 'payout.begin' : 'payout.go_on') | transloco }}</button>
        </form>
      }
    }
    <ff-problem [problem]="attempt.problem()" />
  `,
  host: { class: 'card grid gap-4' },
})
export class PayoutAccount {
  readonly slug = input.required<string>();
  /** How the member came back from Stripe, of the address. */
  readonly came = input<string>();
  /** It can be sent money, and could not before. */
  readonly ready = output<void>();
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  protected readonly state = signal<PayoutState | null>(null);
  protected readonly choices = computed(() => countries(this.language.current()));
  protected readonly likely = likelyCountry();
  protected readonly tones = TONES;
  protected readonly at = payoutState;
  protected readonly why = refusalText;

  constructor() {
    effect(() => void this.check(this.slug()));
  }

  protected async go(country: string): Promise<void> {
    await this.attempt.run(async () => {
      const { url } = (await myPayoutsControllerLink({ path: { slug: this.slug() }, body: { country } })).data;
      location.assign(url);
    });
  }

  protected money(payout: NonNullable<PayoutState['payout']>): string {
    return moneyText(payout, this.language.current());
  }

  private async check(slug: string): Promise<void> {
    await this.attempt.run(async () => {
      const { data } = await myPayoutsControllerCheck({ path: { slug } });
      this.state.set(data);
      if (data.state === 'ready') this.ready.emit();
    });
  }
}
