import { afterNextRender, effect, inject, Injector, type Signal, signal } from '@angular/core';
import type { RewardRow } from './reward-rows';

/** The element of a row, as it is before and after the claim. */
export function rewardElementId(row: RewardRow): string {
  return `reward-${row.grant?.id ?? row.id}`;
}

/**
 * The button that opened the form goes with the claim, and with it the place on the page. Once the reward is shown as
 * claimed, it has the focus.
 * @returns takes the id of the grant that was claimed
 */
export function focusClaimed(rows: Signal<readonly RewardRow[]>): (grantId: string) => void {
  const injector = inject(Injector);
  const claimed = signal<string | null>(null);
  effect(() => {
    const row = rows().find(({ grant, stage }) => grant?.id === claimed() && stage !== 'claimable');
    if (!row) return;
    claimed.set(null);
    afterNextRender(() => document.getElementById(rewardElementId(row))?.focus(), { injector });
  });
  return (grantId) => claimed.set(grantId);
}
