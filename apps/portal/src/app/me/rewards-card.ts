import { Component, computed, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MyGrant, Progress } from '../api/generated';
import { Icon } from '../ui/icon';
import { StatusPill, type Tone } from '../ui/status-pill';
import { ClaimForm } from './claim-form';

const TONES: Partial<Record<MyGrant['status'], Tone>> = {
  claimed: 'good', packed: 'good', shipped: 'good', delivered: 'good', fulfilled: 'good',
  queued: 'warn', on_hold: 'warn', suspended: 'warn', returned: 'warn', revoked: 'bad', expired: 'bad',
};

interface Row {
  readonly id: string;
  readonly title: string;
  readonly grant: MyGrant | null;
  /** Null where nothing is missing. */
  readonly toGo: number | null;
  readonly share: number;
}

/** What friends bring: claim it, see it on its way, or see how many are missing. */
@Component({
  selector: 'ff-rewards-card',
  imports: [ClaimForm, Icon, StatusPill, TranslocoPipe],
  templateUrl: './rewards-card.html',
})
export class RewardsCard {
  readonly slug = input.required<string>();
  readonly milestones = input.required<Progress['milestones']>();
  readonly grants = input.required<readonly MyGrant[]>();
  readonly qualified = input.required<number>();
  readonly claimed = output<void>();

  protected readonly open = signal<MyGrant | null>(null);
  protected readonly rows = computed<Row[]>(() => {
    const ofMilestones = this.milestones().map((milestone) => this.rowOf(milestone));
    const shown = new Set(ofMilestones.map((row) => row.grant?.id));
    const others = this.grants().filter((grant) => !shown.has(grant.id)).map((grant) => ({ id: grant.id, title: grant.title, grant, toGo: null, share: 1 }));
    return [...ofMilestones, ...others];
  });

  protected toneOf(grant: MyGrant): Tone {
    return TONES[grant.status] ?? 'plain';
  }

  protected done(): void {
    this.open.set(null);
    this.claimed.emit();
  }

  private rowOf(milestone: Progress['milestones'][number]): Row {
    const grant = this.grants().find((g) => g.id === milestone.grantId) ?? null;
    const missing = Math.max(0, milestone.threshold - this.qualified());
    return {
      id: milestone.id,
      title: grant?.title ?? milestone.title,
      grant,
      toGo: missing > 0 ? missing : null,
      share: milestone.threshold > 0 ? Math.min(1, this.qualified() / milestone.threshold) : 1,
    };
  }
}
