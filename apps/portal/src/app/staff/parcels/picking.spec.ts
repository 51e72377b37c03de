import type { Parcel } from '../../api/generated';
import { isAmong, picksOf } from './picking';

const item = (rewardId: string, variant: string | null, name: string | null = null): Parcel['items'][number] => ({ grantId: 'g', status: 'claimed', piece: 1, rewardId, title: { en: rewardId }, name, variant, sku: null });

describe('a packing list', () => {
  it('counts what to take from the shelf: by reward, variant and piece', () => {
    const picks = picksOf([{ items: [item('box', 'M', 'T-shirt'), item('box', 'M', 'Mug')] }, { items: [item('box', 'L', 'T-shirt'), item('box', 'M', 'Mug')] }, { items: [item('cap', null), item('cap', null)] }]);
    expect(picks.map(({ item: { rewardId, variant, name }, count }) => [rewardId, variant, name, count])).toEqual([['box', 'M', 'T-shirt', 1], ['box', 'M', 'Mug', 2], ['box', 'L', 'T-shirt', 1], ['cap', null, null, 2]]);
  });

  it.each([['12-3', '3,5', true], ['12-13', '3,5', false], ['12-3', undefined, true], [null, '3', false]])('has %j among %j: %j', (reference, places, among) => expect(isAmong(reference, places)).toBe(among));
});
