import type { RewardStep } from '../../api/generated';
import type { Tone } from '../../ui/status-pill';

const KNOWN_PROVIDERS = new Set(['hook', 'stripe', 'manual', 'card_list', 'unlock']);
const TONES: Partial<Record<RewardStep['status'], Tone>> = { done: 'good', failed: 'bad', unclear: 'bad', waiting: 'warn' };

/** The message key of where a step is. */
export function stepStatus({ status, waitsFor }: Pick<RewardStep, 'status' | 'waitsFor'>): string {
  return status === 'waiting' ? `steps.waits_for.${waitsFor}` : `steps.status.${status === 'due' ? 'sending' : status}`;
}

export function stepTone({ status }: Pick<RewardStep, 'status'>): Tone {
  return TONES[status] ?? 'plain';
}

/** The message key of who brings it. */
export function providerText(provider: string): string {
  return `steps.by.${KNOWN_PROVIDERS.has(provider) ? provider : 'other'}`;
}

/** A problem is a code of ours, and after a colon the provider's own. */
export function problemParts(problem: string): { key: string; detail: string | null } {
  const [ours, theirs] = problem.split(':', 2);
  return { key: `steps.problem.${ours}`, detail: theirs ?? null };
}
