import type { Event as Gathering, WhatIfView } from '../../api/generated';
import { invitedTo } from './invited-to';

const event = (startsAt: string, ...invitedTierIds: string[]) => ({ id: startsAt, startsAt, invitedTierIds }) as Gathering;
const tier = (id: string, gained: number) => ({ id, gained }) as WhatIfView['tiers'][number];
const NOW = '2026-05-01T10:00:00.000Z';
const SOON = '2026-06-01T18:00:00.000Z';

describe('invitations that rules would send', () => {
  it('add up over the tiers that an event asks for', () => {
    expect(invitedTo([event(SOON, 'gold', 'platinum')], [tier('gold', 3), tier('platinum', 1), tier('silver', 9)], NOW).map(({ atMost }) => atMost)).toEqual([4]);
  });

  it('are none for an event that has begun when the rules take effect', () => {
    expect(invitedTo([event(NOW, 'gold')], [tier('gold', 3)], NOW)).toEqual([]);
    expect(invitedTo([event(SOON, 'gold')], [tier('gold', 3)], '2026-07-01T00:00:00.000Z')).toEqual([]);
  });

  it('are none where nobody gains a tier that is asked for', () => {
    expect(invitedTo([event(SOON, 'gold'), event(SOON)], [tier('gold', 0), tier('silver', 2)], NOW)).toEqual([]);
  });
});
