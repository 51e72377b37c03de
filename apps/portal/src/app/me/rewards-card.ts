import { Component, computed, input, output, signal } from '@angular/core';
import type { MyGrant, Progress } from '../api/generated';
import { ClaimForm } from './claim-form';
import { focusClaimed, rewardElementId } from './focus-claimed';
import { rewardRows } from './reward-rows';
import { RewardTile } from './reward-tile';

/** As many as stand side by side on a desktop. */
const SHOWN = 4;

/** The rewards that matter most now: to claim, on their way, next. */
@Component({
  selector: 'ff-rewards-card',
  imports: [ClaimForm, RewardTile],
  template: `
    <ul class="grid gap-5 sm:grid-cols-2 lg:grid-cols-4">
      @for (row of rows(); track row.id) { <li tabindex="-1" class="rounded-card" [id]="idOf(row)"><ff-reward-tile [row]="row" (claim)="open.set($event)" /></li> }
    </ul>
    @if (open(); as grant) { <ff-claim-form [slug]="slug()" [grant]="grant" (claimed)="done(grant)" (closed)="open.set(null)" /> }
  `,
})
export class RewardsCard {
  readonly slug = input.required<string>();
  readonly milestones = input.required<Progress['milestones']>();
  readonly grants = input.required<readonly MyGrant[]>();
  readonly claimed = output<void>();

  protected readonly open = signal<MyGrant | null>(null);
  protected readonly rows = computed(() => rewardRows(this.milestones(), this.grants()).slice(0, SHOWN));
  private readonly showClaimed = focusClaimed(this.rows);
  protected readonly idOf = rewardElementId;

  protected done(grant: MyGrant): void {
    this.open.set(null);
    this.showClaimed(grant.id);
    this.claimed.emit();
  }
}
