import type { MyGrant } from '../api/generated';
import { nextOf, rewardRows, whyOf } from './reward-rows';

const grant = (id: string, status: MyGrant['status']): MyGrant => ({
  id, status, rewardId: 'r', kind: 'swag', title: `Grant ${id}`, description: null, reason: null, bought: null, side: 'own', pictureUrl: null, needs: { address: true, bank: false, phone: false, variants: [] }, claim: null, code: null, card: null, access: null, worth: null, delivery: null, parcels: [], stillHere: [], brought: null, steps: [], waitsFor: null, heldUntil: null, claimBy: null,
  awardedAt: '2026-01-01T00:00:00.000Z', claimedAt: null, updatedAt: '2026-01-01T00:00:00.000Z',
});

const milestone = (id: string, threshold: number, sum: number, of: { status: 'ahead' | 'reached' | 'suspended'; title?: string; grantId?: string; measure?: 'qualified' | 'points' }) =>
  ({ id, threshold, sum, title: 'Mug', kind: 'swag', measure: 'qualified' as const, friend: null, ...of });

describe('rewardRows', () => {
  it('puts what can be claimed first, then what is on its way, what is ahead, and what one has', () => {
    const milestones = [
      milestone('m1', 1, 10, { status: 'reached', grantId: 'had' }),
      milestone('m2', 10, 10, { status: 'reached', grantId: 'new' }),
      milestone('m3', 25, 10, { status: 'ahead' }),
    ];
    const rows = rewardRows(milestones, [grant('had', 'delivered'), grant('new', 'claimable'), grant('extra', 'shipped')]);
    expect(rows.map(({ id, stage, toGo }) => [id, stage, toGo])).toEqual([['m2', 'claimable', null], ['extra', 'underway', null], ['m3', 'ahead', 15], ['m1', 'had', null]]);
  });

  it('puts what stands still before what is on its way, with how many friends are missing', () => {
    const rows = rewardRows([milestone('m', 3, 2, { status: 'suspended', grantId: 'fell' })], [grant('sent', 'shipped'), grant('fell', 'suspended'), grant('held', 'on_hold')]);
    expect(rows.map(({ grant: of, stage, toGo }) => [of?.id, stage, toGo])).toEqual([['fell', 'stopped', 1], ['held', 'stopped', null], ['sent', 'underway', null]]);
  });

  it('counts points where the milestone does', () => {
    expect(rewardRows([milestone('m', 100, 40, { status: 'ahead', measure: 'points' })], [])[0]).toMatchObject({ measure: 'points', toGo: 60, of: 100, sum: 40, share: 0.4 });
  });

  it('shows no reward twice, and how far one has come', () => {
    const rows = rewardRows([milestone('m', 4, 3, { status: 'ahead' })], [grant('g', 'revoked')]);
    expect(rows.map(({ id, share, stage }) => ({ id, share, stage }))).toEqual([{ id: 'm', share: 0.75, stage: 'ahead' }, { id: 'g', share: 1, stage: 'had' }]);
  });
});

describe('whyOf', () => {
  it('says what a fallen count does: it stops what is not packed, and leaves what is', () => {
    expect(whyOf({ ...grant('g', 'suspended'), side: 'friend', reason: 'member_suspended' })).toBe('me.rewards.why.member_suspended');
    expect([whyOf({ ...grant('g', 'suspended'), reason: 'award_suspended' }), whyOf({ ...grant('g', 'shipped'), reason: 'stands' }), whyOf(grant('g', 'shipped'))]).toEqual(['me.rewards.why.suspended', 'me.rewards.why.stands', null]);
  });

  it('does not speak of a count to who was brought by somebody', () => {
    expect(whyOf({ ...grant('g', 'suspended'), side: 'friend' })).toBe('me.rewards.why.suspended_friend');
  });
});

describe('nextOf', () => {
  it('says what follows a claim that is sent, until it has left', () => {
    expect((['claimable', 'claimed', 'packed', 'shipped', 'returned'] as const).map((status) => nextOf(grant('g', status)))).toEqual([null, 'me.rewards.next.claimed', 'me.rewards.next.packed', null, null]);
  });

  it('promises no parcel where none is sent', () => {
    expect(nextOf({ ...grant('g', 'claimed'), needs: { address: false, bank: false, phone: false, variants: [] } })).toBeNull();
  });
});
