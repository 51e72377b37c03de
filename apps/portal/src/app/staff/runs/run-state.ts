import type { WhatIf } from '../../api/generated';
import type { Tone } from '../../ui/status-pill';

/** How far long work over all books is. */
export type Run = Pick<WhatIf, 'status' | 'done' | 'total'>;

export const RUN_TONES: Record<Run['status'], Tone> = { waiting: 'plain', running: 'warn', done: 'good', failed: 'bad', cancelled: 'plain' };

/** Whether it has not ended yet. */
export function isOpen({ status }: Pick<Run, 'status'>): boolean {
  return status === 'waiting' || status === 'running';
}

/** From 0 to 100; null: nobody knows yet how much there is to read. */
export function percentOf({ done, total }: Run): number | null {
  return total === null || total === 0 ? null : Math.min(100, Math.floor((100 * done) / total));
}
