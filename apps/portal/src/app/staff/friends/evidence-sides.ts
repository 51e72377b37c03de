import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { ReferralDetail } from '../../api/generated';
import { Language } from '../../i18n/language';
import { regional } from '../../i18n/local-date.pipe';
import { StaffProgram } from '../staff-program';
import { CheckWords } from './check-words';

type Side = ReferralDetail['sides']['referrer'];
interface Row {
  readonly label: string;
  readonly referrer: string | null;
  readonly friend: string | null;
}

/** What is known of who brought and of who came, beside each other: what two people have in common is seen at a glance. */
@Component({
  selector: 'ff-evidence-sides',
  imports: [TranslocoPipe],
  template: `
    <h3 class="mb-2">{{ 'sides.heading' | transloco }}</h3>
    <table class="w-full table-fixed text-[13px]">
      <thead class="text-start text-ink-2"><tr><th scope="col" class="w-[28%]"><span class="sr-only">{{ 'sides.what' | transloco }}</span></th><th scope="col" class="pe-2 text-start font-semibold">{{ 'sides.referrer' | transloco }}</th><th scope="col" class="text-start font-semibold">{{ 'sides.friend' | transloco }}</th></tr></thead>
      <tbody>
        @for (row of rows(); track row.label) {
          <tr class="border-t border-line align-top"><th scope="row" class="py-1.5 pe-2 text-start font-normal text-ink-2">{{ row.label | transloco }}</th><td class="py-1.5 pe-2 wrap-anywhere">{{ row.referrer ?? '–' }}</td><td class="py-1.5 wrap-anywhere">{{ row.friend ?? '–' }}</td></tr>
        }
      </tbody>
    </table>
  `,
  host: { class: 'block' },
})
export class EvidenceSides {
  readonly detail = input.required<ReferralDetail>();
  private readonly program = inject(StaffProgram);
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);
  private readonly words = inject(CheckWords);

  /** Only what is known of one of them. */
  protected readonly rows = computed<Row[]>(() => {
    const { referrer, friend, sameNetwork, sameDevice } = this.detail().sides;
    const both = (name: string, of: (side: Side) => string | null): Row => ({ label: `sides.${name}`, referrer: of(referrer), friend: of(friend) });
    const joint = (name: string, same: boolean | null, of: (side: Side) => string | null): Row => {
      const row = both(name, of);
      return same === null ? row : { ...row, friend: [this.tell(`sides.${name}_${same ? 'same' : 'other'}`), row.friend].filter(Boolean).join(' · ') };
    };
    return [
      both('address', ({ email }) => email),
      both('domain', (side) => [side.domain, this.measured(side, 'domainAgeDays'), this.measured(side, 'domainSignups')].filter(Boolean).join(' · ') || null),
      both('shape', (side) => this.measured(side, 'randomLocal')),
      both('joined', ({ joinedAt }) => (joinedAt === null ? null : this.time(joinedAt))),
      both('speed', (side) => this.measured(side, 'clickSeconds')),
      joint('network', sameNetwork, (side) => this.measured(side, 'networkHour')),
      joint('device', sameDevice, (side) => this.measured(side, 'deviceSignups')),
      both('country', (side) => this.measured(side, 'countryDiffers')),
      both('friends', ({ friends }) => this.transloco.translate('sides.friends_told', friends)),
    ].filter((row) => row.referrer !== null || row.friend !== null);
  });

  private tell(key: string): string {
    return this.transloco.translate(key);
  }

  private measured({ measured }: Side, name: string): string | null {
    const value = measured[name];
    return value === undefined || value === null ? null : this.words.sawAt({ [name]: value });
  }

  private time(instant: string): string {
    return new Intl.DateTimeFormat(regional(this.language.current()), { dateStyle: 'medium', timeStyle: 'short', timeZone: this.program.timeZone() }).format(new Date(instant));
  }
}
