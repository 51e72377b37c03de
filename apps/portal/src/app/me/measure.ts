import type { Progress } from '../api/generated';

/** How a threshold is told: in friends, in friends of a season, or in points. */
export type Told = 'friends' | 'season' | 'points';

export function toldIn({ measure, per }: { readonly measure: Progress['milestones'][number]['measure']; readonly per?: 'life' | 'season' }): Told {
  return measure === 'points' ? 'points' : per === 'season' ? 'season' : 'friends';
}
