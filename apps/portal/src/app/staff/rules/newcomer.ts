import { promises } from '@fanfare/domain/promises';
import { seasonAt } from '@fanfare/domain/calendar';
import { compileSeasons } from '@fanfare/domain/season-plan';
import { thresholdFor } from '@fanfare/domain/threshold';
import type { Reward } from '../../api/generated';
import type { ShownProgress } from '../../me/hero';
import { textIn } from '../pages/text-in';
import type { Rules } from './sentence';

/** The progress of somebody who has brought nobody yet, under rules that need not hold yet: as the API would tell it. */
export function newcomer(rules: Rules, rewards: readonly Pick<Reward, 'id' | 'kind' | 'title'>[], { language, cohort, now }: { language: string; cohort: string | null; now: number }): ShownProgress {
  const next = rules.tiers.map((tier) => ({ id: tier.id, name: tier.name ?? '', threshold: thresholdFor(tier.at, cohort) })).find(({ threshold }) => threshold > 0);
  const season = seasonAt(rules.seasonPlan ? compileSeasons(rules.seasonPlan, now) : rules.seasons, now);
  return {
    points: null, qualified: 0, pending: 0, held: 0, rejected: 0, reversed: 0, rank: null, tier: null, version: 1,
    tiers: promises(rules, cohort).tiers,
    nextTier: next ? { ...next, remaining: next.threshold } : null,
    milestones: rules.milestones.map(({ id, at, name, rewardId }) => {
      const reward = rewards.find((one) => one.id === rewardId);
      return { id, threshold: thresholdFor(at, cohort), title: reward ? textIn(reward.title, language) : (name ?? ''), kind: reward?.kind ?? null, status: 'ahead' };
    }),
    season: season && { id: season.id, endsAt: new Date(season.to).toISOString(), qualified: 0 },
  };
}
