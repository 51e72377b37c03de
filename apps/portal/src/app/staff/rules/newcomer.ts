import { countedIn, isForEach } from '@fanfare/domain/promises';
import { nextStep, NOTHING_YET, stepsOf, type TierStep } from '@fanfare/domain/road';
import { seasonAt } from '@fanfare/domain/calendar';
import { compileSeasons } from '@fanfare/domain/season-plan';
import { thresholdFor } from '@fanfare/domain/threshold';
import type { Reward } from '../../api/generated';
import type { ShownProgress } from '../../me/hero';
import { textIn } from '../pages/text-in';
import type { Rules } from './sentence';

/** The progress of somebody who has brought nobody yet, under rules that need not hold yet: as the API would tell it. */
export function newcomer(rules: Rules, rewards: readonly Pick<Reward, 'id' | 'kind' | 'title'>[], { language, cohort, now }: { language: string; cohort: string | null; now: number }): ShownProgress {
  const { tiers, milestones } = rules;
  const seasons = rules.seasonPlan ? compileSeasons(rules.seasonPlan, now) : rules.seasons;
  const [way, known] = [{ ...NOTHING_YET, cohort }, { tiers, seasons }];
  const next = nextStep(way, known, now);
  const season = seasonAt(seasons, now);
  const titleOf = (id: string | undefined) => { const reward = rewards.find((one) => one.id === id); return reward && textIn(reward.title, language); };
  return {
    points: null, qualified: 0, pending: 0, held: 0, rejected: 0, reversed: 0, rank: null, tier: null, version: 1,
    tiers: stepsOf(way, known, now).map((step) => ({ ...told(step), held: false })),
    nextTier: next && { ...told(next), remaining: next.remaining },
    milestones: milestones.map((one) => {
      const [threshold, friend] = [thresholdFor(one.at, cohort), titleOf(one.friendRewardId)];
      return {
        id: one.id, measure: countedIn(one), threshold, sum: 0, title: titleOf(one.rewardId) ?? one.name, kind: rewards.find(({ id }) => id === one.rewardId)?.kind ?? null, status: 'ahead',
        friend: friend ? { title: friend, each: isForEach(one, threshold), at: threshold } : null,
      };
    }),
    season: season && { id: season.id, endsAt: new Date(season.to).toISOString(), qualified: 0 },
  };
}

function told({ tier, threshold, sum }: TierStep): Omit<ShownProgress['tiers'][number], 'held'> {
  return { id: tier.id, name: tier.name ?? '', measure: countedIn(tier), per: tier.per, threshold, sum };
}
