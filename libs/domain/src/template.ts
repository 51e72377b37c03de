import type { Id, Rulebook } from './book.js';

/** What little is asked without a preset: no score. */
const PLAIN: Pick<Rulebook, 'checks' | 'scoring'> = {
  checks: [
    { code: 'self_referral', outcome: 'reject', args: {} },
    { code: 'disposable', outcome: 'reject', args: {} },
    { code: 'burst', outcome: 'hold', args: { max: 20 } },
  ],
};

export interface TenFriendsIds {
  tiers: { ambassador: Id; gold: Id; platinum: Id };
  milestones: { stickers: Id; discountCode: Id; welcomeBox: Id; listeningSession: Id };
  rewards: { stickers: Id; discountCode: Id; welcomeBox: Id; listeningSession: Id };
}

/** "Newsletter: ten friends": the tenth confirmed friend makes an ambassador. Version 1, no seasons, no points, no limits. */
export function tenFriends(ids: TenFriendsIds, checks: Pick<Rulebook, 'checks' | 'scoring'> = PLAIN): Rulebook {
  return {
    version: 1,
    attribution: { model: 'last', windowDays: 30, codeBeatsClick: true },
    qualification: { kind: 'confirmed' },
    ...checks,
    holdDays: 0, claimDays: 14, limits: [], points: [], seasons: [],
    tiers: [
      { id: ids.tiers.ambassador, name: 'Ambassador', at: 10, measure: 'qualified', per: 'life', graceDays: 0 },
      { id: ids.tiers.gold, name: 'Gold', at: 25, measure: 'qualified', per: 'life', graceDays: 0 },
      { id: ids.tiers.platinum, name: 'Platinum', at: 50, measure: 'qualified', per: 'life', graceDays: 0 },
    ],
    milestones: [
      { id: ids.milestones.stickers, name: 'Stickers', at: 3, measure: 'qualified', rewardId: ids.rewards.stickers },
      { id: ids.milestones.discountCode, name: 'Discount code', at: 5, measure: 'qualified', rewardId: ids.rewards.discountCode },
      { id: ids.milestones.welcomeBox, name: 'Welcome box', at: 10, measure: 'qualified', rewardId: ids.rewards.welcomeBox },
      { id: ids.milestones.listeningSession, name: 'Listening session', at: 25, measure: 'qualified', rewardId: ids.rewards.listeningSession },
    ],
  };
}
