import type { Event as Gathering } from '../../api/generated';
import type { Tone } from '../../ui/status-pill';

type Shown = Gathering['status'] | 'over';

export const EVENT_TONES: Record<Shown, Tone> = { draft: 'plain', published: 'good', cancelled: 'bad', over: 'plain' };

/** Where a gathering stands: what was published and has ended is over. */
export function shownStatus({ status, endsAt }: Pick<Gathering, 'status' | 'endsAt'>, now: Date): Shown {
  return status === 'published' && Date.parse(endsAt) <= now.getTime() ? 'over' : status;
}
